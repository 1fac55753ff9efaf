import type { StorageError } from '../../../local/storage';
import { bundleProgram } from '../../support/program';
import { type Acknowledged, missing, writeAndKill } from './kill/kill-run';
import { temporaryFolder } from './temporary-folder';

const KILLS = Number(process.env.SLUICE_KILLS ?? 200);
/** Folders in use at once; each holds the records of all its runs. */
const FOLDERS = 4;
const LONGEST = 40;

test(`nothing acknowledged is lost in ${KILLS} kills at random`, async () => {
  const writer = bundleProgram(require.resolve('./kill/writer.ts'), temporaryFolder());
  const notes: StorageError[] = [];
  let acknowledged = 0;
  const oneFolder = async (kills: number): Promise<string[]> => {
    const dataDir = temporaryFolder();
    const told: Acknowledged = { records: new Map(), values: new Map() };
    const lost: string[] = [];
    for (let run = 0; run < kills; run++) {
      await writeAndKill(writer, dataDir, String(run), Math.random() * LONGEST, told);
      if (run % 5 === 4 || run === kills - 1) lost.push(...(await missing(dataDir, told, notes)));
    }
    acknowledged += told.records.size;
    return lost;
  };
  const lost = await Promise.all(Array.from({ length: FOLDERS }, () => oneFolder(Math.ceil(KILLS / FOLDERS))));
  expect(lost.flat()).toEqual([]);
  expect(acknowledged).toBeGreaterThan(KILLS);
  expect(notes.filter(({ code }) => code !== 'STORAGE_TORN_TAIL')).toEqual([]);
}, 600_000);
