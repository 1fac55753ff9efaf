import { type Command, UsageError } from '../../cli/command';
import { main } from '../../cli/main';
import { AssemblyError } from '../../local/assembly';
import { captureIo } from '../support/cli';

const greet: Command = {
  name: 'greet',
  summary: 'say hello',
  positionals: ['[NAME]'],
  options: {
    loud: { type: 'boolean', summary: 'in capitals' },
    in: { type: 'string', value: 'LANGUAGE', summary: 'how' },
  },
  run: async ({ options, positionals }, { stdout }) => {
    if (options.in === 'klingon') throw new UsageError("'--in' knows no klingon");
    if (options.in === 'broken') throw new Error('the dictionary is gone');
    if (options.in === 'latin') throw new AssemblyError('NOT_A_TEMPLATE', 'the dictionary is empty', 'words.json');
    stdout.write(`hello ${positionals[0] ?? 'world'}${options.loud === true ? '!' : ''}\n`);
    return 0;
  },
};

const find: Command = { ...greet, name: 'find', takesDashes: true };

const run = async (...argv: string[]) => {
  const io = captureIo('/');
  const status = await main([greet, find], argv, io);
  return [status, io.captured().stdout, io.captured().stderr];
};

describe('the command line', () => {
  test('runs the command it names', async () => {
    expect(await run('greet', 'Ada', '--loud')).toEqual([0, 'hello Ada!\n', '']);
  });

  test('lists the commands without one, and where help is asked for', async () => {
    const [status, stdout] = await run();
    expect(status).toBe(2);
    expect(stdout).toMatch(/greet {2}say hello/);
    expect((await run('--help'))[0]).toBe(0);
  });

  test("shows a command's options with --help", async () => {
    const [status, stdout] = await run('greet', '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Usage: sluice greet \[NAME\] \[options\]/);
    expect(stdout).toMatch(/--in LANGUAGE +how/);
  });

  test('fails with status 2 for a mistake at the keyboard, and 1 for a failure, each in one line', async () => {
    expect(await run('greet', '--in', 'klingon')).toEqual([2, '', "sluice greet: '--in' knows no klingon\n"]);
    expect(await run('greet', '--in', 'broken')).toEqual([1, '', 'sluice greet: the dictionary is gone\n']);
    expect(await run('greet', '--in', 'latin')).toEqual([
      1,
      '',
      'sluice greet: words.json: the dictionary is empty [NOT_A_TEMPLATE]\n',
    ]);
    expect(await run('dance')).toEqual([2, '', "sluice: there is no command 'dance'; the commands are greet, find\n"]);
  });

  test('fails with a word that is too much, by itself where it is plain', async () => {
    expect((await run('greet', 'Ada', 'bob'))[2]).toBe("sluice greet: 'greet' takes at most 1 ([NAME]), got 'bob'\n");
    const place = 'got another one, argument 3 of those behind the command';
    expect((await run('greet', 'Ada', '--loud', 'Bob'))[2]).toContain(place);
  });

  const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  test.each([
    ['a stray argument', ['greet', 'Ada', KEY]],
    ['a stray argument that is plain, behind an option that a secret follows', ['greet', '--', '--api-key', 'hunter2']],
    ['a stray argument with digits', ['greet', 'Ada', 'hunter2']],
    ['a stray argument, with dashes put last', ['find', 'id', '-token', 'hunter-two']],
    ['a command', [KEY]],
    ['a command with digits', ['hunter2']],
    ['an option', ['greet', `--${KEY}`]],
    ['an option of its own', ['greet', `--${KEY}=${KEY}`]],
    ['an option of one dash', ['greet', `-${KEY}`]],
    ['the value of a switch', ['greet', `--loud=${KEY}`]],
    ['the value of an option that is not known', ['greet', '--api-key', KEY]],
  ])('fails without repeating a key that is %s', async (_, argv) => {
    const [status, stdout, stderr] = await run(...argv);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/wJalr|EXAMPLEKEY|hunter/);
    expect(stderr).toMatch(/^sluice.*\n$/);
  });
});
