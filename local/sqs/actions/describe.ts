import { SqsFault } from '../fault';
import type { Queue } from '../queue';
import { type Action, permittedQueue } from './action';

export const getQueueUrl: Action = ({ permit, sqs, urlOf }, input) => {
  const queue = sqs.queue(input.text('QueueName'));
  permit('sqs:GetQueueUrl', queue.definition.arn);
  return { QueueUrl: urlOf(queue) };
};

export const listQueues: Action = ({ permit, sqs, urlOf }, input) => {
  const prefix = input.tryText('QueueNamePrefix') ?? '';
  permit('sqs:ListQueues', '*');
  const found = sqs.list().filter(({ definition }) => definition.name.startsWith(prefix));
  return found.length === 0 ? {} : { QueueUrls: found.map(urlOf) };
};

export const getQueueAttributes: Action = (context, input) => {
  const queue = permittedQueue(context, input, 'GetQueueAttributes');
  const wanted = input.texts('AttributeNames');
  const unknown = wanted.find((name) => name !== 'All' && !NAMES.has(name));
  if (unknown !== undefined) throw new SqsFault('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const known = Object.entries(attributesOf(queue));
  const chosen = wanted.includes('All') ? known : known.filter(([name]) => wanted.includes(name));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
};

const NAMES = new Set([
  ...['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'VisibilityTimeout'],
  ...['ApproximateNumberOfMessagesDelayed', 'DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod'],
  ...['ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'FifoQueue', 'ContentBasedDeduplication', 'KmsMasterKeyId'],
  ...['CreatedTimestamp', 'LastModifiedTimestamp', 'Policy', 'RedriveAllowPolicy', 'SqsManagedSseEnabled'],
  ...['KmsDataKeyReusePeriodSeconds', 'DeduplicationScope', 'FifoThroughputLimit'],
]);

function attributesOf({ counts, definition }: Queue): Record<string, string> {
  const { kmsKey, redrive } = definition;
  return {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    DelaySeconds: String(definition.delay),
    MaximumMessageSize: String(definition.maximumMessageSize),
    MessageRetentionPeriod: String(definition.retention),
    ReceiveMessageWaitTimeSeconds: String(definition.waitTime),
    VisibilityTimeout: String(definition.visibilityTimeout),
    ...(redrive !== undefined && { RedrivePolicy: JSON.stringify(redrive) }),
    ...(kmsKey !== undefined && { KmsMasterKeyId: kmsKey }),
    ...(definition.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(definition.contentBasedDeduplication),
    }),
  };
}
