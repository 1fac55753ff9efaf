import { type AnswerOptions, answer, NAMES, OUTSIDE } from './answer';
import { configRuns } from './config-runs';

const { run, written, everything } = configRuns();

describe('for a device with a certificate', () => {
  const CERTIFIED = { keys: ['', ''] } as const;
  const strongswan = ['--certificate', 'factory.pem', '--device', 'strongswan', '--names', '-'];

  test('writes the file of its certificate and the names in those of AWS, and no secret', async () => {
    const { status } = await run(answer(CERTIFIED), ['--site-cidr', '192.168.0.0/20', ...strongswan], NAMES);
    expect(status).toBe(0);
    const text = written('strongswan/swanctl.conf');
    expect(text.match(/auth = pubkey/g)).toHaveLength(4);
    expect(text).toContain('certs = "factory.pem"\n');
    const [first = '', second = ''] = text.split('vpn-0abc123def4567890-2 {');
    expect(first).toContain('id = "C=US, ST=WA, L=Seattle, O=Amazon.com, OU=AWS, CN=vpn-0abc123def4567890.endpoint-0"');
    expect(second).toContain('CN=vpn-0abc123def4567890.endpoint-1"');
    expect(text).not.toMatch(/secret|psk|undefined/);
  });

  test('writes its name in the database of libreswan', async () => {
    const args = ['--certificate', 'factory', '--device', 'libreswan', '--names', '-'];
    expect((await run(answer(CERTIFIED), args, NAMES)).status).toBe(0);
    const text = written('libreswan/vpn-0abc123def4567890.conf');
    expect(text.match(/^ {2}(authby|leftcert|leftid)=.*$/gm)?.slice(0, 3)).toEqual([
      '  authby=rsasig,ecdsa',
      '  leftcert="factory"',
      '  leftid=%fromcert',
    ]);
    expect(text).not.toMatch(/secret|undefined/);
    expect(everything()).not.toContain('libreswan/vpn-0abc123def4567890.secrets');
  });

  test('takes its own address where AWS knows none', async () => {
    const nameless = answer({ ...CERTIFIED, customer: '' });
    expect((await run(nameless, strongswan, NAMES)).stderr).toContain("give '--local-address'");
    const { status } = await run(nameless, [...strongswan, '--local-address', '10.1.0.5'], NAMES);
    expect([status, written('strongswan/swanctl.conf').includes('local_addrs = 10.1.0.5')]).toEqual([0, true]);
  });

  test.each<[string, AnswerOptions, string[], string, number, string]>([
    [
      'without the names in those of AWS',
      CERTIFIED,
      strongswan,
      '',
      1,
      '198.51.100.10 of vpn-0abc123def4567890 is not',
    ],
    ['where the tunnels have keys', {}, strongswan, NAMES, 1, "leave out '--certificate'"],
    [
      'where the keys are in Secrets Manager',
      { keys: ['REDACTED', 'REDACTED'] },
      strongswan,
      NAMES,
      1,
      "leave out '--certificate'",
    ],
    ['without the device', CERTIFIED, ['--certificate', 'a.pem'], '', 2, "'--certificate' needs '--device'"],
    ['for a name that ends its quotes', CERTIFIED, ['--certificate', 'a"b', '--device', 'libreswan'], '', 2, 'path or'],
    ['for a name of AWS that does', CERTIFIED, strongswan, `${OUTSIDE[0]} a"b`, 1, "the name for '198.51.100.10'"],
    ['and without either', CERTIFIED, [], '', 1, "or '--certificate' where the device shows one"],
  ])('fails %s', async (_name, options, args, stdin, expected, message) => {
    const { status, stderr } = await run(answer(options), args, stdin);
    expect([status, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });
});
