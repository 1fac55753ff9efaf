import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { checkInteger } from '../checks/range';
import { putStatements, warnUnknownDeliveryKey } from '../delivery/put-grants';
import { batchBodySchema, eventBodySchema } from './body-schema';
import { directPutCapacity, refuseStreamSource } from './direct-put';
import { mappingTemplate } from './mapping-template';
import { refuseForeign, serviceIntegration } from './service-integration';
import { MESSAGES, type ServiceErrors, serviceResponses } from './service-responses';
import type { IIngestionTarget, TargetBindOptions, TargetConfig } from './target';

/** Firehose's error for "too fast", HTTP 503. */
const THROTTLE = 'ServiceUnavailableException';

/** Source: Firehose API reference, PutRecord and PutRecordBatch, "Errors". */
const FIREHOSE_ERRORS: ServiceErrors = {
  refusals: ['ValidationException', 'InvalidArgumentException'],
  throttles: [THROTTLE, 'ThrottlingException'],
  denials: ['AccessDeniedException', 'ResourceNotFoundException', 'InvalidKMSResourceException'],
};

/** Props of `FirehosePutRecordTarget`. */
export interface FirehosePutRecordTargetProps {
  /** The delivery stream. Its source must be direct put. */
  readonly deliveryStream: IDeliveryStream;
}

/**
 * One event a request, to Firehose by `PutRecord`. The body is stored byte for byte as sent.
 * Answers 200 `{"recordId"}`. One such route cannot pass the direct-put quota of 2,000 or 1,000 requests/s.
 */
export class FirehosePutRecordTarget implements IIngestionTarget {
  public constructor(private readonly props: FirehosePutRecordTargetProps) {}

  public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
    const { deliveryStream } = this.props;
    refuseForeign(scope, 'deliveryStream', deliveryStream);
    refuseStreamSource(deliveryStream);
    warnUnknownDeliveryKey(scope, deliveryStream);
    const template = mappingTemplate('firehose-put-record.request.vtl', {
      deliveryStreamName: deliveryStream.deliveryStreamName,
    });
    const success = mappingTemplate('firehose-put-record.response.vtl', { unavailable: MESSAGES.unavailable });
    return {
      integration: {
        ...serviceIntegration(scope, 'firehose', 'PutRecord', deliveryStream.env.region),
        requestTemplates: { 'application/json': template },
        responses: serviceResponses(success, FIREHOSE_ERRORS),
      },
      grants: putStatements(deliveryStream, ['firehose:PutRecord']),
      bodySchema: eventBodySchema(options.eventSchema),
      takesAnyBody: true,
      capacity: directPutCapacity(deliveryStream, 1),
    };
  }
}

/** Props of `FirehosePutRecordBatchTarget`. */
export interface FirehosePutRecordBatchTargetProps {
  /** The delivery stream. Its source must be direct put. */
  readonly deliveryStream: IDeliveryStream;

  /**
   * Records in a typical request, 1 to 500. Used only for the capacity warning at synth.
   * @default 10
   */
  readonly typicalBatchSize?: number;
}

/**
 * A batch of 1 to 500 events a request, to Firehose by `PutRecordBatch`. The body is
 * `{"records":[{"data":<JSON>}, …]}`. Each `data` is stored as the JSON text API Gateway writes: the same value, not
 * always the same bytes. Answers 200, 207 (some failed), 429 or 503 with `{"failedRecordCount":N,"records":[…]}` in
 * the order sent.
 */
export class FirehosePutRecordBatchTarget implements IIngestionTarget {
  public constructor(private readonly props: FirehosePutRecordBatchTargetProps) {
    checkInteger('typicalBatchSize', props.typicalBatchSize, { min: 1, max: 500, unit: 'records' });
  }

  public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
    const { deliveryStream } = this.props;
    refuseForeign(scope, 'deliveryStream', deliveryStream);
    refuseStreamSource(deliveryStream);
    warnUnknownDeliveryKey(scope, deliveryStream);
    const template = mappingTemplate('firehose-put-record-batch.request.vtl', {
      deliveryStreamName: deliveryStream.deliveryStreamName,
    });
    const success = mappingTemplate('batch.response.vtl', {
      records: 'RequestResponses',
      throttle: THROTTLE,
      success: '{"recordId":"$record.RecordId"}',
      throttled: MESSAGES.throttled,
      unavailable: MESSAGES.unavailable,
    });
    return {
      integration: {
        ...serviceIntegration(scope, 'firehose', 'PutRecordBatch', deliveryStream.env.region),
        requestTemplates: { 'application/json': template },
        responses: serviceResponses(success, FIREHOSE_ERRORS),
      },
      grants: putStatements(deliveryStream, ['firehose:PutRecordBatch']),
      bodySchema: batchBodySchema(options.eventSchema, false),
      capacity: directPutCapacity(deliveryStream, this.props.typicalBatchSize ?? 10),
    };
  }
}
