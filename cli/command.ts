import { parseArgs } from 'node:util';

/** One option of a command, as data: the parser and the help text both read it. */
export interface CommandOption {
  /** `boolean` is a switch, `string` takes a value. */
  readonly type: 'boolean' | 'string';
  /** Name of the value in the help text, e.g. `FILE`. */
  readonly value?: string;
  /** One line for the help text. */
  readonly summary: string;
}

/** The edges of the process, injected so that a command can be tested without one. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends a command that goes on until it is told to. @default - the signals of the process */
  readonly signal?: AbortSignal;
}

/** What the parser found: switches as booleans, the rest as text. */
export interface CommandArguments {
  readonly options: { readonly [name: string]: string | boolean | undefined };
  readonly positionals: readonly string[];
}

/** A command of the CLI. `run` returns the exit status. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Names of the positional arguments, e.g. `[APP_OR_TEMPLATE]`; empty when there are none. */
  readonly positionals: readonly string[];
  readonly options: { readonly [name: string]: CommandOption };
  /** Whether positional arguments may begin with a dash, as some ids do; there are no options of one dash but `-h`. */
  readonly takesDashes?: boolean;
  run(args: CommandArguments, io: CommandIo): Promise<number>;
}

/** A mistake of the person at the keyboard: shown as one line, without a stack trace, with exit status 2. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}

/** Parses `argv` for `command`. Throws `UsageError` for what the command does not take. */
export function parseCommandLine(command: Command, argv: readonly string[]): CommandArguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [name, { type: option.type }]),
  );
  try {
    const args = command.takesDashes === true ? withDashesLast(argv) : [...argv];
    const { values, positionals, tokens } = parseArgs({
      ...{ args, options, allowPositionals: true, strict: true, tokens: true },
    });
    if (positionals.length > command.positionals.length) {
      const found = tokens.filter(({ kind }) => kind === 'positional')[command.positionals.length];
      const stray = argumentName(argv, args[found?.index ?? 0] ?? '');
      throw new UsageError(`'${command.name}' takes ${positionalCount(command)}, got ${stray}`);
    }
    return { options: values as CommandArguments['options'], positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = messageOf(error).split('. ')[0] ?? '';
    throw new UsageError(
      `${isUnknownWord(reason) ? 'Unknown option' : reason}; 'sluice ${command.name} --help' lists the options`,
    );
  }
}

/** The help text of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP_OPTION });
  const left = options.map(([name, option]) => `  --${name}${option.value ? ` ${option.value}` : ''}`);
  const width = Math.max(...left.map((text) => text.length));
  const rows = options.map(([, option], index) => `${left[index]?.padEnd(width)}  ${option.summary}`);
  const usage = ['sluice', command.name, ...command.positionals, '[options]'].join(' ');
  return [command.summary, '', `Usage: ${usage}`, '', 'Options:', ...rows, ''].join('\n');
}

/** What may be shown of a word that nobody knows: it may be a key that was typed in the wrong place. */
const PLAIN = /^[a-z][a-z-]{0,20}$/;
/** Options of other tools, or of ours, that a secret follows. */
const SECRET_OPTION = /^-.*(?:key|token|secret|passw|credential|auth|header|user|psk)/i;

/** Whether a word is short and of small letters alone: no key or token looks so. */
export function isPlainWord(word: string): boolean {
  return PLAIN.test(word);
}

/** An argument in words: itself where it is plain and follows no option of a secret, else its place. @param argv As typed */
function argumentName(argv: readonly string[], word: string): string {
  const isSecret = argv.some((each, index) => each === word && SECRET_OPTION.test(argv[index - 1] ?? ''));
  if (isPlainWord(word) && !isSecret) return `'${word}'`;
  return `another one, argument ${argv.lastIndexOf(word) + 1} of those behind the command`;
}

/** Whether the parser does not know an option whose name is none of a tool. */
function isUnknownWord(reason: string): boolean {
  const [, name] = /^Unknown option '--?(.*)'$/s.exec(reason) ?? [];
  return name !== undefined && !isPlainWord(name);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

const HELP_OPTION: CommandOption = { type: 'boolean', summary: 'show this text' };

/** What begins with one dash stands behind `--`, where it is no option. */
function withDashesLast(argv: readonly string[]): string[] {
  const isDashed = (argument: string): boolean => /^-[^-]/.test(argument);
  const dashed = argv.filter(isDashed);
  return dashed.length === 0 ? [...argv] : [...argv.filter((argument) => !isDashed(argument)), '--', ...dashed];
}

function positionalCount(command: Command): string {
  const count = command.positionals.length;
  return count === 0 ? 'no arguments' : `at most ${count} (${command.positionals.join(' ')})`;
}
