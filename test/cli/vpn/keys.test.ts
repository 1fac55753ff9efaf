import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AnswerOptions, answer, CUSTOMER, KEYS, OUTSIDE } from './answer';
import { configRuns, STATIC } from './config-runs';

const GIVEN = { isStatic: true, keys: ['REDACTED', 'REDACTED (arn:aws:secretsmanager:eu-west-1:1:secret:x)'] } as const;
const { run, at, written, modeOf, everything } = configRuns();

describe('keys', () => {
  test.each([
    ['lines', `# of the factory\n${OUTSIDE[0]} ${KEYS[0]}\n${OUTSIDE[1]} ${KEYS[1]}\n`],
    ['JSON', JSON.stringify({ [OUTSIDE[0]]: KEYS[0], [OUTSIDE[1]]: KEYS[1] })],
  ])('come from Secrets Manager as %s on standard input', async (_name, stdin) => {
    const { status } = await run(answer(GIVEN), [...STATIC, '--keys', '-'], stdin);
    expect(status).toBe(0);
    expect(written('strongswan/swanctl.conf')).toContain(`secret = "${KEYS[0]}"`);
    expect(written('libreswan/vpn-0abc123def4567890.secrets')).toContain(
      `${CUSTOMER} ${OUTSIDE[1]} : PSK "${KEYS[1]}"`,
    );
  });

  test('stand in files that nobody else reads, even where such a file was there before', async () => {
    await run(answer());
    const path = at('out/strongswan/swanctl.conf');
    writeFileSync(path, 'old', { mode: 0o644 });
    await run(answer());
    const modes = everything().map((file) => [file, modeOf(file)]);
    const holding = everything().filter((file) => KEYS.some((key) => written(file).includes(key)));
    expect(holding).toEqual(['libreswan/vpn-0abc123def4567890.secrets', 'strongswan/swanctl.conf']);
    for (const [file, mode] of modes) if (holding.includes(String(file))) expect(mode).toBe(0o600);
  });

  test('never go into a file that was left behind, nor where a link leads', async () => {
    await run(answer());
    const elsewhere = at('elsewhere');
    writeFileSync(elsewhere, 'untouched', { mode: 0o644 });
    symlinkSync(elsewhere, at('out/strongswan/swanctl.conf.new'));
    expect((await run(answer())).status).toBe(0);
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
    expect(written('strongswan/swanctl.conf')).toContain(KEYS[0]);
  });

  test.each<[string, AnswerOptions, string[], string]>([
    ['a good run', {}, [], ''],
    ['a run without the VPC', { isStatic: true }, [], ''],
    ['a bad key in the answer', { keys: ['short', KEYS[1]] }, [], ''],
    ['a bad key in the list', GIVEN, [...STATIC, '--keys', '-'], `${OUTSIDE[0]} 0${KEYS[1]}`],
    ['a bad line in the list', GIVEN, [...STATIC, '--keys', '-'], `${KEYS[1]} ${OUTSIDE[0]}`],
    ['broken JSON in the list', GIVEN, [...STATIC, '--keys', '-'], `{"${OUTSIDE[0]}": "${KEYS[1]}`],
    ['a key in place of an address', GIVEN, [...STATIC, '--keys', '-'], `31415926535897 1.1.1.1`],
    ['a key in place of a name', GIVEN, [...STATIC, '--keys', '-'], `{"${KEYS[0]}": "${OUTSIDE[0]}"}`],
    ['a key in place of a name, of nothing', GIVEN, [...STATIC, '--keys', '-'], `{"${KEYS[0]}": 1}`],
    ['a key in place of a file', GIVEN, [...STATIC, '--keys', KEYS[0]], ''],
    ['a key in place of a file of names', GIVEN, [...STATIC, '--names', KEYS[0]], ''],
    ['a key in the list of names', GIVEN, [...STATIC, '--names', '-'], `${OUTSIDE[0]} "${KEYS[0]}"`],
    ['a key and a certificate', {}, ['--certificate', 'device.pem', '--device', 'strongswan'], ''],
    ['a number in the list', GIVEN, [...STATIC, '--keys', '-'], `{"${OUTSIDE[0]}": 31415926535897}`],
  ])('are never echoed, by %s', async (_name, options, args, stdin) => {
    const { stdout, stderr } = await run(answer(options), args, stdin);
    for (const key of [...KEYS, 'short', '31415926535897']) expect(stdout + stderr).not.toContain(key);
  });

  test('are never echoed by broken XML or JSON', async () => {
    const broken = answer().replace('</pre_shared_key>', '');
    const { status, stderr } = await run(broken);
    expect([status, KEYS.some((key) => stderr.includes(key))]).toEqual([1, false]);
    const cut = await run(answer().slice(0, -3));
    expect([cut.status, KEYS.some((key) => cut.stderr.includes(key))]).toEqual([1, false]);
  });

  test('of neither kind are written as REDACTED', async () => {
    const { status, stderr } = await run(answer(GIVEN), STATIC);
    expect([status, stderr]).toEqual([1, expect.stringContaining('has its pre-shared key in Secrets Manager')]);
    expect(() => everything()).toThrow();
  });
});
