import { type Json, type JsonRecord, PropertyReader, type Resource } from '../assembly';
import { type Conversion, type GlueTables, readConversion } from './conversion/definition';
import { isTimeZone } from './date-fields';
import { FirehoseError, type FirehoseErrorCode } from './errors';
import { defaultErrorPrefix, Prefix } from './prefix';
import { NO_PROCESSING, type Processing, readProcessing } from './processing-definition';

const MIB = 1_048_576;
const SECOND = 1_000;

export type Compression = 'UNCOMPRESSED' | 'GZIP' | 'ZIP' | 'Snappy' | 'HADOOP_SNAPPY';

const COMPRESSIONS: readonly Compression[] = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'];

/** How objects of one kind are gathered and named. */
export interface Output {
  readonly bucket: string;
  /** Role that Firehose writes with. */
  readonly roleArn: string;
  readonly prefix: Prefix;
  /** Bytes before compression. */
  readonly bufferSize: number;
  /** Milliseconds. */
  readonly bufferInterval: number;
  readonly compression: Compression;
  /** Replaces the suffix of the compression. */
  readonly fileExtension: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** The key objects are encrypted with, which the role must be allowed to use. */
  readonly kmsKeyArn: string | undefined;
}

/** A delivery stream as the template declares it. */
export interface DeliveryStreamDefinition {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** For errors and the log. */
  readonly position: string;
  readonly constructPath: string | undefined;
  readonly source:
    | { readonly kind: 'DirectPut' }
    | { readonly kind: 'KinesisStreamAsSource'; readonly streamArn: string; readonly roleArn: string };
  readonly data: Output;
  readonly error: Output;
  /** Where the records go as they came. */
  readonly backup: Output | undefined;
  readonly processing: Processing;
  readonly conversion: Conversion | undefined;
  /** How long a partition's object is tried before it goes to the errors, in milliseconds; undefined if not dynamic. */
  readonly partitionRetry: number | undefined;
  /** How what is put is encrypted where it waits, as the template has it; undefined where it is not. */
  readonly encryption: JsonRecord | undefined;
  /** The destination as the template has it. */
  readonly declared: JsonRecord;
}

/**
 * Reads an `AWS::KinesisFirehose::DeliveryStream`.
 *
 * @param tables Where the schema of a format conversion is found
 * @throws FirehoseError, and AssemblyError where a property is absent or of another type
 */
export function readDeliveryStream(resource: Resource, tables: GlueTables): DeliveryStreamDefinition {
  const properties = PropertyReader.of(resource);
  const destination = readDestination(properties, resource);
  const arn = resource.arn ?? '';
  const [, , , region = '', account = ''] = arn.split(':');
  const dynamic = destination.tryRecord('DynamicPartitioningConfiguration');
  const isDynamic = dynamic?.flag('Enabled') ?? false;
  const processing = readProcessing(destination.tryRecord('ProcessingConfiguration'));
  const conversion = readConversion(destination.tryRecord('DataFormatConversionConfiguration'), tables);
  const hints = {
    size: isDynamic || conversion !== undefined ? 128 : 5,
    minSize: isDynamic || conversion !== undefined ? 64 : 1,
  };
  const data = readOutput(destination, hints);
  if (conversion !== undefined && data.compression !== 'UNCOMPRESSED') {
    throw invalid("'CompressionFormat' must be UNCOMPRESSED where the format is converted", destination);
  }
  if (isDynamic && data.bufferInterval === 0) {
    throw invalid("'IntervalInSeconds' must be above 0 where partitioning is dynamic", destination);
  }
  const error: Output = {
    ...data,
    prefix: readErrorPrefix(destination, data.prefix),
    compression: 'UNCOMPRESSED',
    fileExtension: undefined,
  };
  checkPartitioning(isDynamic, data.prefix, processing ?? NO_PROCESSING, destination);
  const backup =
    destination.tryText('S3BackupMode') === 'Enabled' ? destination.record('S3BackupConfiguration') : undefined;
  return {
    name: resource.physicalId,
    arn,
    account,
    region,
    position: resource.position,
    constructPath: resource.constructPath,
    source: readSource(properties),
    data,
    error,
    backup: backup && readOutput(backup, { size: 5, minSize: 1 }),
    processing,
    conversion,
    partitionRetry: isDynamic
      ? (dynamic?.tryRecord('RetryOptions')?.tryInteger('DurationInSeconds') ?? 300) * SECOND
      : undefined,
    encryption: properties.tryRecord('DeliveryStreamEncryptionConfigurationInput') && encryptionOf(resource),
    declared: DESTINATIONS.map((name) => resource.properties[name]).find(isRecord) ?? {},
  };
}

function encryptionOf({ properties }: Resource): JsonRecord {
  const { DeliveryStreamEncryptionConfigurationInput: declared } = properties;
  return isRecord(declared) ? declared : {};
}

/** The one that has everything first. */
const DESTINATIONS = ['ExtendedS3DestinationConfiguration', 'S3DestinationConfiguration'];

function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Settings of the S3 destination of a delivery stream; undefined where it has another. */
export function tryDestination(properties: PropertyReader): PropertyReader | undefined {
  return DESTINATIONS.map((name) => properties.tryRecord(name)).find((found) => found !== undefined);
}

function readDestination(properties: PropertyReader, resource: Resource): PropertyReader {
  const destination = tryDestination(properties);
  if (destination !== undefined) return destination;
  const others = Object.keys(resource.properties).filter((name) => name.endsWith('DestinationConfiguration'));
  throw new FirehoseError(
    'FIREHOSE_UNSUPPORTED_DESTINATION',
    `only S3 destinations are run, got ${others.join(', ') || 'none'}`,
    resource.position,
  );
}

function readSource(properties: PropertyReader): DeliveryStreamDefinition['source'] {
  const kind = properties.tryText('DeliveryStreamType') ?? 'DirectPut';
  if (kind === 'DirectPut') return { kind };
  if (kind !== 'KinesisStreamAsSource') {
    throw new FirehoseError('FIREHOSE_UNSUPPORTED_SOURCE', `'DeliveryStreamType' is ${kind}`, properties.position);
  }
  const stream = properties.record('KinesisStreamSourceConfiguration');
  return { kind, streamArn: stream.text('KinesisStreamARN'), roleArn: stream.text('RoleARN') };
}

function readOutput(properties: PropertyReader, sizes: { readonly size: number; readonly minSize: number }): Output {
  const hints = properties.tryRecord('BufferingHints');
  const size = hints?.tryInteger('SizeInMBs');
  const interval = hints?.tryInteger('IntervalInSeconds');
  if ((size === undefined) !== (interval === undefined)) {
    throw invalid("'SizeInMBs' and 'IntervalInSeconds' must be given together", properties);
  }
  checkRange('SizeInMBs', size, sizes.minSize, 128, properties);
  checkRange('IntervalInSeconds', interval, 0, 900, properties);
  const bucketArn = properties.text('BucketARN');
  const fileExtension = properties.tryText('FileExtension') || undefined;
  if (fileExtension !== undefined && !/^\.[0-9a-z!\-_.*'()]{1,127}$/.test(fileExtension)) {
    throw invalid(`'FileExtension' must begin with a dot and be in lower case, got '${fileExtension}'`, properties);
  }
  return {
    bucket: bucketArn.slice(bucketArn.lastIndexOf(':') + 1),
    roleArn: properties.text('RoleARN'),
    prefix: new Prefix(properties.tryText('Prefix') ?? '', 'data', `${properties.position}.Prefix`),
    bufferSize: (size ?? sizes.size) * MIB,
    bufferInterval: (interval ?? 300) * SECOND,
    compression: readCompression(properties),
    fileExtension,
    timeZone: readTimeZone(properties),
    kmsKeyArn: properties.tryRecord('EncryptionConfiguration')?.tryRecord('KMSEncryptionConfig')?.text('AWSKMSKeyARN'),
  };
}

function readCompression(properties: PropertyReader): Compression {
  const declared = properties.tryText('CompressionFormat') ?? 'UNCOMPRESSED';
  const compression = COMPRESSIONS.find((known) => known === declared);
  if (compression !== undefined) return compression;
  throw invalid(`'CompressionFormat' must be one of ${COMPRESSIONS.join(', ')}, got '${declared}'`, properties);
}

function readTimeZone(properties: PropertyReader): string {
  const zone = properties.tryText('CustomTimeZone') || 'UTC';
  if (isTimeZone(zone)) return zone;
  throw invalid(`'CustomTimeZone' must be a time zone such as Europe/Berlin, got '${zone}'`, properties);
}

/** Source: Firehose developer guide, "Custom prefixes for Amazon S3 objects", semantic rules. */
function readErrorPrefix(properties: PropertyReader, prefix: Prefix): Prefix {
  const position = `${properties.position}.ErrorOutputPrefix`;
  const declared = properties.tryText('ErrorOutputPrefix');
  if (declared === undefined) {
    if (!prefix.hasExpressions) return defaultErrorPrefix(properties.tryText('Prefix') ?? '', position);
    throw new FirehoseError('FIREHOSE_INVALID_PREFIX', 'must be given where the prefix has expressions', position);
  }
  const error = new Prefix(declared, 'error', position);
  if (error.hasExpressions && !error.hasErrorType) {
    throw new FirehoseError('FIREHOSE_INVALID_PREFIX', "must hold '!{firehose:error-output-type}'", position);
  }
  return error.hasExpressions ? error : defaultErrorPrefix(declared, position);
}

/** Source: Firehose developer guide, "Dynamic partitioning". */
function checkPartitioning(isDynamic: boolean, prefix: Prefix, processing: Processing, at: PropertyReader): void {
  const used = [...prefix.queryKeys, ...prefix.lambdaKeys];
  if (!isDynamic && used.length > 0) {
    throw invalid(`'Prefix' uses the partition key '${used[0]}', but partitioning is not dynamic`, at);
  }
  // Firehose's own words; the CDK has them from there.
  const [only] = [processing.query && 'MetadataExtraction', processing.deaggregation && 'RecordDeAggregation'].filter(
    Boolean,
  );
  if (!isDynamic && only !== undefined) {
    throw invalid(`the processor ${only} can only be present when Dynamic Partitioning is enabled`, at);
  }
  if (isDynamic && used.length === 0)
    throw invalid("'Prefix' must use a partition key where partitioning is dynamic", at);
  if (prefix.queryKeys.length > 0 && processing.query === undefined) {
    throw invalid(`'Prefix' uses the key '${prefix.queryKeys[0]}', but no processor extracts metadata`, at);
  }
  if (prefix.lambdaKeys.length > 0 && processing.lambda === undefined) {
    throw invalid(`'Prefix' uses the key '${prefix.lambdaKeys[0]}', but no function gives it`, at);
  }
}

function checkRange(name: string, value: number | undefined, min: number, max: number, at: PropertyReader): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw invalid(`'${name}' must be between ${min} and ${max}, got ${value}`, at);
}

function invalid(message: string, at: PropertyReader): FirehoseError {
  const code: FirehoseErrorCode = 'FIREHOSE_INVALID_PROPERTY';
  return new FirehoseError(code, message, at.position);
}
