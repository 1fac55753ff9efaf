import * as fc from 'fast-check';
import { Queues } from './queue-fixture';

describe('the query protocol', () => {
  test('answers in XML where JSON is not accepted', async () => {
    const queues = new Queues();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await queues.form('Action=SendMessage&MessageBody=a%26b%3C', { headers });
    const answer = await queues.form('Action=ReceiveMessage&AttributeName.1=ApproximateReceiveCount', { headers });
    expect(answer.headers['content-type']).toBe('text/xml');
    expect(answer.body.toString()).toMatch(
      /^<\?xml version="1\.0"\?><ReceiveMessageResponse xmlns="[^"]+"><ReceiveMessageResult><Message><MessageId>[^<]+<\/MessageId><ReceiptHandle>[^<]+<\/ReceiptHandle><MD5OfBody>[^<]+<\/MD5OfBody><Body>a&amp;b&lt;<\/Body><Attribute><Name>ApproximateReceiveCount<\/Name><Value>1<\/Value><\/Attribute><\/Message><\/ReceiveMessageResult>/,
    );
  });

  test('reads batches', async () => {
    const queues = new Queues();
    const entries = [1, 2].map(
      (n) => `SendMessageBatchRequestEntry.${n}.Id=id${n}&SendMessageBatchRequestEntry.${n}.MessageBody=body${n}`,
    );
    const answer = await queues.form(`Action=SendMessageBatch&${entries.join('&')}`);
    expect(JSON.parse(answer.body.toString()).SendMessageBatchResponse.SendMessageBatchResult.Successful).toHaveLength(
      2,
    );
    expect(await queues.bodies()).toEqual(['body1', 'body2']);
  });

  test('fails with the code and text of SQS', async () => {
    const queues = new Queues();
    const answer = await queues.form('Action=SendMessage&MessageBody=1', { path: '/123456789012/nobody' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString()).Error).toEqual({
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      Message: 'The specified queue does not exist.',
      Type: 'Sender',
    });
    const unknown = await queues.form('Action=Nothing', { headers: {} });
    expect(unknown.body.toString()).toContain('<Code>InvalidAction</Code>');
  });
});

describe('the JSON protocol', () => {
  test('fails with the shape, and the code of the query protocol beside it', async () => {
    const answer = await new Queues().json('SendMessage', { QueueUrl: 'http://localhost/1/nobody', MessageBody: '1' });
    expect(answer.value).toEqual({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
    expect(answer.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  });

  test('fails where the caller may not', async () => {
    const queues = new Queues();
    const authorize = (action: string, resource: string) => `no ${action} on ${resource}`;
    const answer = await queues.json('SendMessage', { MessageBody: '1' }, { authorize });
    expect(answer.status).toBe(403);
    expect(answer.value.message).toBe('no sqs:SendMessage on arn:aws:sqs:eu-west-1:123456789012:orders');
  });
});

const ACTIONS = ['SendMessage', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessage', 'DeleteMessageBatch'];
const MORE = ['ChangeMessageVisibility', 'GetQueueUrl', 'GetQueueAttributes', 'ListQueues', 'PurgeQueue', 'Nothing'];
const NAMES = ['QueueUrl', 'MessageBody', 'Entries', 'MessageAttributes', 'ReceiptHandle', 'AttributeNames'];

describe('any call', () => {
  test('is answered or refused in the shape of SQS, never with a 500', async () => {
    const queues = new Queues();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ACTIONS, ...MORE),
        fc.oneof(
          fc.dictionary(fc.constantFrom(...NAMES, 'VisibilityTimeout', 'DelaySeconds', 'Id'), fc.jsonValue()),
          fc.jsonValue(),
        ),
        async (action, input) => {
          const body = Buffer.from(JSON.stringify(input));
          const headers = { 'x-amz-target': `AmazonSQS.${action}` };
          const answer = await queues.service.handle({ method: 'POST', path: '/', query: '', headers, body });
          expect([200, 400]).toContain(answer.status);
          if (answer.status === 400) expect(JSON.parse(answer.body.toString()).__type).toMatch(/^com\.amazon/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
