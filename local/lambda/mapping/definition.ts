import { PropertyReader, type Resource } from '../../assembly';
import { LambdaError } from '../errors';
import { compileFilters, type RecordFilter } from './filter';

/** Legal values, and what holds where nothing is given. Source: the service's model. */
const RANGES = {
  MaximumBatchingWindowInSeconds: [0, 300, 0],
  MaximumRecordAgeInSeconds: [-1, 604_800, -1],
  MaximumRetryAttempts: [-1, 10_000, -1],
  ParallelizationFactor: [1, 10, 1],
} as const;
const STARTS = ['LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP'] as const;
const KINESIS_STREAM = /^(arn:[^:]+:kinesis:[^:]*:\d{12}:stream\/[^/]+)(?:\/consumer\/.+)?$/;

/** Where reading begins; times in milliseconds since the epoch. */
export type StartingPosition = 'LATEST' | 'TRIM_HORIZON' | { readonly at: number };

interface CommonDefinition {
  /** The mapping's id. */
  readonly id: string;
  /** Names the resource in errors. */
  readonly position: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  /** Seconds. */
  readonly window: number;
  readonly filter: RecordFilter;
  /** Whether the function tells which records failed. */
  readonly reportsFailures: boolean;
}

export interface KinesisMappingDefinition extends CommonDefinition {
  readonly source: 'kinesis';
  readonly start: StartingPosition;
  readonly parallelization: number;
  readonly bisects: boolean;
  /** -1 for no limit. */
  readonly maximumRetries: number;
  /** Seconds; -1 for no limit. */
  readonly maximumAge: number;
  /** ARN of a queue or bucket. */
  readonly failureDestination: string | undefined;
}

export interface SqsMappingDefinition extends CommonDefinition {
  readonly source: 'sqs';
  /** Undefined where only the function's concurrency bounds it. */
  readonly maximumConcurrency: number | undefined;
}

export type MappingDefinition = KinesisMappingDefinition | SqsMappingDefinition;

/**
 * Reads an `AWS::Lambda::EventSourceMapping`.
 *
 * @throws LambdaError LAMBDA_INVALID_MAPPING, LAMBDA_INVALID_FILTER, and LAMBDA_MAPPING_NOT_EMULATED for sources,
 * destinations and tumbling windows that are not
 */
export function readMappingDefinition(resource: Resource): MappingDefinition {
  const reader = PropertyReader.of(resource);
  const sourceArn = reader.tryText('EventSourceArn') ?? '';
  const stream = KINESIS_STREAM.exec(sourceArn)?.[1];
  const isQueue = /^arn:[^:]+:sqs:/.test(sourceArn);
  if (stream === undefined && !isQueue) {
    throw notEmulated(reader, 'EventSourceArn', `only Kinesis streams and SQS queues are emulated, got '${sourceArn}'`);
  }
  if ((reader.tryInteger('TumblingWindowInSeconds') ?? 0) > 0) {
    throw notEmulated(reader, 'TumblingWindowInSeconds', 'tumbling windows are not emulated');
  }
  const common = {
    id: resource.physicalId,
    position: resource.position,
    functionName: reader.text('FunctionName'),
    enabled: reader.tryFlag('Enabled') ?? true,
    window: range(reader, 'MaximumBatchingWindowInSeconds'),
    filter: readFilter(reader),
    reportsFailures: reader.textList('FunctionResponseTypes').includes('ReportBatchItemFailures'),
  };
  const fifo = sourceArn.endsWith('.fifo');
  if (isQueue) {
    const batchSize = readBatchSize(reader, fifo ? 10 : 10_000, 10);
    if (batchSize > 10 && common.window < 1) {
      throw invalid(reader, 'MaximumBatchingWindowInSeconds', 'must be at least 1 when BatchSize is greater than 10');
    }
    if (fifo && common.window > 0) throw invalid(reader, 'MaximumBatchingWindowInSeconds', 'is not for FIFO queues');
    const maximumConcurrency = reader.tryRecord('ScalingConfig')?.tryInteger('MaximumConcurrency');
    return { ...common, source: 'sqs', sourceArn, batchSize, maximumConcurrency };
  }
  return {
    ...common,
    source: 'kinesis',
    sourceArn: stream ?? sourceArn,
    batchSize: readBatchSize(reader, 10_000, 100),
    start: readStart(reader),
    parallelization: range(reader, 'ParallelizationFactor'),
    bisects: reader.flag('BisectBatchOnFunctionError'),
    maximumRetries: range(reader, 'MaximumRetryAttempts'),
    maximumAge: readAge(reader),
    failureDestination: readDestination(reader),
  };
}

function readFilter(reader: PropertyReader): RecordFilter {
  const patterns = reader.tryRecord('FilterCriteria')?.recordList('Filters') ?? [];
  return compileFilters(
    patterns.flatMap((filter) => filter.tryText('Pattern') ?? []),
    `${reader.position}.FilterCriteria`,
  );
}

function readBatchSize(reader: PropertyReader, most: number, standard: number): number {
  const value = reader.tryInteger('BatchSize') ?? standard;
  if (value >= 1 && value <= most) return value;
  throw invalid(reader, 'BatchSize', `must be between 1 and ${most}, got ${value}`);
}

function readStart(reader: PropertyReader): StartingPosition {
  const start = reader.tryText('StartingPosition');
  if (start === 'LATEST' || start === 'TRIM_HORIZON') return start;
  if (start === 'AT_TIMESTAMP') return { at: reader.number('StartingPositionTimestamp') * 1_000 };
  throw invalid(reader, 'StartingPosition', `must be one of ${STARTS.join(', ')}, got ${start ?? 'nothing'}`);
}

function readAge(reader: PropertyReader): number {
  const age = range(reader, 'MaximumRecordAgeInSeconds');
  if (age === -1 || age >= 60) return age;
  throw invalid(reader, 'MaximumRecordAgeInSeconds', `must be -1 or between 60 and 604800, got ${age}`);
}

function readDestination(reader: PropertyReader): string | undefined {
  const arn = reader.tryRecord('DestinationConfig')?.tryRecord('OnFailure')?.tryText('Destination');
  if (arn === undefined || /^arn:[^:]+:(?:sqs|s3):/.test(arn)) {
    if (!arn?.endsWith('.fifo')) return arn;
    throw invalid(reader, 'DestinationConfig', 'must not be a FIFO queue');
  }
  throw notEmulated(reader, 'DestinationConfig', `only queues and buckets are emulated as destinations, got '${arn}'`);
}

function range(reader: PropertyReader, name: keyof typeof RANGES): number {
  const [least, most, standard] = RANGES[name];
  const value = reader.tryInteger(name) ?? standard;
  if (value >= least && value <= most) return value;
  throw invalid(reader, name, `must be between ${least} and ${most}, got ${value}`);
}

function invalid(reader: PropertyReader, name: string, message: string): LambdaError {
  return new LambdaError('LAMBDA_INVALID_MAPPING', `'${name}' ${message}`, `${reader.position}.${name}`);
}

function notEmulated(reader: PropertyReader, name: string, message: string): LambdaError {
  return new LambdaError('LAMBDA_MAPPING_NOT_EMULATED', message, `${reader.position}.${name}`);
}
