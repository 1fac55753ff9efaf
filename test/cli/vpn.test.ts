import { main } from '../../cli/main';
import { vpnCommand } from '../../cli/vpn';
import { captureIo } from '../support/cli';
import { answer, CUSTOMER, connection, OUTSIDE, STRONG } from './vpn/answer';
import { configRuns, STATIC } from './vpn/config-runs';

const { run, at, written, modeOf, writtenFor, everything } = configRuns();

describe('for a connection with BGP', () => {
  test('writes strongSwan, FRR and libreswan, and prints the paths alone', async () => {
    const { status, stdout } = await run(answer(), ['--site-cidr', '192.168.0.0/20,192.168.32.0/20']);
    expect(status).toBe(0);
    expect(everything()).toEqual([
      'frr/frr.conf',
      'libreswan/interfaces.sh',
      'libreswan/vpn-0abc123def4567890.conf',
      'libreswan/vpn-0abc123def4567890.secrets',
      'strongswan/interfaces.sh',
      'strongswan/strongswan.d/sluice.conf',
      'strongswan/swanctl.conf',
    ]);
    expect(stdout.split('\n')).toContain('out/strongswan/swanctl.conf  0600');
  });

  test('takes addresses, numbers and timers from the XML, and announces what was given', async () => {
    await run(answer(), ['--site-cidr', '192.168.0.0/20,192.168.32.0/20']);
    const frr = written('frr/frr.conf');
    for (const line of [
      'router bgp 65010',
      ' neighbor 169.254.10.1 remote-as 64512',
      ' neighbor 169.254.10.5 remote-as 64512',
      ' neighbor 169.254.10.1 timers 10 30',
      ' no bgp ebgp-requires-policy',
      '  network 192.168.0.0/20',
      '  network 192.168.32.0/20',
    ]) {
      expect(frr.split('\n')).toContain(line);
    }
    expect(frr).not.toMatch(/0\.0\.0\.0\/0|default-originate|prepend/);
  });

  test('says that nothing is announced where no range is known', async () => {
    const { status, stderr } = await run(answer());
    expect([status, stderr]).toEqual([0, expect.stringContaining('announces no range of the site')]);
  });

  test('says that narrowed selectors keep BGP out', async () => {
    const { stderr } = await run(answer({ options: { RemoteIpv4NetworkCidr: '10.0.0.0/20' } }));
    expect(stderr).toContain('which keeps BGP out');
  });
});

describe('tunnels', () => {
  test('are matched by outside address: the lists of an answer come in different orders', async () => {
    const weaker = { ...STRONG, Phase1DHGroupNumbers: [{ Value: 14 }] };
    const text = await writtenFor({ tunnelOptions: [STRONG, weaker] });
    const [, first, second] = text.split(/remote_addrs = /);
    expect(first).toContain(OUTSIDE[0]);
    expect(first).toContain('aes256gcm16-prfsha384-ecp384');
    expect(second).toContain(OUTSIDE[1]);
    expect(second).toContain('aes256gcm16-prfsha384-modp2048');
  });

  test('offer one proposal, the strongest that is allowed', async () => {
    const mixed = {
      ...STRONG,
      Phase1EncryptionAlgorithms: [{ Value: 'AES128' }, { Value: 'AES256' }],
      Phase1IntegrityAlgorithms: [{ Value: 'SHA1' }, { Value: 'SHA2-256' }],
      Phase1DHGroupNumbers: [{ Value: 2 }, { Value: 19 }],
      Phase2EncryptionAlgorithms: [{ Value: 'AES128' }],
      Phase2IntegrityAlgorithms: [{ Value: 'SHA2-512' }],
      Phase2DHGroupNumbers: [{ Value: 5 }, { Value: 16 }],
    };
    const text = await writtenFor({ tunnelOptions: [mixed, mixed] });
    expect(text).toContain('proposals = aes256-sha256-ecp256\n');
    expect(text).toContain('esp_proposals = aes128-sha512-modp4096\n');
  });

  test.each([
    ['without TunnelOptions', { tunnelOptions: [] }],
    ['with addresses and keys alone', { tunnelOptions: [{}, {}] }],
  ])('of answers of older years, %s, allow every default, of which the strongest is taken', async (_name, options) => {
    expect(await writtenFor(options)).toContain('proposals = aes256gcm16-prfsha384-ecp384\n');
  });

  test('that know IKEv1 alone get no GCM in phase 1', async () => {
    const old = { ...STRONG, IkeVersions: [{ Value: 'ikev1' }], Phase1EncryptionAlgorithms: [{ Value: 'AES256' }] };
    const text = await writtenFor({ tunnelOptions: [old, old] });
    expect(text).toContain('version = 1\n');
    expect(text).toContain('proposals = aes256-sha384-ecp384\n');
  });

  test('are started by the device, unless AWS does', async () => {
    expect(await writtenFor({})).toContain('start_action = start\n');
    const started = { ...STRONG, StartupAction: 'start' };
    expect(await writtenFor({ tunnelOptions: [started, started] })).toContain('start_action = none\n');
  });

  test('renew their keys before AWS does', async () => {
    const short = { ...STRONG, Phase1LifetimeSeconds: 900, Phase2LifetimeSeconds: 900 };
    const text = await writtenFor({ tunnelOptions: [short, short] });
    expect(text.match(/rekey_time = \d+s/g)?.slice(0, 2)).toEqual(['rekey_time = 750s', 'rekey_time = 750s']);
  });

  test.each([
    [{}, [], 1_446, 1_406],
    [{}, ['--local-address', '10.1.0.5'], 1_438, 1_398],
    [{ Phase2EncryptionAlgorithms: [{ Value: 'AES256' }] }, [], 1_422, 1_382],
    [
      { Phase2EncryptionAlgorithms: [{ Value: 'AES256' }], Phase2IntegrityAlgorithms: [{ Value: 'SHA2-256' }] },
      ['--local-address', '10.1.0.5'],
      1_422,
      1_382,
    ],
  ])('have packets that fit: %j %j', async (changed, args, mtu, mss) => {
    const tunnel = { ...STRONG, ...changed };
    await writtenFor({ tunnelOptions: [tunnel, tunnel] }, args);
    const script = written('strongswan/interfaces.sh');
    expect(script).toContain(`up mtu ${mtu}`);
    expect(script).toContain(`--set-mss ${mss}`);
  });
});

test('behind NAT the device sends from its own address and keeps the outside one as its name', async () => {
  const text = await writtenFor({}, ['--local-address', '10.1.0.5']);
  expect(text).toContain('local_addrs = 10.1.0.5\n');
  expect(text).toContain(`id = ${CUSTOMER}\n`);
  expect(text).toContain('encap = yes\n');
});

describe('for a connection with static routes', () => {
  test("leads the VPC's range to a live tunnel, keeps both up, and uses no BGP", async () => {
    const { status } = await run(answer({ isStatic: true }), STATIC);
    expect(status).toBe(0);
    expect(everything()).not.toContain('frr/frr.conf');
    const script = written('strongswan/static-routes.sh');
    expect(script).toContain('ip route replace 10.0.0.0/20 dev "$live"');
    expect(script).toContain('-I vpn2 169.254.10.5');
    expect(modeOf('strongswan/static-routes.sh')).toBe(0o755);
  });

  test("takes the VPC's range from a selector that was narrowed to it", async () => {
    const options = { RemoteIpv4NetworkCidr: '10.0.0.0/20', StaticRoutesOnly: true };
    const { status } = await run(answer({ isStatic: true, options }));
    expect([status, written('strongswan/swanctl.conf').includes('remote_ts = 10.0.0.0/20')]).toEqual([0, true]);
  });
});

describe('fails', () => {
  const several = JSON.stringify({
    VpnConnections: [
      connection({ id: 'vpn-01' }),
      connection({ id: 'vpn-02' }),
      { VpnConnectionId: 'vpn-03', State: 'deleted' },
    ],
  });
  const only = (more: object) => answer({ more });

  test.each<[string, string, string[], string]>([
    ['for static routes without the VPC', answer({ isStatic: true }), [], "give '--vpc-cidr'"],
    ['for several connections', several, [], 'several connections, vpn-01, vpn-02, vpn-03: choose one'],
    ['for a connection that is not there', several, ['--id', 'vpn-09'], "'--id' must be a connection of the answer"],
    ['for a deleted connection', several, ['--id', 'vpn-03'], 'vpn-03 is deleted'],
    ['without a connection', '{"VpnConnections":[]}', [], 'no connection that is not deleted, of none'],
    ['without the XML', only({ CustomerGatewayConfiguration: undefined }), [], "no 'CustomerGatewayConfiguration'"],
    ['for XML that is none', only({ CustomerGatewayConfiguration: 'nothing' }), [], 'not one XML element'],
    ['for a document type', only({ CustomerGatewayConfiguration: '<!DOCTYPE a><a/>' }), [], 'not XML at character 1'],
    ['for what is no answer', 'VPNCONNECTIONS\tcgw', [], "must be the JSON answer of 'aws ec2"],
    [
      'for a tunnel that TunnelOptions does not know',
      answer({ tunnelOptions: [STRONG, { ...STRONG, OutsideIpAddress: '198.51.100.99' }] }),
      [],
      "the tunnel to 198.51.100.20 of vpn-0abc123def4567890 has no entry in 'TunnelOptions'",
    ],
    [
      'for a group that libreswan has not',
      answer({ tunnelOptions: [STRONG, { ...STRONG, Phase1DHGroupNumbers: [{ Value: 2 }] }] }),
      [],
      'libreswan has no DH group 2',
    ],
    [
      'for routes of IPv6 into tunnels of IPv4',
      answer({ isStatic: true }),
      ['--vpc-cidr', 'fd12::/64'],
      "'--vpc-cidr' must be IPv4, which the tunnels of vpn-0abc123def4567890 carry, got 'fd12::/64'",
    ],
    [
      'for ranges of IPv4 by tunnels of IPv6',
      answer({ options: { TunnelInsideIpVersion: 'ipv6' } }).replace(
        /<tunnel_inside_address>.*?<\/tunnel_inside_address>/g,
        '<tunnel_inside_ipv6_address><ip_address>fd00::1</ip_address></tunnel_inside_ipv6_address>',
      ),
      ['--site-cidr', '192.168.0.0/20'],
      "'--site-cidr' must be IPv6",
    ],
  ])('%s', async (_name, answered, args, message) => {
    const { status, stdout, stderr } = await run(answered, args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test.each<[string[], string]>([
    [['--vpc-cidr', '10.0.0.0'], "'--vpc-cidr' must be CIDR blocks"],
    [['--local-address', 'here'], "'--local-address' must be an IPv4 address"],
    [['--device', 'cisco'], "'--device' must be strongswan or libreswan, got 'cisco'"],
    [['--vpc-cidr', 'abc/12'], "'--vpc-cidr' must be CIDR blocks"],
    [['--source-address', 'abc'], "'--source-address' must be an IP address"],
    [['--keys', 'none.txt'], "cannot read what '--keys' names: ENOENT"],
  ])('for %j as a mistake of use', async (args, message) => {
    const { status, stderr } = await run(answer(), args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test.each([
    [['vpn'], "'sluice vpn config' is the one thing"],
    [['vpn', 'config'], "'--connection FILE' is needed"],
    [['vpn', 'config', '--connection', '-'], "'--out DIR' is needed"],
  ])('for %j', async (argv, message) => {
    const io = captureIo(at('.'));
    expect(await main([vpnCommand], argv, io)).toBe(2);
    expect(io.captured().stderr).toContain(message);
  });
});

test('one of several connections is written by its id, for one device', async () => {
  const several = JSON.stringify({ VpnConnections: [connection({ id: 'vpn-01' }), connection({ id: 'vpn-02' })] });
  const { status } = await run(several, ['--id', 'vpn-02', '--device', 'strongswan']);
  expect(status).toBe(0);
  expect(written('strongswan/swanctl.conf')).toContain('vpn-02-1 {');
  expect(everything().some((file) => file.startsWith('libreswan'))).toBe(false);
});

test('a second connection on a device has interfaces of its own', async () => {
  const text = await writtenFor({}, ['--first-interface', '3']);
  expect(text.match(/if_id_in = \d/g)).toEqual(['if_id_in = 3', 'if_id_in = 4']);
  expect(written('strongswan/interfaces.sh')).toContain('ip link add vpn3 type xfrm if_id 3');
  expect(written('libreswan/vpn-0abc123def4567890.conf')).toContain('ipsec-interface=4');
  expect((await run(answer(), ['--first-interface', '0'])).status).toBe(2);
});
