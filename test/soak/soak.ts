import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alignColumns } from '../../cli/table';
import { type LifeReport, live } from './life';

const USAGE = 'npm run soak -- [--minutes M] [--kills N]';
/** Lives at once: a run is idle much of its time. */
const FOLDERS = 2;
const KILLS = 20;
const LONGEST = 800;
/** More than this is no bounded memory, in bytes. */
const MOST_MEMORY = 400 * 1_048_576;
const MIB = 1_048_576;

/** Whole runs of the runtime, killed at random, for as long as is asked for: `soak.js SCRIPT ASSEMBLY [options]`. */
async function soak(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, kills: { type: 'string', default: String(KILLS) } },
    allowPositionals: true,
  });
  const [script = '', assembly = ''] = positionals;
  const [minutes, kills] = [Number(values.minutes), Number(values.kills)];
  if (!(minutes > 0 && Number.isInteger(kills) && kills > 0)) throw new Error(USAGE);
  const until = Date.now() + minutes * 60_000;
  const reports: LifeReport[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sluice-soak-'));
  const failed: string[] = [];
  const lives = async (number: number): Promise<void> => {
    for (let life = 0; Date.now() < until && failed.length === 0; life++) {
      const dataDir = join(folder, `${number}-${life}`);
      const report = await live({ script, assembly, dataDir, kills, longest: LONGEST });
      reports.push(report);
      const text = `${report.runs} runs, ${report.acknowledged} acknowledged, ${report.faults.length} faults`;
      console.log(`${new Date().toISOString()}  ${text}`);
      if (report.faults.length > 0) failed.push(dataDir);
      else rmSync(dataDir, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: FOLDERS }, (_, number) => lives(number)));
  console.log(`\n${table(reports).join('\n')}`);
  for (const fault of reports.flatMap(({ faults }) => faults).slice(0, 20)) console.log(`FAULT  ${fault}`);
  if (failed.length > 0) console.log(`Kept for a look: ${failed.join(', ')}`);
  else rmSync(folder, { recursive: true });
  const isGreedy = reports.some(({ memory }) => memory > MOST_MEMORY);
  if (isGreedy) console.log(`FAULT  a run took more than ${MOST_MEMORY / MIB} MiB`);
  return failed.length > 0 || isGreedy ? 1 : 0;
}

function table(reports: readonly LifeReport[]): string[] {
  const sum = (count: (report: LifeReport) => number) => reports.reduce((total, report) => total + count(report), 0);
  const rows: [string, number, string][] = [
    ['folders', reports.length, ''],
    ['runs, all but the last of each folder killed', sum(({ runs }) => runs), ''],
    ['events acknowledged', sum(({ acknowledged }) => acknowledged), ''],
    ['events in objects', sum(({ delivered }) => delivered), 'unanswered ones among them'],
    ['of these more than once', sum(({ twice }) => twice), 'as after a kill'],
    ['lost, or out of order', sum(({ faults }) => faults.length), ''],
    ['most memory of a run, MiB', Math.max(0, ...reports.map(({ memory }) => memory)) / MIB, ''],
  ];
  return alignColumns(
    rows.map(([name, value, note]) => [name, Math.round(value).toLocaleString('en-US').padStart(12), note]),
  );
}

soak().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
