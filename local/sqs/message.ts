import type { MessageAttributes } from './message-attributes';

/** What is kept of a message on disk. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** `AWSTraceHeader` alone. */
  readonly systemAttributes?: MessageAttributes;
  /** Milliseconds since the epoch, of the first queue it was sent to. */
  readonly sent: number;
  readonly senderId: string;
  /** Seconds. */
  readonly delay: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly deadLetterSource?: string;
  readonly receiveCount?: number;
}

/** What is kept of a message in memory; its content stays in the store. */
export interface QueuedMessage {
  readonly ordinal: number;
  readonly id: string;
  readonly sent: number;
  readonly groupId: string | undefined;
  /** Milliseconds since the epoch. */
  visibleAt: number;
  state: 'waiting' | 'delayed' | 'in-flight' | 'gone';
  receiveCount: number;
  firstReceived: number | undefined;
  /** The handle of the latest receipt. */
  receipt: string | undefined;
}

/** A message as it is handed out. */
export interface ReceivedMessage {
  readonly content: MessageContent;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceived: number;
  readonly sequenceNumber: string | undefined;
}

/** The sequence number of a FIFO message: 20 digits, rising. */
export function sequenceNumber(ordinal: number): string {
  return (18_849_496_460_467_696_128n + BigInt(ordinal) * 256n).toString();
}
