import { resolve } from 'node:path';
import { tryReadRunFile } from '../local/run';
import { type Command, type CommandArguments, type CommandIo, messageOf, UsageError } from './command';
import { interruption } from './interruption';
import { textOption, wholeOption } from './option-values';
import { resolveDestination } from './send/destination';
import { eventsOf, keyRule } from './send/events';
import { openInput } from './send/input';
import { type Destination, Poster } from './send/poster';
import { Progress } from './send/progress';
import { Sender } from './send/sender';
import { summary } from './send/summary';
import { Tally } from './send/tally';

const DATA_FOLDER = '.sluice';
const ROUTE = '/events';
const CONCURRENCY = 64;
const LARGEST_BATCH = 500;

/** `sluice send`: events to a front door, here or on AWS, and what became of each. */
export const sendCommand: Command = {
  name: 'send',
  summary: 'post events from a file, standard input or a generator to a front door, and count what became of them',
  positionals: ['[URL]'],
  options: {
    file: { type: 'string', value: 'FILE', summary: 'events as JSON, one a line; - is standard input' },
    generate: { type: 'string', value: 'N', summary: 'send N made-up events instead' },
    rate: { type: 'string', value: 'R', summary: 'events a second (default: as fast as answers come)' },
    route: { type: 'string', value: 'PATH', summary: `the route below the stage (default: ${ROUTE})` },
    batch: { type: 'string', value: 'N', summary: "up to N events a request, to the route's /batch" },
    key: {
      type: 'string',
      value: 'K',
      summary: "partition key: .MEMBER of each event, or one text for all (default: the front door's choice)",
    },
    concurrency: { type: 'string', value: 'N', summary: `requests under way at most (default: ${CONCURRENCY})` },
    retry: { type: 'boolean', summary: 'send what is throttled again, up to ten times (default: count it)' },
    profile: {
      type: 'string',
      value: 'NAME',
      summary: 'sign as this local caller (default: local, or the AWS_* variables where it does not run here)',
    },
    'api-key': { type: 'string', value: 'KEY', summary: 'value of x-api-key' },
    token: { type: 'string', value: 'TOKEN', summary: 'value of Authorization, where the route takes tokens' },
    'data-dir': {
      type: 'string',
      value: 'D',
      summary: `data folder of the run to send to, and of callers (default: ${DATA_FOLDER})`,
    },
  },
  run: async (args, io) => {
    const batch = wholeOption(args, 'batch', 1, LARGEST_BATCH);
    const destination = destinationOf(args, io, batch);
    const { signal, dispose } = interruption(io.signal);
    try {
      return await send(args, io, { destination, batch, signal });
    } finally {
      dispose();
    }
  },
};

interface Sending {
  readonly destination: Destination;
  readonly batch: number | undefined;
  readonly signal: AbortSignal;
}

/** @returns 0 where every event was accepted */
async function send(args: CommandArguments, io: CommandIo, { destination, batch, signal }: Sending): Promise<number> {
  const concurrency = wholeOption(args, 'concurrency', 1, 10_000) ?? CONCURRENCY;
  const rate = readRate(textOption(args, 'rate'));
  const key = textOption(args, 'key');
  const generate = wholeOption(args, 'generate', 1, Number.MAX_SAFE_INTEGER);
  const ended = new AbortController();
  const input = openInput(textOption(args, 'file'), generate, io, AbortSignal.any([signal, ended.signal]));
  const events = eventsOf(input.lines, input.name, key === undefined ? undefined : keyRule(key, batch === undefined));
  const tally = new Tally();
  const poster = new Poster(destination, concurrency);
  const sender = new Sender({ poster, tally, batch, rate, concurrency, retry: args.options.retry === true, signal });
  const progress = new Progress(io.stderr, tally, input.extent);
  const started = performance.now();
  let unsent = 0;
  let problem: unknown;
  try {
    unsent = await sender.run(events);
  } catch (error) {
    problem = error;
  } finally {
    ended.abort();
    progress.end();
    poster.close();
  }
  const elapsed = performance.now() - started;
  io.stdout.write(`${summary({ url: destination.url, tally, elapsed, rate, unsent }).join('\n')}\n`);
  for (const line of unfinished(sender, signal, problem, input.name)) io.stderr.write(`sluice send: ${line}\n`);
  const isWhole = problem === undefined && unsent === 0 && !signal.aborted && !sender.isForlorn;
  return isWhole && tally.isAllAccepted ? 0 : 1;
}

/** Why the rest of the input was not sent. */
function unfinished({ isForlorn }: Sender, { aborted }: AbortSignal, problem: unknown, input: string): string[] {
  if (problem !== undefined) return [`${messageOf(problem)}; nothing from there on was sent`];
  if (aborted) return [`stopped; the rest of ${input} was not sent`];
  if (isForlorn) return [`nobody listens there; the rest of ${input} was not sent`];
  return [];
}

function destinationOf(args: CommandArguments, { cwd, env }: CommandIo, batch: number | undefined): Destination {
  const dataFolder = resolve(cwd, textOption(args, 'data-dir') ?? DATA_FOLDER);
  const given = textOption(args, 'route') ?? ROUTE;
  if (!given.startsWith('/')) throw new UsageError(`'--route' must begin with a slash, got '${given}'`);
  if (batch === undefined && given.endsWith('/batch')) {
    throw new UsageError(`'--batch N' says how many events a request to ${given} carries`);
  }
  return resolveDestination({
    url: args.positionals[0],
    route: batch === undefined || given.endsWith('/batch') ? given : `${given}/batch`,
    dataFolder,
    run: tryReadRunFile(dataFolder),
    profile: textOption(args, 'profile'),
    apiKey: textOption(args, 'api-key'),
    token: textOption(args, 'token'),
    env,
  });
}

function readRate(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (given.trim() !== '' && rate > 0 && rate <= 1_000_000) return rate;
  throw new UsageError(`'--rate' must be a number above 0, at most 1000000, got '${given}'`);
}
