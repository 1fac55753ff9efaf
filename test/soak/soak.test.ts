import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FileObjectStore } from '../../local/s3';
import { bundleProgram } from '../support/program';
import { synthReferenceApp } from '../support/reference-app';
import { checkObjects } from './check';
import type { Acknowledged } from './lane';
import { live } from './life';

const ROOT = resolve(__dirname, '../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-soak-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('runs that are killed at random lose nothing, and keep the order of each producer', async () => {
  const app = synthReferenceApp({ context: { stage: 'dev' } });
  const script = bundleProgram(join(ROOT, 'bin/sluice.ts'), folder);
  const dataDir = join(folder, 'data');
  const report = await live({ script, assembly: app.outdir, dataDir, kills: 2, longest: 1_500 });
  app.dispose();
  expect(report).toMatchObject({ runs: 3, faults: [] });
  expect(report.delivered).toBeGreaterThanOrEqual(report.acknowledged);
}, 120_000);

describe('the check of objects', () => {
  const BUCKET = 'archive';

  function acknowledged(lane: string, number: number): Acknowledged {
    return { lane, number, shardId: undefined, sequenceNumber: undefined };
  }

  async function faultsOf(...numbers: number[]): Promise<readonly string[]> {
    const lines = numbers.map((number) => `${JSON.stringify({ lane: 'a', number })}\n`);
    await new FileObjectStore(folder).put(BUCKET, 'events/1.gz', gzipSync(lines.join('')));
    const all = [0, 1, 2].map((number) => acknowledged('a', number));
    return (await checkObjects(folder, [BUCKET], all)).faults;
  }

  test('finds nothing wrong where everything is there, more than was acknowledged too', async () => {
    expect(await faultsOf(0, 1, 2, 3)).toEqual([]);
  });

  test('finds what is lost', async () => {
    expect(await faultsOf(0, 2)).toEqual(['a:1 was acknowledged and is in no object']);
  });

  test('finds what is out of order', async () => {
    expect(await faultsOf(0, 2, 1)).toEqual(['a:1 comes after a:2 in events/1.gz']);
  });
});
