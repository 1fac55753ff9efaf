import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { checkInteger } from '../checks/range';
import { streamWriteStatements, warnUnknownKey } from '../stream/stream-grants';
import { batchBodySchema, eventBodySchema } from './body-schema';
import { mappingTemplate } from './mapping-template';
import { PartitionKey } from './partition-key';
import { refuseForeign, serviceIntegration } from './service-integration';
import { MESSAGES, type ServiceErrors, serviceResponses } from './service-responses';
import { streamCapacity } from './stream-capacity';
import type { IIngestionTarget, TargetBindOptions, TargetConfig } from './target';

/** Source: Kinesis API reference, PutRecord and PutRecords, "Errors". */
const KINESIS_ERRORS: ServiceErrors = {
  refusals: ['ValidationException', 'InvalidArgumentException'],
  throttles: ['ProvisionedThroughputExceededException', 'KMSThrottlingException', 'ThrottlingException'],
  denials: ['AccessDeniedException', 'ResourceNotFoundException', 'KMSAccessDeniedException', 'KMSNotFoundException'],
};

/** Props of `KinesisPutRecordTarget`. */
export interface KinesisPutRecordTargetProps {
  /** The stream. */
  readonly stream: kinesis.IStream;

  /**
   * Where the partition key of an event comes from.
   * @default PartitionKey.fromHeader('X-Partition-Key')
   */
  readonly partitionKey?: PartitionKey;
}

/**
 * One event a request, to a Kinesis stream by `PutRecord`. The body is stored byte for byte as sent.
 * Answers 200 `{"shardId","sequenceNumber"}`.
 */
export class KinesisPutRecordTarget implements IIngestionTarget {
  public constructor(private readonly props: KinesisPutRecordTargetProps) {}

  public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
    const { stream } = this.props;
    const partitionKey = this.props.partitionKey ?? PartitionKey.fromHeader('X-Partition-Key');
    refuseForeign(scope, 'stream', stream);
    warnUnknownKey(scope, stream);
    const template = mappingTemplate('kinesis-put-record.request.vtl', {
      streamName: stream.streamName,
      partitionKey: partitionKey._renderForEvent(options.path),
    });
    const success = mappingTemplate('kinesis-put-record.response.vtl', { unavailable: MESSAGES.unavailable });
    return {
      integration: {
        ...serviceIntegration(scope, 'kinesis', 'PutRecord', stream.env.region),
        requestTemplates: { 'application/json': template },
        responses: serviceResponses(success, KINESIS_ERRORS),
      },
      grants: streamWriteStatements(stream, ['kinesis:PutRecord']),
      bodySchema: eventBodySchema(options.eventSchema),
      takesAnyBody: true,
      readHeaders: partitionKey._headers,
      capacity: streamCapacity(stream, 1),
    };
  }
}

/** Props of `KinesisPutRecordsTarget`. */
export interface KinesisPutRecordsTargetProps {
  /** The stream. */
  readonly stream: kinesis.IStream;

  /**
   * Where the partition key of a record comes from.
   * @default - the field `partitionKey` beside each record's `data`
   */
  readonly partitionKey?: PartitionKey;

  /**
   * Records in a typical request, 1 to 500. Used only for the capacity warning at synth.
   * @default 10
   */
  readonly typicalBatchSize?: number;
}

/**
 * A batch of 1 to 500 events a request, to a Kinesis stream by `PutRecords`. The body is
 * `{"records":[{"data":<JSON>,"partitionKey"?:string}, …]}`. Each `data` is stored as the JSON text API Gateway writes:
 * the same value, not always the same bytes. Answers 200, 207 (some failed), 429 or 503 with
 * `{"failedRecordCount":N,"records":[…]}` in the order sent.
 */
export class KinesisPutRecordsTarget implements IIngestionTarget {
  public constructor(private readonly props: KinesisPutRecordsTargetProps) {
    checkInteger('typicalBatchSize', props.typicalBatchSize, { min: 1, max: 500, unit: 'records' });
  }

  public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
    const { stream } = this.props;
    const partitionKey = this.props.partitionKey ?? PartitionKey._fromRecord();
    refuseForeign(scope, 'stream', stream);
    warnUnknownKey(scope, stream);
    const template = mappingTemplate('kinesis-put-records.request.vtl', {
      streamName: stream.streamName,
      partitionKey: partitionKey._renderForRecord(options.path),
    });
    const success = mappingTemplate('batch.response.vtl', {
      records: 'Records',
      throttle: 'ProvisionedThroughputExceededException',
      success: '{"shardId":"$record.ShardId","sequenceNumber":"$record.SequenceNumber"}',
      throttled: MESSAGES.throttled,
      unavailable: MESSAGES.unavailable,
    });
    return {
      integration: {
        ...serviceIntegration(scope, 'kinesis', 'PutRecords', stream.env.region),
        requestTemplates: { 'application/json': template },
        responses: serviceResponses(success, KINESIS_ERRORS),
      },
      grants: streamWriteStatements(stream, ['kinesis:PutRecords']),
      bodySchema: batchBodySchema(options.eventSchema, this.props.partitionKey === undefined),
      readHeaders: partitionKey._headers,
      capacity: streamCapacity(stream, this.props.typicalBatchSize ?? 10),
    };
  }
}
