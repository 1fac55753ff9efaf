import { spawn } from 'node:child_process';
import { openDiskStore, type StorageError } from '../../../../local/storage';

/** What the store acknowledged over all runs. */
export interface Acknowledged {
  /** Text by `topic ordinal`. */
  readonly records: Map<string, string>;
  readonly values: Map<string, string>;
}

/** Lets the writer write for a while, kills it, and notes what it told. */
export async function writeAndKill(
  writer: string,
  dataDir: string,
  run: string,
  milliseconds: number,
  acknowledged: Acknowledged,
): Promise<void> {
  const child = spawn(process.execPath, [writer, dataDir, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    // The time counts from the first acknowledgement, so that no run is spent on starting alone.
    timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  const signal = await new Promise((resolve) => child.on('close', (_, name) => resolve(name)));
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error('the writer ended by itself');
  // What comes behind the last line end was cut off by the kill.
  for (const line of told.slice(0, told.lastIndexOf('\n') + 1).split('\n')) note(line, acknowledged);
}

function note(line: string, { records, values }: Acknowledged): void {
  const [topic = '', ordinal = '', ...rest] = line.split(' ');
  if (topic === 'value') values.set(`lane ${ordinal}`, rest.join(' '));
  else if (topic !== '') records.set(`${topic} ${ordinal}`, rest.join(' '));
}

/** Opens the folder, as the next process would, and gives what was acknowledged and is not there. */
export async function missing(
  dataDir: string,
  { records, values }: Acknowledged,
  notes: StorageError[],
): Promise<string[]> {
  const store = openDiskStore({ dataDir, segmentSize: 64 * 1_024, onNote: (told) => notes.push(told) });
  const lost: string[] = [];
  const kept = new Map<string, string>();
  for (let topic = 0; topic < 4; topic++) {
    const handle = store.topic(`topic ${topic}`);
    for (const { ordinal, data } of store.read(handle, 0, {
      records: Number.POSITIVE_INFINITY,
      bytes: Number.POSITIVE_INFINITY,
    })) {
      kept.set(`${topic} ${ordinal}`, data.toString());
    }
  }
  for (const [place, text] of records) if (kept.get(place) !== text) lost.push(`${place}: ${text}`);
  for (const [name, value] of values) {
    const found = store.value(name) ?? '';
    // A value that was written and not yet acknowledged may be there in its place.
    if (compare(found, value) < 0) lost.push(`${name}: ${value}, found ${found}`);
  }
  await store.close();
  return lost;
}

/** `run place`, both numbers. */
function compare(one: string, other: string): number {
  const [run = 0, place = 0] = one.split(' ').map(Number);
  const [otherRun = 0, otherPlace = 0] = other.split(' ').map(Number);
  return run - otherRun || place - otherPlace;
}
