import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryReadRunFile } from '../../../local/run';
import { runReference } from './reference';

/** Above what any system gives to a process. */
const NOBODY = 2 ** 30;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-run-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a run leaves its addresses in its data folder, for its owner alone, and takes them away at the end', async () => {
  const reference = await runReference({ dataFolder: folder });
  const file = tryReadRunFile(folder);
  const mode = statSync(join(folder, 'run.json')).mode & 0o777;
  await reference.close();
  expect(file).toMatchObject({ pid: process.pid, awsEndpoint: reference.running.endpoint.url, region: 'us-east-1' });
  expect(file?.stages).toHaveLength(1);
  expect(file?.stages[0]?.url).toBe(`http://127.0.0.1:${reference.port}/v1`);
  expect(file?.stages[0]?.routes).toContainEqual({
    verb: 'POST',
    path: '/events',
    auth: 'AWS_IAM',
    apiKeyRequired: false,
  });
  expect(mode).toBe(0o600);
  expect(existsSync(join(folder, 'run.json'))).toBe(false);
});

test('what a killed run left behind is no run', () => {
  const left = { pid: NOBODY, region: 'us-east-1', awsEndpoint: 'http://127.0.0.1:1', stages: [] };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(left));
  expect(tryReadRunFile(folder)).toBeUndefined();
});

test.each(['', '{', '7', '{"pid":"1"}'])('fails on a file that no run wrote: %j', (text) => {
  writeFileSync(join(folder, 'run.json'), text);
  expect(() => tryReadRunFile(folder)).toThrow(expect.objectContaining({ code: 'RUN_INVALID_RUN_FILE' }));
});
