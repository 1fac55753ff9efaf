export type { SqsErrorCode } from './errors';
export type { MessageContent, ReceivedMessage } from './message';
export type { MessageAttribute, MessageAttributes } from './message-attributes';
export type { NewMessage, Queue, QueueCounts, ReceiveOptions, SentMessage } from './queue';
export type { QueueDefinition, RedrivePolicy } from './queue-definition';
export { SqsService, type SqsServiceOptions } from './service';
export { Sqs, type SqsOptions } from './sqs';
