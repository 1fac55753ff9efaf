import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VpnRouting } from 'cdk-sluice';
import { readNames } from '../../cli/vpn/by-address';
import { readConnection } from '../../cli/vpn/connection-answer';
import { answer, CUSTOMER, NAMES } from '../cli/vpn/answer';
import { Authority } from './authority';
import { described, synthesizedTunnels } from './aws-side';
import { installPrograms, whyNoPrograms } from './programs';
import { tunnelsOf } from './site-and-vpc';
import type { Tunnels } from './tunnels';

const ID = 'vpn-0abc123def4567890';
const AMAZON = '/C=US/ST=WA/L=Seattle/O=Amazon.com/OU=AWS/CN=';
const reason = whyNoPrograms();
const describeHere = reason === undefined ? describe : describe.skip;

describeHere(`a device with a certificate${reason === undefined ? '' : ` (${reason})`}`, () => {
  let folder: string;
  let tunnels: Tunnels | undefined;

  beforeAll(() => installPrograms());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-certificates-'));
  });
  afterEach(async () => {
    await tunnels?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Brings tunnels up with AWS as the second one's certificate has it. Returns what stands on the device then. */
  async function connect(secondSubject: string): Promise<string> {
    const authority = new Authority(join(folder, 'authority'));
    const credentials = {
      device: authority.issue('device', { factory: '/O=Factory Ltd/CN=factory' }),
      aws: authority.issue('aws', { 'aws-1': `${AMAZON}${ID}.endpoint-0`, 'aws-2': secondSubject }),
    };
    const template = synthesizedTunnels(CUSTOMER, VpnRouting.BGP);
    const connection = readConnection(answer({ keys: ['', ''], tunnelOptions: template.map(described) }), {
      keys: new Map(),
      certificate: 'factory.pem',
      names: readNames(NAMES),
      vpcCidrs: [],
      siteCidrs: [],
    });
    tunnels = tunnelsOf({ folder, connection, template, credentials });
    await tunnels.start();
    return [1, 2]
      .map((number) => {
        const { daemon } = tunnels?.device(number) ?? {};
        daemon?.swanctl('--initiate', '--child', `${ID}-${number}`, '--timeout', '10');
        return daemon?.swanctl('--list-sas', '--ike', `${ID}-${number}`).output ?? '';
      })
      .join('');
  }

  test('has both tunnels up with AWS as it is named', async () => {
    const said = await connect(`${AMAZON}${ID}.endpoint-1`);
    expect(said.match(/ESTABLISHED, IKEv2/g)).toHaveLength(2);
    expect(said).toContain(`remote 'C=US, ST=WA, L=Seattle, O=Amazon.com, OU=AWS, CN=${ID}.endpoint-1'`);
  });

  test('fails with another device of the same authority in place of AWS', async () => {
    const said = await connect('/O=Factory Ltd/CN=shop');
    expect(said.match(/ESTABLISHED, IKEv2/g)).toHaveLength(1);
    expect(said).not.toContain('CN=shop');
  });
});
