import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { EndpointServer } from '../../../local/endpoint';
import { Sqs, SqsService } from '../../../local/sqs';
import { CLIENT, serveServices } from '../lambda/endpoint-fixture';
import { queueDefinition } from './queue-fixture';

describe('the real client of SQS', () => {
  const sqs = new Sqs();
  sqs.addQueue(queueDefinition());
  sqs.addQueue(queueDefinition({ name: 'orders.fifo', contentBasedDeduplication: true }));
  sqs.addQueue(queueDefinition({ name: 'small', maximumMessageSize: 1_024 }));
  let server: EndpointServer;
  let client: SQSClient;
  const url = (name = 'orders'): string => `${server.url}/123456789012/${name}`;

  beforeAll(async () => {
    const urlOf = ({ definition }: { definition: { name: string } }) => url(definition.name);
    server = await serveServices([new SqsService(sqs, { urlOf })], 'sqs:*');
    client = new SQSClient({ ...CLIENT, endpoint: server.url });
  });
  beforeEach(() => sqs.queue('orders').purge());
  afterAll(async () => {
    client.destroy();
    sqs.close();
    await server.close();
  });

  // The client compares the digests itself, and fails where they differ.
  test('sends, receives and deletes a message with its attributes', async () => {
    const MessageAttributes = {
      who: { DataType: 'String', StringValue: 'mé' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.of(1, 2, 255) },
      many: { DataType: 'Number.int', StringValue: '12' },
    };
    const sent = await client.send(
      new SendMessageCommand({ QueueUrl: url(), MessageBody: '{"größe":1}', MessageAttributes }),
    );
    const received = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url(),
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    const [message] = received.Messages ?? [];
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: '{"größe":1}',
      Attributes: { ApproximateReceiveCount: '1', SenderId: expect.any(String), SentTimestamp: expect.any(String) },
      MessageAttributes: { who: { DataType: 'String', StringValue: 'mé' }, many: { StringValue: '12' } },
    });
    expect(Buffer.from(message?.MessageAttributes?.raw?.BinaryValue ?? [])).toEqual(Buffer.of(1, 2, 255));
    await client.send(new DeleteMessageCommand({ QueueUrl: url(), ReceiptHandle: message?.ReceiptHandle }));
    expect(sqs.queue('orders').counts).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  test('sends and deletes batches, of which some entries fail', async () => {
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url('small'),
        Entries: [
          { Id: 'good', MessageBody: '1' },
          { Id: 'large', MessageBody: 'x'.repeat(1_025) },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: 'good' }]);
    expect(sent.Failed).toMatchObject([
      {
        Id: 'large',
        SenderFault: true,
        Code: 'InvalidParameterValue',
        Message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
      },
    ]);
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url('small') }));
    const Entries = [
      { Id: 'a', ReceiptHandle: Messages[0]?.ReceiptHandle },
      { Id: 'b', ReceiptHandle: 'nonsense' },
    ];
    const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url('small'), Entries }));
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  });

  test('waits for a message', async () => {
    const received = client.send(new ReceiveMessageCommand({ QueueUrl: url(), WaitTimeSeconds: 10 }));
    setTimeout(() => void sqs.queue('orders').send({ body: 'late', senderId: 'me', delay: 0 }), 50);
    expect((await received).Messages).toMatchObject([{ Body: 'late' }]);
  });

  test('makes a message visible again', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url(), MessageBody: 'again' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: url() }));
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url(), ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: url() }))).Messages).toHaveLength(1);
  });

  test('numbers the messages of a FIFO queue', async () => {
    const send = (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl: url('orders.fifo'), MessageBody, MessageGroupId: 'a' }));
    const first = await send('1');
    const second = await send('2');
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    expect((await send('1')).MessageId).toBe(first.MessageId);
  });

  test('finds and describes queues', async () => {
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
    expect(found.QueueUrl).toBe(url());
    const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'orders' }));
    expect(listed.QueueUrls).toEqual([url(), url('orders.fifo')]);
    await client.send(new SendMessageCommand({ QueueUrl: url(), MessageBody: '1' }));
    await client.send(new PurgeQueueCommand({ QueueUrl: url() }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url(), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:orders',
      ApproximateNumberOfMessages: '0',
      VisibilityTimeout: '30',
    });
  });

  test('fails with the errors of SQS', async () => {
    await expect(
      client.send(new SendMessageCommand({ QueueUrl: url('nobody'), MessageBody: '1' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' });
    await expect(
      client.send(new SendMessageCommand({ QueueUrl: url('orders.fifo'), MessageBody: '1' })),
    ).rejects.toMatchObject({ message: 'The request must contain the parameter MessageGroupId.' });
    await expect(
      client.send(new SendMessageCommand({ QueueUrl: url(), MessageBody: 'a\u0000' })),
    ).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    await expect(
      client.send(new ReceiveMessageCommand({ QueueUrl: url(), MaxNumberOfMessages: 11 })),
    ).rejects.toMatchObject({
      message: 'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    });
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl: url(), Entries: [] }))).rejects.toMatchObject({
      name: 'EmptyBatchRequest',
    });
  });
});
