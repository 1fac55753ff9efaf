import type { Json, JsonRecord } from '../../assembly';
import type { DeliveryStream } from '../delivery-stream';
import { VERSION } from '../object-key';
import { deliveryStreamOperation } from './operation';

const MEMBERS = {
  Limit: { type: 'Integer', min: 1, max: 10_000 },
  ExclusiveStartDestinationId: { type: 'String', pattern: '[a-zA-Z0-9-]+', min: 1, max: 100 },
} as const;

/** What an extended destination has in common with a plain one, which AWS prints beside it. */
const PLAIN = [
  'RoleARN',
  'BucketARN',
  'Prefix',
  'ErrorOutputPrefix',
  'BufferingHints',
  'CompressionFormat',
  'EncryptionConfiguration',
  'CloudWatchLoggingOptions',
];

export const describeDeliveryStream = deliveryStreamOperation('DescribeDeliveryStream', MEMBERS, (stream) => {
  const { definition, created } = stream;
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: definition.name,
      DeliveryStreamARN: definition.arn,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration:
        definition.encryption === undefined ? { Status: 'DISABLED' } : { ...definition.encryption, Status: 'ENABLED' },
      DeliveryStreamType: definition.source.kind,
      VersionId: String(VERSION),
      CreateTimestamp: created / 1_000,
      ...sourceOf(stream),
      Destinations: [destinationOf(definition.declared, stream)],
      HasMoreDestinations: false,
    },
  };
});

function sourceOf({ definition: { source }, created }: DeliveryStream): object {
  if (source.kind === 'DirectPut') return {};
  const { streamArn, roleArn } = source;
  const description = { KinesisStreamARN: streamArn, RoleARN: roleArn, DeliveryStartTimestamp: created / 1_000 };
  return { Source: { KinesisStreamSourceDescription: description } };
}

function destinationOf(declared: JsonRecord, { definition: { data } }: DeliveryStream): object {
  const { S3BackupConfiguration, ...others } = declared;
  const extended: JsonRecord = {
    ...others,
    BufferingHints: { SizeInMBs: data.bufferSize / 1_048_576, IntervalInSeconds: data.bufferInterval / 1_000 },
    CompressionFormat: data.compression,
    EncryptionConfiguration: declared.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    S3BackupMode: declared.S3BackupMode ?? 'Disabled',
    ...(S3BackupConfiguration !== undefined && { S3BackupDescription: S3BackupConfiguration }),
  };
  const plain = PLAIN.flatMap((name): [string, Json][] => {
    const value = extended[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    DestinationId: 'destinationId-000000000001',
    S3DestinationDescription: Object.fromEntries(plain),
    ExtendedS3DestinationDescription: extended,
  };
}
