import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../cli/main';
import { vpnCommand } from '../../../cli/vpn';
import { captureIo } from '../../support/cli';
import { type AnswerOptions, answer } from './answer';

/** Options that a connection with static routes needs. */
export const STATIC = ['--vpc-cidr', '10.0.0.0/20'];

/** Runs of `sluice vpn config`, in a folder of its own for each test, and what they write into `out`. */
export function configRuns() {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-vpn-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(answered: string, args: readonly string[] = [], stdin = '') {
    writeFileSync(join(folder, 'answer.json'), answered);
    const io = captureIo(folder, stdin);
    const status = await main(
      [vpnCommand],
      ['vpn', 'config', '--connection', 'answer.json', '--out', 'out', ...args],
      io,
    );
    return { status, ...io.captured() };
  }

  /** Path below the test's folder. */
  const at = (path: string) => join(folder, path);
  const written = (path: string) => readFileSync(at(`out/${path}`), 'utf8');
  const modeOf = (path: string) => statSync(at(`out/${path}`)).mode & 0o777;
  const writtenFor = async (options: AnswerOptions, args: readonly string[] = []) => {
    const result = await run(answer(options), ['--site-cidr', '192.168.0.0/20', ...args]);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    return written('strongswan/swanctl.conf');
  };
  const everything = () =>
    readdirSync(at('out'), { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(at(`out/${path}`)).isFile())
      .sort();
  return { run, at, written, modeOf, writtenFor, everything };
}
