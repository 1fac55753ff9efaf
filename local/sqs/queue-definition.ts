import { PropertyReader, type Resource } from '../assembly';
import { SqsError } from './errors';

/** Legal values, and what holds where nothing is given. Source: the service's model. */
const RANGES = {
  DelaySeconds: { least: 0, most: 900, standard: 0 },
  MaximumMessageSize: { least: 1_024, most: 1_048_576, standard: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, standard: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, standard: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, standard: 30 },
} as const;

/** A queue as the template declares it. Times in seconds, sizes in bytes. */
export interface QueueDefinition {
  readonly name: string;
  readonly arn: string;
  /** As `Ref` gives it. */
  readonly url: string;
  /** Names the resource in errors. */
  readonly position: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly delay: number;
  readonly maximumMessageSize: number;
  readonly retention: number;
  readonly waitTime: number;
  readonly visibilityTimeout: number;
  readonly redrive: RedrivePolicy | undefined;
  readonly kmsKey: string | undefined;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** How often a message is received before it goes there. */
  readonly maxReceiveCount: number;
}

/** Reads an `AWS::SQS::Queue`. @throws SqsError SQS_INVALID_QUEUE */
export function readQueueDefinition(resource: Resource): QueueDefinition {
  const reader = PropertyReader.of(resource);
  const arn = resource.arn ?? '';
  const range = (name: keyof typeof RANGES): number => {
    const { least, most, standard } = RANGES[name];
    const value = reader.tryInteger(name) ?? standard;
    if (value >= least && value <= most) return value;
    throw new SqsError(
      'SQS_INVALID_QUEUE',
      `'${name}' must be between ${least} and ${most}, got ${value}`,
      `${reader.position}.${name}`,
    );
  };
  return {
    name: arn.slice(arn.lastIndexOf(':') + 1),
    arn,
    url: resource.physicalId,
    position: resource.position,
    fifo: reader.flag('FifoQueue'),
    contentBasedDeduplication: reader.flag('ContentBasedDeduplication'),
    delay: range('DelaySeconds'),
    maximumMessageSize: range('MaximumMessageSize'),
    retention: range('MessageRetentionPeriod'),
    waitTime: range('ReceiveMessageWaitTimeSeconds'),
    visibilityTimeout: range('VisibilityTimeout'),
    redrive: redriveOf(reader),
    kmsKey: reader.tryText('KmsMasterKeyId'),
  };
}

function redriveOf(reader: PropertyReader): RedrivePolicy | undefined {
  const policy = reader.tryRecord('RedrivePolicy');
  if (policy === undefined) return undefined;
  const maxReceiveCount = policy.integer('maxReceiveCount');
  if (maxReceiveCount >= 1 && maxReceiveCount <= 1_000) {
    return { deadLetterTargetArn: policy.text('deadLetterTargetArn'), maxReceiveCount };
  }
  throw new SqsError(
    'SQS_INVALID_QUEUE',
    `'maxReceiveCount' must be between 1 and 1000, got ${maxReceiveCount}`,
    policy.position,
  );
}
