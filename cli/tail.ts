import { resolve } from 'node:path';
import { tryReadRunFile } from '../local/run';
import { type Command, type CommandArguments, type CommandIo, UsageError } from './command';
import { eitherSignal, interruption } from './interruption';
import { textOption } from './option-values';
import { resolveEndpoint } from './tail/endpoint';
import { KinesisClient, type StartingPoint, type StreamId } from './tail/kinesis-client';
import { recordJson, recordLine } from './tail/record-line';
import { StreamFollower } from './tail/stream-follower';

const DATA_FOLDER = '.sluice';

/** `sluice tail`: the records of a stream as they come, one a line. */
export const tailCommand: Command = {
  name: 'tail',
  summary: 'follow a stream, here or on AWS: time, shard, sequence number, partition key and data, one record a line',
  positionals: ['[STREAM]'],
  options: {
    from: {
      type: 'string',
      value: 'F',
      summary: 'latest, trim-horizon or a time such as 2026-01-31T12:00:00Z (default: latest)',
    },
    shard: {
      type: 'string',
      value: 'ID',
      summary: 'this shard alone (default: all, and what they are split or merged into)',
    },
    jsonl: { type: 'boolean', summary: 'a JSON object a line; bytes that are no text in dataBase64' },
    endpoint: {
      type: 'string',
      value: 'URL',
      summary: 'the AWS endpoint (default: of the run, else AWS_ENDPOINT_URL)',
    },
    'data-dir': { type: 'string', value: 'D', summary: `data folder of the run (default: ${DATA_FOLDER})` },
  },
  run: async (args, io) => {
    const from = readFrom(textOption(args, 'from') ?? 'latest');
    const dataFolder = resolve(io.cwd, textOption(args, 'data-dir') ?? DATA_FOLDER);
    const given = textOption(args, 'endpoint');
    const client = new KinesisClient(
      resolveEndpoint({ given, dataFolder, run: tryReadRunFile(dataFolder), env: io.env }),
    );
    const { signal, dispose } = interruption(io.signal);
    try {
      return await follow(args, io, { client, from, signal });
    } finally {
      dispose();
    }
  },
};

interface Following {
  readonly client: KinesisClient;
  readonly from: StartingPoint;
  readonly signal: AbortSignal;
}

async function follow(args: CommandArguments, io: CommandIo, { client, from, signal }: Following): Promise<number> {
  const stream = await streamOf(client, args.positionals[0]);
  const printed = new Printed(io.stdout);
  const print = args.options.jsonl === true ? recordJson : recordLine;
  const started = performance.now();
  const ended = new AbortController();
  let count = 0;
  const follower = new StreamFollower({
    ...{ client, stream, from, shardId: textOption(args, 'shard') },
    signal: eitherSignal(signal, printed.gone, ended.signal),
    onRecord: async (shardId, record) => {
      count++;
      await printed.line(print(shardId, record));
    },
    onNote: (message) => io.stderr.write(`sluice tail: ${message}\n`),
  });
  try {
    await follower.run();
  } finally {
    // Where one shard cannot be read, the others are left too.
    ended.abort();
  }
  const [records, shards] = [plural(count, 'record'), plural(follower.shardCount, 'shard')];
  io.stderr.write(`${records} of ${shards} in ${Math.round((performance.now() - started) / 1_000)} s\n`);
  return 0;
}

/** Standard output, whose reader may be slow, or go away. */
class Printed {
  public readonly gone: AbortSignal;
  private draining: Promise<void> | undefined;

  public constructor(private readonly output: NodeJS.WritableStream) {
    const controller = new AbortController();
    this.gone = controller.signal;
    output.once('error', () => controller.abort());
  }

  public async line(text: string): Promise<void> {
    if (this.output.write(`${text}\n`) || this.gone.aborted) return;
    this.draining ??= new Promise((resolve) => {
      const done = (): void => {
        this.draining = undefined;
        resolve();
      };
      this.output.once('drain', done);
      this.gone.addEventListener('abort', done, { once: true });
    });
    await this.draining;
  }
}

/** @throws UsageError where none is named and there is not exactly one */
async function streamOf(client: KinesisClient, given: string | undefined): Promise<StreamId> {
  if (given !== undefined) return given.startsWith('arn:') ? { StreamARN: given } : { StreamName: given };
  const names = await client.streamNames();
  const [only] = names;
  if (names.length === 1 && only !== undefined) return { StreamName: only };
  throw new UsageError(names.length === 0 ? 'there is no stream' : `name one of the streams: ${names.join(', ')}`);
}

function readFrom(given: string): StartingPoint {
  if (given === 'latest') return { ShardIteratorType: 'LATEST' };
  if (given === 'trim-horizon') return { ShardIteratorType: 'TRIM_HORIZON' };
  const time = /^\d{4}-/.test(given) ? Date.parse(given) : Number.NaN;
  if (!Number.isNaN(time)) return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: time / 1_000 };
  throw new UsageError(`'--from' must be latest, trim-horizon or a time such as 2026-01-31T12:00:00Z, got '${given}'`);
}

function plural(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}
