import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VpnRouting } from 'cdk-sluice';
import { KEYS } from '../cli/vpn/answer';
import { installPrograms, whyNoPrograms } from './programs';
import { inKernel, SITE_RANGE, SiteAndVpc } from './site-and-vpc';

const reason = whyNoPrograms();
const describeHere = reason === undefined ? describe : describe.skip;
const how = reason ?? (inKernel ? 'ESP of the kernel, files unchanged' : 'ESP in user space, its variant');

describeHere(`a site and a VPC with static routes (${how})`, () => {
  let both: SiteAndVpc;

  beforeAll(async () => {
    installPrograms();
    both = await SiteAndVpc.build(VpnRouting.STATIC);
    both.tunnels.laboratory.ip('vpc', 'route', 'add', SITE_RANGE, 'dev', 'tgw1');
    both.spawn('site', 'sh', join(both.folder, 'strongswan/static-routes.sh'));
    await both.postUntilStored(60_000);
  });

  // Where nothing could be built, nothing is left.
  afterAll(() => both?.stop());

  const securityOf = (number: number) => {
    const { output } = both.tunnels
      .device(number)
      .daemon.swanctl('--list-sas', '--ike', `${both.connection.id}-${number}`);
    return output;
  };

  test.each([1, 2])('have tunnel %d up, with what the template asks for', (number) => {
    const said = securityOf(number);
    expect(said).toContain('ESTABLISHED, IKEv2');
    expect(said).toContain('AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384');
    expect(said).toMatch(/INSTALLED, TUNNEL(-in-UDP)?, ESP:AES_GCM_16-256/);
  });

  test('pass a POST into the local runtime, encrypted, and its answer back', async () => {
    const bytes = () => Number(/ in {2}\w+.*?, +(\d+) bytes/.exec(securityOf(1))?.[1]);
    const before = bytes();
    await both.postUntilStored(5_000);
    expect(bytes()).toBeGreaterThan(before);
  });

  test('move their traffic when a tunnel is cut', async () => {
    both.tunnels.cut(1);
    // AWS's own side moves by itself.
    both.tunnels.laboratory.ip('vpc', 'route', 'replace', SITE_RANGE, 'dev', 'tgw2');
    process.stdout.write(`traffic moved after ${await both.postUntilStored(40_000)} ms\n`);
  });

  test('fails for a wrong key', () => {
    const name = `${both.connection.id}-2`;
    const { daemon, file } = both.tunnels.device(2);
    const wrong = join(both.folder, 'wrong.conf');
    const text = readFileSync(file, 'utf8').replaceAll(KEYS[1], 'wrongwrongwrong');
    writeFileSync(wrong, text.replaceAll('start_action = start', 'start_action = none'), { mode: 0o600 });
    daemon.swanctl('--terminate', '--ike', name, '--force');
    daemon.load(wrong);
    const { status, output } = daemon.swanctl('--initiate', '--child', name, '--timeout', '10');
    expect([status === 0, output.includes('AUTHENTICATION_FAILED')]).toEqual([false, true]);
  });
});
