import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStreamDefinition, StreamReader } from '../../../local/kinesis';
import { base64, definition, startKinesis } from './fixtures';

interface KinesisCase {
  readonly id: string;
  readonly area: string;
  readonly input: {
    readonly StreamName?: string;
    readonly accountId?: string;
    readonly data?: readonly string[];
    readonly partitionKey?: string;
  };
  readonly expected: {
    readonly output_json?: { readonly StreamName: string };
    readonly response_keys_set?: readonly string[];
    readonly response_shape?: object;
    readonly stream_records?: readonly { readonly Data: string; readonly PartitionKey: string }[];
    readonly get_records_data_utf8?: readonly string[];
    readonly error?: { readonly __type: string; readonly message: string };
    readonly shards?: number;
  };
}

const SHARED = process.env.SLUICE_SHARED ?? join(__dirname, '../../../../shared');
const FILE = join(SHARED, 'conformance/cases.json');

const cases = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as KinesisCase[]).filter(({ area }) => area === 'kinesis')
  : [];
const one = (id: string): KinesisCase => cases.find((found) => found.id === id) as KinesisCase;
/** Reads all records of the only shard. */
const stored = async (started: ReturnType<typeof startKinesis>, name: string) => {
  const { arn } = definition({ name });
  return (await new StreamReader(started.kinesis).read(arn, 'shardId-000000000000', '0')).records;
};

if (cases.length === 0) {
  test.skip('recorded cases: the shared folder is not here', () => {});
} else {
  test.each(['kin-ls-putrecord', 'kin-ls-putrecords'])(
    '%s: what the template rendered is stored and answered as on AWS',
    async (id) => {
      const { expected } = one(id);
      const started = startKinesis({ name: 'STREAM' });
      const { status, json } = await started.call(
        id === 'kin-ls-putrecord' ? 'PutRecord' : 'PutRecords',
        expected.output_json,
      );
      expect(status).toBe(200);
      if (expected.response_keys_set !== undefined)
        expect(Object.keys(json).sort()).toEqual(expected.response_keys_set);
      if (expected.response_shape !== undefined) {
        const shape = JSON.stringify(expected.response_shape);
        expect(JSON.stringify(json).replace(/"(SequenceNumber|ShardId)":"[^"]+"/g, '"$1":"*"')).toBe(shape);
      }
      const records = await stored(started, 'STREAM');
      expect(records.map(({ data, partitionKey }) => ({ Data: data.toString(), PartitionKey: partitionKey }))).toEqual(
        expected.stream_records,
      );
    },
  );

  test('kin-ls-putrecords-empty: an empty batch is refused', async () => {
    const { call } = startKinesis({ name: 'STREAM' });
    const { status, json } = await call('PutRecords', one('kin-ls-putrecords-empty').expected.output_json);
    expect([status, json.__type]).toEqual([400, 'ValidationException']);
  });

  test('kin-ls-integrity: records keep their bytes', async () => {
    const { input, expected } = one('kin-ls-integrity');
    const started = startKinesis();
    for (const data of input.data ?? []) {
      const PartitionKey = input.partitionKey;
      expect((await started.call('PutRecord', { StreamName: 'events', Data: base64(data), PartitionKey })).status).toBe(
        200,
      );
    }
    const records = await stored(started, 'events');
    expect(records.map(({ data }) => data.toString()).sort()).toEqual(expected.get_records_data_utf8);
  });

  test('kin-ls-unknown-stream: an unknown stream is answered as on AWS', async () => {
    const { input, expected } = one('kin-ls-unknown-stream');
    const { call } = startKinesis({}, { account: input.accountId ?? '' });
    const { status, json } = await call('DescribeStream', { StreamName: input.StreamName });
    expect([status, json]).toEqual([400, expected.error]);
  });

  test('kin-ls-default-shards: a stream without a shard count has four', () => {
    const resource = {
      stack: 'Stack',
      logicalId: 'Stream',
      type: 'AWS::Kinesis::Stream',
      constructPath: undefined,
      physicalId: 'events',
      arn: definition().arn,
      properties: {},
      declaredProperties: {},
      dependsOn: [],
      assetPath: undefined,
      position: 'Stack/Stream',
    };
    expect(readStreamDefinition(resource).shardCount).toBe(one('kin-ls-default-shards').expected.shards);
  });
}
