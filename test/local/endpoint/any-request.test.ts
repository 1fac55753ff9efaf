import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { sign } from '../../../local/sigv4';
import { CREDENTIALS, REGION, type Started, startEndpoint } from './fixtures';

const OPERATIONS = [
  'DescribeStream',
  'DescribeStreamSummary',
  'GetRecords',
  'GetShardIterator',
  'ListShards',
  'ListStreams',
  'MergeShards',
  'PutRecord',
  'PutRecords',
  'SplitShard',
  'UpdateShardCount',
  'CreateStream',
  'constructor',
  '',
];
const MEMBERS = [
  'StreamName',
  'StreamARN',
  'Data',
  'PartitionKey',
  'ExplicitHashKey',
  'Records',
  'ShardId',
  'ShardIteratorType',
  'Limit',
  'ShardIterator',
  'StartingSequenceNumber',
  'Timestamp',
  'NextToken',
  'ShardFilter',
  'ShardToSplit',
  'NewStartingHashKey',
  'ShardToMerge',
  'AdjacentShardToMerge',
  'TargetShardCount',
  'ScalingType',
  'MaxResults',
  'ExclusiveStartShardId',
  'Type',
  '__proto__',
];
const VALUES = [
  'events',
  'shardId-000000000000',
  'TRIM_HORIZON',
  'AT_TIMESTAMP',
  'AT_SEQUENCE_NUMBER',
  'UNIFORM_SCALING',
  'eA==',
  '0',
  '1',
  '5',
  '340282366920938463463374607431768211455',
  '9'.repeat(39),
  '9'.repeat(128),
  'AT_LATEST',
  'AAAAAAAAAAE=',
  'arn:aws:kinesis:eu-west-1:111111111111:stream/events',
];

let started: Started;
beforeAll(async () => {
  started = await startEndpoint();
});
afterAll(async () => {
  await started.server.close();
  expect(started.faults).toEqual([]);
});

async function post(target: string, body: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const unsigned = {
    method: 'POST',
    path: '/',
    headers: {
      host: `127.0.0.1:${started.server.port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
    },
    body,
  };
  const signed = sign(unsigned, CREDENTIALS, { service: 'kinesis', region: REGION, now: Date.now() });
  const answer = await started.endpoint.handle({
    ...unsigned,
    query: '',
    headers: { ...unsigned.headers, ...signed },
    body: Buffer.from(body),
  });
  const text = answer.body.toString();
  return { status: answer.status, json: text === '' ? {} : JSON.parse(text) };
}

test('any JSON is answered by the service, or by its error in the shape of AWS', async () => {
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<unknown>(...VALUES) },
      { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.string()) },
      { weight: 1, arbitrary: fc.array(tie('json'), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...MEMBERS), tie('json'), { maxKeys: 4 }) },
    ),
  }));
  const body = fc.oneof(
    { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...MEMBERS), json, { maxKeys: 8 }) },
    { weight: 1, arbitrary: json },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...OPERATIONS), body, fc.boolean(), async (operation, input, named) => {
      const isMap = typeof input === 'object' && input !== null && !Array.isArray(input);
      const sent = named && isMap ? { StreamName: 'events', ...input } : input;
      const { status, json: answer } = await post(`Kinesis_20131202.${operation}`, JSON.stringify(sent));
      if (status === 200) return;
      expect(status).toBe(400);
      expect(answer.__type).toMatch(/^[A-Z]\w+(Exception|Failure)$/);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['', '{', 'x', '[', '"', '\u0000', '{"StreamName":"events"', '\ud800'])(
  'fails on the body %j',
  async (body) => {
    expect(await post('Kinesis_20131202.PutRecord', body)).toMatchObject({
      status: 400,
      json: { __type: 'SerializationException' },
    });
  },
);

test('fails on an operation that is not there', async () => {
  expect(await post('Kinesis_20131202.CreateStream', '{}')).toMatchObject({
    status: 400,
    json: { __type: 'UnknownOperationException' },
  });
});

test('fails without a signature', async () => {
  const { status, body } = await started.endpoint.handle({
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': 'Kinesis_20131202.ListStreams' },
    body: Buffer.from('{}'),
  });
  expect(status).toBe(400);
  expect(JSON.parse(body.toString())).toEqual({
    __type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  });
});

test('fails on a call that names no service', async () => {
  const { status, body } = await started.endpoint.handle({
    method: 'GET',
    path: '/',
    query: '',
    headers: {},
    body: Buffer.of(),
  });
  expect(status).toBe(403);
  expect(body.toString()).toContain('<AccessDeniedException>');
});

test.each([
  ['of Kinesis', { 'content-type': 'application/x-amz-cbor-1.1' }, 'application/x-amz-cbor-1.1'],
  ['of Smithy', { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }, 'application/cbor'],
])('fails on the CBOR %s, in CBOR, and says how to switch it off', async (_, headers, contentType) => {
  const answer = await started.endpoint.handle({
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord', ...headers },
    body: Buffer.of(0xa0),
  });
  expect(answer).toMatchObject({ status: 400, headers: { 'content-type': contentType } });
  expect(answer.body[0]).toBe(0xa2);
  expect(answer.body.toString()).toMatch(
    /SerializationException.*AWS_CBOR_DISABLE=true.*CBOR_ENABLED=false.*AwsJson1_1Protocol/s,
  );
});

test('fails on a body that is too long, without reading it all', async () => {
  const status = await new Promise((resolve, reject) => {
    const call = httpRequest(
      {
        port: started.server.port,
        method: 'POST',
        headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord', 'content-length': 2 ** 40 },
      },
      (answer) => resolve(answer.statusCode),
    );
    call.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    );
    const chunk = Buffer.alloc(1_024 * 1_024);
    const more = (left: number): void => {
      if (left > 0) call.write(chunk, () => more(left - 1));
    };
    more(20);
  });
  expect(status).toBe(413);
});

test.each(['GET / HTTP/1.1\r\nHo', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense', '\u0000\u0001', 'P'])(
  'the client that sends %j and goes harms nobody',
  async (bytes) => {
    await new Promise<void>((resolve) => {
      const socket = connect(started.server.port, '127.0.0.1', () => socket.end(bytes));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      setTimeout(() => socket.destroy(), 200);
    });
    expect(await post('Kinesis_20131202.ListStreams', '{}')).toMatchObject({ status: 200 });
  },
);
