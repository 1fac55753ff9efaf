import { checkObjects, checkStreams } from './check';
import { Lane } from './lane';
import { pause, RunProcess } from './run-process';

const BUCKETS = /buckets: (.+)$/m;
/** One run in so many is killed before it listens. */
const EARLY = 8;

export interface LifeOptions {
  /** The compiled CLI. */
  readonly script: string;
  readonly assembly: string;
  /** Empty, or not there. */
  readonly dataDir: string;
  readonly kills: number;
  /** How long a run lasts at most, in milliseconds. */
  readonly longest: number;
}

/** What the life of a data folder came to. */
export interface LifeReport {
  readonly runs: number;
  readonly acknowledged: number;
  /** Different events in objects. */
  readonly delivered: number;
  /** Those that are there more than once, as they may be after a kill. */
  readonly twice: number;
  /** Most memory of a run, in bytes; 0 where the system does not tell. */
  readonly memory: number;
  /** What is lost or out of order. */
  readonly faults: readonly string[];
}

/** Runs on one folder, each killed at random while events come in, and at last one that is stopped and looked at. */
export async function live({ script, assembly, dataDir, kills, longest }: LifeOptions): Promise<LifeReport> {
  const lanes = [
    ...['a', 'b', 'c'].map((name) => new Lane(`one-${name}`, '/events', undefined)),
    ...['d', 'e'].map((name) => new Lane(`many-${name}`, '/events/batch', 5)),
    new Lane('direct', '/archive', undefined),
  ];
  let memory = 0;
  for (let kill = 0; kill < kills; kill++) {
    const run = new RunProcess(script, assembly, dataDir);
    try {
      const isEarly = kill > 0 && Math.random() < 1 / EARLY;
      await (isEarly ? pause(Math.random() * longest) : use(run, lanes, dataDir, longest));
      memory = Math.max(memory, run.peakMemory ?? 0);
    } finally {
      await run.end('SIGKILL');
    }
  }
  return { ...(await look(script, assembly, dataDir, lanes, memory)), runs: kills + 1 };
}

/** Sends from all lanes for a while, and kills the run while they do. */
async function use(run: RunProcess, lanes: readonly Lane[], dataDir: string, longest: number): Promise<void> {
  await run.ready();
  const ended = new AbortController();
  const sending = Promise.all(lanes.map((lane) => lane.send(dataDir, ended.signal)));
  await pause(Math.random() * longest);
  await run.end('SIGKILL');
  ended.abort();
  await sending;
}

async function look(
  script: string,
  assembly: string,
  dataDir: string,
  lanes: readonly Lane[],
  before: number,
): Promise<Omit<LifeReport, 'runs'>> {
  const acknowledged = lanes.flatMap((lane) => lane.acknowledged);
  const run = new RunProcess(script, assembly, dataDir);
  try {
    await run.ready();
    const inStreams = await checkStreams(dataDir, acknowledged);
    const memory = Math.max(before, run.peakMemory ?? 0);
    await run.end('SIGINT');
    const left = /nothing is left/.test(run.text) ? [] : [`the last run left something: ${run.text.slice(-300)}`];
    const buckets = BUCKETS.exec(run.text)?.[1]?.split(', ') ?? [];
    const { faults, delivered, twice } = await checkObjects(dataDir, buckets, acknowledged);
    return {
      ...{ acknowledged: acknowledged.length, delivered, twice, memory },
      faults: [...inStreams, ...left, ...faults],
    };
  } finally {
    await run.end('SIGKILL');
  }
}
