import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { tryReadRunFile } from '../local/run';
import { FileObjectStore } from '../local/s3';
import { type FoundEvent, findEvent } from '../local/trace';
import { type Command, type CommandIo, UsageError } from './command';
import { pause } from './interruption';
import { textOption } from './option-values';
import { eventLines } from './trace/print-event';

const DATA_FOLDER = '.sluice';
/** What the run traces is on disk after this time, in milliseconds. */
const DELAY = 250;

/** `sluice trace ID`: the way of one event, from the request to its line in an object. */
export const traceCommand: Command = {
  name: 'trace',
  summary: "show one event's way: request, rendered template, shard and sequence number, batch, object and line",
  positionals: ['ID'],
  takesDashes: true,
  options: {
    'data-dir': {
      type: 'string',
      value: 'D',
      summary: `data folder of the run, under way or not (default: ${DATA_FOLDER})`,
    },
  },
  run: async (args, io) => {
    const [id] = args.positionals;
    if (id === undefined || id === '') {
      throw new UsageError(
        "name an id: x-amzn-RequestId or x-amz-apigw-id of an answer, 'requestId' of an error, a sequence number or a record id",
      );
    }
    const dataFolder = resolve(io.cwd, textOption(args, 'data-dir') ?? DATA_FOLDER);
    if (!existsSync(dataFolder)) throw new UsageError(`there is no data folder ${dataFolder}: name it by '--data-dir'`);
    return traceEvent(id, dataFolder, io);
  },
};

async function traceEvent(id: string, dataFolder: string, io: CommandIo): Promise<number> {
  const isRunning = tryReadRunFile(dataFolder) !== undefined;
  const look = (): FoundEvent => findEvent(dataFolder, id, Date.now());
  let found = look();
  if (isRunning && isUnknown(found)) {
    await pause(DELAY);
    found = look();
  }
  if (isUnknown(found)) {
    const { requests, since } = found.searched;
    const reach = since === undefined ? '' : `, back to ${new Date(since).toISOString()}`;
    const what = `nothing is known of '${id}'`;
    io.stderr.write(
      `sluice trace: ${what}: ${requests.toLocaleString('en-US')} requests were looked through${reach}\n`,
    );
    return 1;
  }
  const around = { store: new FileObjectStore(dataFolder), cwd: io.cwd, isRunning, now: Date.now() };
  io.stdout.write(`${(await eventLines(found, around)).join('\n')}\n`);
  return 0;
}

function isUnknown({ request, records }: FoundEvent): boolean {
  return request === undefined && records.length === 0;
}
