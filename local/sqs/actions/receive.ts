import type { ReceivedMessage } from '../message';
import { attributesDigest, selectAttributes } from '../message-attributes';
import { type Action, permittedQueue } from './action';
import { bodyDigest } from './new-message';

export const receiveMessage: Action = async (context, input) => {
  const queue = permittedQueue(context, input, 'ReceiveMessage');
  const system = [...input.texts('AttributeNames'), ...input.texts('MessageSystemAttributeNames')];
  const wanted = input.texts('MessageAttributeNames');
  const visibilityTimeout = input.tryInteger('VisibilityTimeout', 0, 43_200);
  const messages = await queue.receive({
    most: input.tryInteger('MaxNumberOfMessages', 1, 10) ?? 1,
    waitTime: input.tryInteger('WaitTimeSeconds', 0, 20) ?? queue.definition.waitTime,
    ...(visibilityTimeout !== undefined && { visibilityTimeout }),
  });
  if (messages.length === 0) return {};
  return { Messages: messages.map((message) => describe(message, system, wanted)) };
};

/** System attributes of a message, by name. */
export function systemAttributes(message: ReceivedMessage): Record<string, string> {
  const { content, firstReceived, receiveCount, sequenceNumber } = message;
  const { deadLetterSource, deduplicationId, groupId, senderId, sent } = content;
  return {
    SenderId: senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(firstReceived)),
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(Math.floor(sent)),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
    ...Object.fromEntries(
      Object.entries(content.systemAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}

function describe(message: ReceivedMessage, system: readonly string[], wanted: readonly string[]): object {
  const { content, receiptHandle } = message;
  const attributes = selectAttributes(content.attributes ?? {}, wanted);
  const digest = attributesDigest(attributes);
  const known = Object.entries(systemAttributes(message));
  const chosen = system.includes('All') ? known : known.filter(([name]) => system.includes(name));
  return {
    MessageId: content.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: bodyDigest(content.body),
    Body: content.body,
    ...(chosen.length > 0 && { Attributes: Object.fromEntries(chosen) }),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}
