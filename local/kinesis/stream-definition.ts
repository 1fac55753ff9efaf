import { PropertyReader, type Resource } from '../assembly';
import { KinesisError } from './errors';

const KIB = 1_024;

/** A stream as the template declares it. */
export interface StreamDefinition {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Shards it starts with. */
  readonly shardCount: number;
  readonly retentionHours: number;
  /** In bytes, of data and partition key. */
  readonly maxRecordSize: number;
  /** The key that encrypts it; undefined if none does. */
  readonly kmsKeyId?: string;
  /** For the log. */
  readonly constructPath?: string;
}

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const ON_DEMAND_SHARDS = 4;

/**
 * Reads an `AWS::Kinesis::Stream`.
 *
 * @throws KinesisError KINESIS_INVALID_STREAM naming the property, and AssemblyError where one cannot be told
 */
export function readStreamDefinition(resource: Resource): StreamDefinition {
  const properties = PropertyReader.of(resource);
  const shardCount = properties.tryInteger('ShardCount');
  const mode = properties.tryRecord('StreamModeDetails')?.text('StreamMode') ?? defaultMode(shardCount);
  if (mode !== 'PROVISIONED' && mode !== 'ON_DEMAND') {
    throw invalid(resource, `'StreamMode' must be PROVISIONED or ON_DEMAND, got '${mode}'`);
  }
  if (mode === 'ON_DEMAND' && shardCount !== undefined) {
    throw invalid(resource, `'ShardCount' must be left out when 'StreamMode' is ON_DEMAND, got ${shardCount}`);
  }
  if (mode === 'PROVISIONED' && shardCount === undefined) {
    throw invalid(resource, "'ShardCount' must be given when 'StreamMode' is PROVISIONED, got none");
  }
  if (shardCount !== undefined) assertRange(resource, 'ShardCount', shardCount, 1, 100_000);
  const retentionHours = properties.tryInteger('RetentionPeriodHours') ?? 24;
  assertRange(resource, 'RetentionPeriodHours', retentionHours, 24, 8_760);
  const maxRecordSize = properties.tryInteger('MaxRecordSizeInKiB') ?? 1_024;
  assertRange(resource, 'MaxRecordSizeInKiB', maxRecordSize, 1_024, 10_240);
  const warm = properties.tryInteger('WarmThroughputMiBps') ?? 0;
  const kmsKeyId = properties.tryRecord('StreamEncryption')?.text('KeyId');
  const arn = resource.arn ?? '';
  return {
    name: resource.physicalId,
    arn,
    account: arn.split(':')[4] ?? '',
    mode,
    shardCount: shardCount ?? Math.max(ON_DEMAND_SHARDS, warm),
    retentionHours,
    maxRecordSize: maxRecordSize * KIB,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(resource.constructPath !== undefined && { constructPath: resource.constructPath }),
  };
}

/** A stream that says neither gets four shards, as recorded on AWS. */
function defaultMode(shardCount: number | undefined): 'PROVISIONED' | 'ON_DEMAND' {
  return shardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED';
}

function assertRange(resource: Resource, name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw invalid(resource, `'${name}' must be between ${min} and ${max}, got ${value}`);
}

function invalid(resource: Resource, message: string): KinesisError {
  return new KinesisError('KINESIS_INVALID_STREAM', message, resource.position);
}
