import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const SAMPLE = resolve(__dirname, '../../examples/kcl');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kcl-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts the sample with a `java` that says what it is called with, and what the file of properties holds. */
function start() {
  writeFileSync(join(folder, 'java'), '#!/bin/sh\necho "$@"\nfor last; do :; done\ncat "$last"\necho "pid $$"\n');
  chmodSync(join(folder, 'java'), 0o755);
  const { pid, stdout } = spawnSync('sh', [join(SAMPLE, 'start.sh')], {
    encoding: 'utf8',
    env: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      AWS_REGION: 'eu-west-1',
      KCL_APPLICATION_NAME: 'app',
      KCL_STREAM_NAME: 'events',
      KCL_INITIAL_POSITION: 'TRIM_HORIZON',
      KCL_RETRIEVAL_MODE: 'POLLING',
    },
  });
  return { pid, lines: stdout.trim().split('\n') };
}

test('the sample tells the daemon all that it does not start without', () => {
  const [called, ...properties] = start().lines;
  expect(called).toMatch(/software\.amazon\.kinesis\.multilang\.MultiLangDaemon --properties-file /);
  expect(properties).toEqual(
    expect.arrayContaining([
      'executableName = node /app/processor.js',
      'applicationName = app',
      'streamName = events',
      'regionName = eu-west-1',
      'AwsCredentialsProvider = DefaultCredentialsProvider',
      'initialPositionInStream = TRIM_HORIZON',
      'retrievalMode = POLLING',
    ]),
  );
});

test('the daemon takes the place of the shell, so that it is told when the task is to end', () => {
  const { lines, pid } = start();
  expect(lines).toContain(`pid ${pid}`);
  expect(lines).toContain('shutdownGraceMillis = 30000');
});

test('the daemon is that of KCL 3', () => {
  expect(readFileSync(join(SAMPLE, 'pom.xml'), 'utf8')).toMatch(
    /amazon-kinesis-client-multilang<\/artifactId>\s*<version>3\./,
  );
});
