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

describe('its record processor', () => {
  /** The processor, as the library would be given it. */
  function processor(): any {
    const run = jest.fn();
    let given: unknown;
    jest.doMock(
      'aws-kcl',
      () => (one: unknown) => {
        given = one;
        return { run };
      },
      { virtual: true },
    );
    jest.isolateModules(() => require(join(SAMPLE, 'processor.js')));
    expect(run).toHaveBeenCalledTimes(1);
    return given;
  }
  const record = (text: string | Uint8Array) => ({ data: Buffer.from(text).toString('base64'), sequenceNumber: '1' });
  afterEach(() => jest.restoreAllMocks());

  test('counts what it can read and what not, checkpoints behind all of it, and goes on', () => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const checkpoint = jest.fn((done: (error?: string) => void) => done('ShutdownException'));
    const done = jest.fn();
    const one = processor();
    one.initialize({ shardId: 'shardId-000000000000' }, done);
    one.processRecords(
      { records: [record('{"a":1}'), record('secret'), record(Buffer.of(0xff))], checkpointer: { checkpoint } },
      done,
    );
    expect(written.mock.calls.flat()).toEqual(['{"shardId":"shardId-000000000000","events":1,"failed":2}\n']);
    expect([checkpoint.mock.calls.length, done.mock.calls.length]).toEqual([1, 2]);
  });

  test.each(['shardEnded', 'shutdownRequested'])('checkpoints when told of %s', (message) => {
    const checkpoint = jest.fn((done: () => void) => done());
    const done = jest.fn();
    processor()[message]({ checkpointer: { checkpoint } }, done);
    expect([checkpoint.mock.calls.length, done.mock.calls.length]).toEqual([1, 1]);
  });

  test('leaves a lease that it lost to its owner', () => {
    const done = jest.fn();
    processor().leaseLost({}, done);
    expect(done).toHaveBeenCalledTimes(1);
  });
});
