import { Duration, Size } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream, CfnDeliveryStreamProps } from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { FIREHOSE_READ_ACTIONS, streamReadStatements } from '../stream/stream-grants';
import { type Buffering, bufferingHints } from './buffering';
import type { DeliveryFormat } from './delivery-format';
import type { DeliveryPrefixes } from './delivery-prefixes';
import { readSchema, tableArns, useKeys, writeObjects } from './delivery-role';
import type { DeliverySource } from './delivery-source';
import type { EventDeliveryProps } from './event-delivery-props';
import { staticPart } from './prefix-language';
import { metadataExtraction, NEWLINE, type Processor, processing } from './processors';
import { transformArns, transformProcessor } from './transform';

/** What a delivery does, with its defaults. */
export interface DeliveryPlan {
  readonly props: EventDeliveryProps;
  readonly source: DeliverySource;
  readonly format: DeliveryFormat;
  readonly dynamic: boolean;
  readonly prefixes: DeliveryPrefixes;
  readonly buffering: Buffering;
}

/** Logging options of the destinations. */
export interface DeliveryLogging {
  readonly data: CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
  readonly raw?: CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
}

/** A raw backup is no object of the table: it is gathered as Firehose does by itself. */
const RAW_BUFFERING: Buffering = { size: Size.mebibytes(64), interval: Duration.seconds(300) };

/** What the keys of everything that a delivery writes begin with. */
export function writtenPrefixes({ props, prefixes }: DeliveryPlan): string[] {
  const backup = props.rawBackup ? [prefixes.raw, prefixes.rawError] : [];
  return [prefixes.data, prefixes.error, ...backup].map(staticPart);
}

/** ARNs of everything that a delivery writes. Firehose names the objects, so that they end in a wildcard. */
export function objectArns(plan: DeliveryPlan): string[] {
  return writtenPrefixes(plan).map((prefix) => plan.props.archive.bucket.arnForObjects(`${prefix}*`));
}

/** All a delivery's role is allowed. */
export function deliveryStatements(
  scope: Construct,
  plan: DeliveryPlan,
  logStreamArns: string[],
  tableName?: string,
): iam.PolicyStatement[] {
  const { props, source, format } = plan;
  const { archive, transform } = props;
  const statements = [
    ...writeObjects(archive.bucket.bucketArn, objectArns(plan)),
    ...useKeys([archive.encryptionKey, directPutKey(plan)]),
    new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: logStreamArns }),
  ];
  if (source.sourceStream !== undefined)
    statements.push(...streamReadStatements(source.sourceStream, FIREHOSE_READ_ACTIONS));
  if (format._converts && tableName !== undefined) {
    statements.push(readSchema(tableArns(scope, archive.databaseName, tableName)));
  }
  if (transform !== undefined) {
    const actions = ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'];
    statements.push(new iam.PolicyStatement({ actions, resources: transformArns(transform) }));
  }
  return statements;
}

/** The source as the service takes it. A stream encrypts its records itself; those of direct put are encrypted here. */
export function sourceConfiguration(plan: DeliveryPlan, roleArn: string): CfnDeliveryStreamProps {
  const { sourceStream } = plan.source;
  if (sourceStream !== undefined) {
    return {
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn: sourceStream.streamArn, roleArn },
    };
  }
  const key = directPutKey(plan);
  return {
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput:
      key === undefined ? { keyType: 'AWS_OWNED_CMK' } : { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: key.keyArn },
  };
}

/** Customer-managed key of records put directly; undefined where there is none. */
export function directPutKey({ source, props }: DeliveryPlan): kms.IKey | undefined {
  if (source.sourceStream !== undefined || source.awsOwnedKey) return undefined;
  return source.encryptionKey ?? props.archive.encryptionKey;
}

/** The destination as the service takes it. */
export function destinationConfiguration(
  plan: DeliveryPlan,
  roleArn: string,
  logging: DeliveryLogging,
  tableName?: string,
): CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty {
  const { props, prefixes, format, dynamic } = plan;
  const { archive } = props;
  const target = { bucketArn: archive.bucket.bucketArn, roleArn, encryptionConfiguration: objectEncryption(plan) };
  const schema = { databaseName: archive.databaseName, tableName, roleArn };
  return {
    ...target,
    prefix: prefixes.data,
    errorOutputPrefix: prefixes.error,
    bufferingHints: bufferingHints(plan.buffering),
    compressionFormat: format._objectCompression,
    fileExtension: props.fileExtension,
    customTimeZone: props.timeZone?.timezoneName,
    cloudWatchLoggingOptions: logging.data,
    processingConfiguration: processing(steps(plan, roleArn)),
    dataFormatConversionConfiguration: format._conversion(schema),
    dynamicPartitioningConfiguration: dynamic ? dynamicPartitioning(props.partitionRetry) : undefined,
    s3BackupMode: props.rawBackup ? 'Enabled' : undefined,
    s3BackupConfiguration: props.rawBackup
      ? {
          ...target,
          prefix: prefixes.raw,
          errorOutputPrefix: prefixes.rawError,
          bufferingHints: bufferingHints(RAW_BUFFERING),
          compressionFormat: 'GZIP',
          cloudWatchLoggingOptions: logging.raw,
        }
      : undefined,
  };
}

/** Without a known key the bucket's own default encryption counts. */
function objectEncryption({ props }: DeliveryPlan): CfnDeliveryStream.EncryptionConfigurationProperty {
  const key = props.archive.encryptionKey;
  if (key === undefined) return { noEncryptionConfig: 'NoEncryption' };
  return { kmsEncryptionConfig: { awskmsKeyArn: key.keyArn } };
}

function dynamicPartitioning(retry: Duration = Duration.seconds(300)) {
  return { enabled: true, retryOptions: { durationInSeconds: retry.toSeconds() } };
}

/** The steps in the order in which Firehose takes them. */
function steps({ props, format }: DeliveryPlan, roleArn: string): Processor[] {
  const { deaggregation, transform, partitionKeys } = props;
  const newline = props.newlineDelimiter ?? !format._converts;
  return [
    ...(deaggregation === undefined ? [] : [deaggregation._processor()]),
    ...(transform === undefined ? [] : [transformProcessor(transform, roleArn, props)]),
    ...(partitionKeys === undefined ? [] : [metadataExtraction(partitionKeys)]),
    ...(newline ? [NEWLINE] : []),
  ];
}
