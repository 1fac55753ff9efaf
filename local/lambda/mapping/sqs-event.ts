import { createHash } from 'node:crypto';
import type { ReceivedMessage } from '../../sqs';
import { systemAttributes } from '../../sqs/actions/receive';
import { attributesDigest } from '../../sqs/message-attributes';
import type { FilterSubject } from './filter';

/** The event a function is called with. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsEvent(messages: readonly ReceivedMessage[], queueArn: string): object {
  return { Records: messages.map((message) => sqsRecord(message, queueArn)) };
}

/** What filters see of a message. */
export function sqsSubject(message: ReceivedMessage, queueArn: string): FilterSubject {
  return { contentName: 'body', content: message.content.body, metadata: sqsRecord(message, queueArn) };
}

function sqsRecord(message: ReceivedMessage, queueArn: string): Record<string, unknown> {
  const { content, receiptHandle } = message;
  const digest = attributesDigest(content.attributes ?? {});
  return {
    messageId: content.id,
    receiptHandle,
    body: content.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(content.attributes ?? {}).map(([name, { BinaryValue, DataType, StringValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: createHash('md5').update(content.body).digest('hex'),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  };
}
