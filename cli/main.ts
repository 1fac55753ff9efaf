import { SluiceError } from '../local/errors';
import {
  type Command,
  type CommandIo,
  commandHelp,
  isPlainWord,
  messageOf,
  parseCommandLine,
  UsageError,
} from './command';

/** Runs `argv` against `commands` and returns the exit status: 0 done, 1 failed, 2 misused. */
export async function main(commands: readonly Command[], argv: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(overview(commands));
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name).join(', ');
    io.stderr.write(
      `sluice: there is no ${isPlainWord(name) ? `command '${name}'` : 'such command'}; the commands are ${known}\n`,
    );
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(commandHelp(command));
    return 0;
  }
  try {
    return await command.run(parseCommandLine(command, rest), io);
  } catch (error) {
    io.stderr.write(`sluice ${command.name}: ${messageOf(error)}${codeOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The code by which docs/errors.md tells what to do. */
function codeOf(error: unknown): string {
  return error instanceof SluiceError ? ` [${error.code}]` : '';
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const rows = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return [
    'Usage: sluice COMMAND [options]',
    '',
    'Commands:',
    ...rows,
    '',
    "'sluice COMMAND --help' tells more.",
    '',
  ].join('\n');
}
