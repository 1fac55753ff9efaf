import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrames } from '../../../local/trace/frame';
import { TraceLog, type TraceLogOptions, traceSegments } from '../../../local/trace/trace-log';

let parent: string;
let folder: string;
const notes: string[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sluice-trace-'));
  folder = join(parent, 'trace');
  notes.length = 0;
});
afterEach(() => rmSync(parent, { recursive: true }));

function open(options: Partial<TraceLogOptions> = {}): TraceLog {
  return new TraceLog({ folder, preamble: () => ({ kind: 'start' }), onNote: (note) => notes.push(note), ...options });
}

/** Heads and bodies of all that is there. */
function read(): [head: unknown, bodies: string][] {
  return traceSegments(folder).flatMap((path) =>
    [...readFrames(readFileSync(path))].map(({ head, bodies }): [unknown, string] => [head, bodies.toString()]),
  );
}

test('what is written is read again, each segment begun by what it needs', () => {
  const log = open();
  log.append({ n: 1, text: 'é€😀' }, [Buffer.from('one'), Buffer.from('')]);
  log.append({ n: 2 }, [Buffer.alloc(300_000, 'x')]);
  log.close();
  const again = open();
  again.append({ n: 3 });
  again.close();
  expect(read().map(([head, { length }]) => [head, length])).toEqual([
    [{ kind: 'start' }, 0],
    [{ n: 1, text: 'é€😀' }, 3],
    [{ n: 2 }, 300_000],
    [{ kind: 'start' }, 0],
    [{ n: 3 }, 0],
  ]);
});

test('it is readable by its owner alone', () => {
  const log = open();
  log.append({ n: 1 });
  log.close();
  expect(traceSegments(folder).map((path) => statSync(path).mode & 0o777)).toEqual([0o600]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('the oldest segments go where there are too many bytes', () => {
  const log = open({ segmentSize: 1_000, maxSize: 3_000 });
  for (let n = 0; n < 50; n++) {
    log.append({ n }, [Buffer.alloc(500)]);
    log.flush();
  }
  log.close();
  const size = traceSegments(folder).reduce((sum, path) => sum + statSync(path).size, 0);
  expect(size).toBeLessThan(5_000);
  expect(read().at(-1)?.[0]).toEqual({ n: 49 });
});

test('a frame that a kill cut off ends its segment, and no more', () => {
  const log = open();
  log.append({ n: 1 });
  log.close();
  appendFileSync(traceSegments(folder)[0] ?? '', Buffer.from([200, 0, 0, 0, 9, 0, 0, 0, 123]));
  const again = open();
  again.append({ n: 2 });
  again.close();
  expect(read().map(([head]) => head)).toEqual([{ kind: 'start' }, { n: 1 }, { kind: 'start' }, { n: 2 }]);
});

test('where it cannot be written, that is said once, and nothing else fails', () => {
  const log = open({ folder: join(parent, 'file', 'trace') });
  appendFileSync(join(parent, 'file'), '');
  log.append({ n: 1 });
  log.flush();
  log.append({ n: 2 });
  log.flush();
  log.close();
  expect(notes).toEqual([expect.stringMatching(/^events are traced no longer: /)]);
});

test('a file that is no segment is passed over', () => {
  mkdirSync(folder);
  appendFileSync(join(folder, '0000000007.trace'), 'something else');
  expect(read()).toEqual([]);
});
