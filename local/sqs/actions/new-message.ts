import { createHash } from 'node:crypto';
import { invalidValue, missing, SqsFault } from '../fault';
import type { Input } from '../input';
import type { MessageContent } from '../message';
import { assertAttributes, assertContent, attributesDigest, attributesSize } from '../message-attributes';
import type { NewMessage, Queue } from '../queue';
import type { QueueDefinition } from '../queue-definition';

const ID = /^[\x21-\x7e]{1,128}$/;
const TRACE_HEADER = 'AWSTraceHeader';

/** Reads and checks what SendMessage and each entry of a batch hold. @throws SqsFault */
export function readNewMessage(queue: Queue, input: Input, senderId: string): NewMessage {
  const { definition } = queue;
  const body = input.tryText('MessageBody');
  if (body === undefined) throw missing('MessageBody');
  const attributes = input.attributes('MessageAttributes');
  const system = input.attributes('MessageSystemAttributes');
  if (body === '') throw missing('MessageBody');
  assertContent(body);
  assertAttributes(attributes);
  assertSystemAttributes(system);
  const size = Buffer.byteLength(body) + attributesSize(attributes);
  if (size > definition.maximumMessageSize) {
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${definition.maximumMessageSize} bytes.`,
    );
  }
  const delay = input.tryInteger('DelaySeconds', 0, 900);
  if (definition.fifo && delay !== undefined && delay > 0) {
    throw invalidValue(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  return {
    body,
    senderId,
    delay: delay ?? definition.delay,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(Object.keys(system).length > 0 && { systemAttributes: system }),
    ...readGroup(definition, input, body),
  };
}

/** The size SendMessageBatch adds up. */
export function messageSize({ attributes = {}, body }: NewMessage): number {
  return Buffer.byteLength(body) + attributesSize(attributes);
}

/** The digests that SendMessage answers. */
export function digestsOf({ attributes = {}, body, systemAttributes = {} }: NewMessage): Record<string, string> {
  const ofAttributes = attributesDigest(attributes);
  const ofSystem = attributesDigest(systemAttributes);
  return {
    MD5OfMessageBody: bodyDigest(body),
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem !== undefined && { MD5OfMessageSystemAttributes: ofSystem }),
  };
}

export function bodyDigest(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

function readGroup(
  { contentBasedDeduplication, fifo }: QueueDefinition,
  input: Input,
  body: string,
): Pick<MessageContent, 'groupId' | 'deduplicationId'> {
  const groupId = readId(input, 'MessageGroupId');
  const given = readId(input, 'MessageDeduplicationId');
  if (!fifo) {
    if (given === undefined) return groupId === undefined ? {} : { groupId };
    throw invalidValue(
      `Value ${given} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
    );
  }
  if (groupId === undefined) throw missing('MessageGroupId');
  if (given !== undefined) return { groupId, deduplicationId: given };
  if (contentBasedDeduplication) return { groupId, deduplicationId: createHash('sha256').update(body).digest('hex') };
  throw invalidValue(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function readId(input: Input, name: string): string | undefined {
  const value = input.tryText(name);
  if (value === undefined || ID.test(value)) return value;
  throw invalidValue(
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function assertSystemAttributes(attributes: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(attributes).find((name) => name !== TRACE_HEADER);
  if (unknown === undefined) return;
  throw new SqsFault('InvalidParameterValue', `Message system attribute name '${unknown}' is invalid.`);
}
