import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VpnRouting } from 'cdk-sluice';
import { awsFrr } from './aws-side';
import { Frr } from './frr';
import { installPrograms, whyNoPrograms } from './programs';
import { inKernel, SITE, SITE_RANGE, SiteAndVpc, VPC_RANGE } from './site-and-vpc';

const reason = whyNoPrograms();
const describeHere = reason === undefined ? describe : describe.skip;
const how = reason ?? (inKernel ? 'ESP of the kernel' : 'ESP in user space');

describeHere(`a site and a VPC with BGP (${how})`, () => {
  let both: SiteAndVpc;
  let device: Frr;
  let aws: Frr;

  beforeAll(async () => {
    installPrograms();
    both = await SiteAndVpc.build(VpnRouting.BGP);
    const file = join(both.folder, 'aws-frr.conf');
    writeFileSync(file, awsFrr(both.connection, VPC_RANGE));
    aws = await Frr.start(both, 'vpc', file);
    device = await Frr.start(both, 'site', join(both.folder, 'frr/frr.conf'));
    await device.until(() => device.established().length === 2, 'BGP over both tunnels');
    await both.postUntilStored(60_000);
  });

  afterAll(async () => {
    // Where nothing could be built, nothing is left.
    await both?.stop();
    for (const frr of [device, aws]) frr?.remove();
  });

  const routes = (room: string, range: string) => both.execute(room, 'ip', 'route', 'show', range).output;

  test('learn their ranges over both tunnels, from frr.conf as it is written', () => {
    expect(device.established()).toEqual(both.connection.tunnels.map(({ awsInside }) => awsInside));
    const toVpc = routes('site', VPC_RANGE);
    for (const part of ['proto bgp', `src ${SITE}`, 'dev vpn1', 'dev vpn2']) expect(toVpc).toContain(part);
    const toSite = routes('vpc', SITE_RANGE);
    for (const part of ['proto bgp', 'dev tgw1', 'dev tgw2']) expect(toSite).toContain(part);
  });

  test('pass a POST into the local runtime, and its answer back', async () => {
    expect(await both.postUntilStored(5_000)).toBeLessThan(5_000);
  });

  test('move their traffic within the hold time when the packets of a tunnel vanish', async () => {
    const holdTime = both.connection.tunnels[0]?.bgp?.holdTime ?? 0;
    both.tunnels.cut(1);
    const start = Date.now();
    await device.until(() => !routes('site', VPC_RANGE).includes('vpn1'), 'the end of the route', 60_000);
    await aws.until(() => !routes('vpc', SITE_RANGE).includes('tgw1'), "the end of AWS's route", 60_000);
    await both.postUntilStored(10_000);
    const took = Date.now() - start;
    process.stdout.write(`BGP moved traffic after ${took} ms\n`);
    expect(took).toBeLessThan((holdTime + 10) * 1_000);
  });
});
