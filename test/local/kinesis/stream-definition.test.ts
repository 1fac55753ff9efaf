import type { JsonRecord, Resource } from '../../../local/assembly';
import { Kinesis, readStreamDefinition } from '../../../local/kinesis';
import { definition } from './fixtures';

const resource = (properties: JsonRecord): Resource => ({
  stack: 'Stack',
  logicalId: 'Stream',
  type: 'AWS::Kinesis::Stream',
  constructPath: 'App/Stream',
  physicalId: 'events',
  arn: definition().arn,
  properties,
  declaredProperties: properties,
  dependsOn: [],
  assetPath: undefined,
  position: 'Stack/Stream',
});

test('a stream is read from its resource', () => {
  expect(
    readStreamDefinition(
      resource({
        ShardCount: 3,
        RetentionPeriodHours: 48,
        MaxRecordSizeInKiB: 2_048,
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'key' },
      }),
    ),
  ).toEqual({
    name: 'events',
    arn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/events',
    account: '111111111111',
    mode: 'PROVISIONED',
    shardCount: 3,
    retentionHours: 48,
    maxRecordSize: 2_097_152,
    kmsKeyId: 'key',
    constructPath: 'App/Stream',
  });
});

test('an on-demand stream starts with four shards, or as many as its warm throughput asks for', () => {
  const StreamModeDetails = { StreamMode: 'ON_DEMAND' };
  expect(readStreamDefinition(resource({ StreamModeDetails }))).toMatchObject({ mode: 'ON_DEMAND', shardCount: 4 });
  expect(readStreamDefinition(resource({ StreamModeDetails, WarmThroughputMiBps: 20 }))).toMatchObject({
    shardCount: 20,
  });
});

test.each([
  [{ ShardCount: 0 }, "'ShardCount' must be between 1 and 100000, got 0"],
  [{ RetentionPeriodHours: 8_761 }, "'RetentionPeriodHours' must be between 24 and 8760, got 8761"],
  [{ MaxRecordSizeInKiB: 1_023 }, "'MaxRecordSizeInKiB' must be between 1024 and 10240, got 1023"],
  [{ StreamModeDetails: { StreamMode: 'X' } }, "'StreamMode' must be PROVISIONED or ON_DEMAND, got 'X'"],
  [
    { StreamModeDetails: { StreamMode: 'PROVISIONED' } },
    "'ShardCount' must be given when 'StreamMode' is PROVISIONED, got none",
  ],
  [
    { ShardCount: 1, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    "'ShardCount' must be left out when 'StreamMode' is ON_DEMAND, got 1",
  ],
])('fails on %j', (properties, message) => {
  expect(() => readStreamDefinition(resource(properties))).toThrow(
    expect.objectContaining({ code: 'KINESIS_INVALID_STREAM', message: `Stack/Stream: ${message}` }),
  );
});

test('fails on two streams of one name', () => {
  const kinesis = new Kinesis();
  kinesis.add(resource({}));
  expect(() => kinesis.add(resource({}))).toThrow(expect.objectContaining({ code: 'KINESIS_DUPLICATE_STREAM' }));
});
