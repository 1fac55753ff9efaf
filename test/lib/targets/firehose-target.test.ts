import { App, Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import {
  DeliverySource,
  EventArchive,
  EventDelivery,
  FirehosePutRecordBatchTarget,
  FirehosePutRecordTarget,
  IngestionApi,
} from 'cdk-sluice';
import fc from 'fast-check';
import { provisionedStream } from '../../support/front-door';
import { deployedRoute } from '../../support/templates';

const context = { extendedRequestId: 'EXT-ID=' };
const decode = (data: string) => Buffer.from(data, 'base64').toString('utf8');

describe('Firehose PutRecord', () => {
  const route = deployedRoute(({ deliveryStream }) => new FirehosePutRecordTarget({ deliveryStream }), '/archive');

  test('stores any body byte for byte, and adds no newline', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (body) => {
        const { DeliveryStreamName, Record, ...others } = JSON.parse(route.request({ body, context }));
        expect([DeliveryStreamName, decode(Record.Data), others]).toEqual(['archive', body, {}]);
      }),
    );
  });

  test('answers with the record id', () => {
    expect(route.response(200, '{"RecordId":"id1","Encrypted":true}')).toEqual({
      status: 200,
      headers: {},
      body: { recordId: 'id1' },
    });
  });

  test.each([
    [503, 'ServiceUnavailableException', 429, 'Throttled', '1'],
    [400, 'ThrottlingException', 429, 'Throttled', '1'],
    [400, 'InvalidArgumentException', 400, 'InvalidRequest', undefined],
    [400, 'AccessDeniedException', 502, 'TargetUnavailable', undefined],
    [400, 'ResourceNotFoundException', 502, 'TargetUnavailable', undefined],
    [400, 'InvalidKMSResourceException', 502, 'TargetUnavailable', undefined],
    [400, 'InvalidSourceException', 503, 'TargetUnavailable', undefined],
    [400, 'SerializationException', 500, 'InternalError', undefined],
    [500, 'InternalFailure', 503, 'TargetUnavailable', undefined],
  ])('answers %i %s with %i %s', (given, type, status, code, retryAfter) => {
    const answer = route.response(given, JSON.stringify({ __type: type, message: 'arn:aws:firehose:::x' }));
    expect([answer.status, answer.body.error.code, answer.headers['Retry-After']]).toEqual([status, code, retryAfter]);
    expect(JSON.stringify(answer.body)).not.toContain('arn:');
  });

  test.each([200, 204, 302])('never takes %i without a record id for success', (status) => {
    expect(route.response(status, '').status).toBe(503);
  });
});

describe('Firehose PutRecordBatch', () => {
  const target = deployedRoute(
    ({ deliveryStream }) => new FirehosePutRecordBatchTarget({ deliveryStream }),
    '/archive/batch',
  );
  const put = (records: unknown[]) => JSON.parse(target.request({ body: JSON.stringify({ records }), context }));

  test('stores the JSON text of each data, in order', () => {
    const { DeliveryStreamName, Records } = put([
      { data: { a: '","x":"' } },
      { data: 'b', DeliveryStreamName: 'other' },
    ]);
    expect(DeliveryStreamName).toBe('archive');
    expect(Records).toEqual([{ Data: expect.any(String) }, { Data: expect.any(String) }]);
    expect(Records.map(({ Data }: { Data: string }) => decode(Data))).toEqual(['{"a":"\\",\\"x\\":\\""}', '"b"']);
  });

  test('stores any JSON value, and reads nothing else of a record', () => {
    const value = fc.jsonValue({ stringUnit: 'grapheme' }).filter((data) => data !== null);
    fc.assert(
      fc.property(
        fc.array(fc.record({ data: value, other: fc.string() }), { minLength: 1, maxLength: 5 }),
        (records) => {
          const { Records } = put(records);
          for (const [index, { data }] of records.entries()) {
            expect(Object.keys(Records[index])).toEqual(['Data']);
            expect(JSON.stringify(JSON.parse(decode(Records[index].Data)))).toBe(JSON.stringify(data));
          }
        },
      ),
    );
  });

  test.each([501, 1_001])('sends none of %i records', (length) => {
    expect(put(Array.from({ length }, () => ({ data: 1 })))).toEqual({ DeliveryStreamName: 'archive', Records: [] });
  });

  test.each([
    [['id'], 200, 0],
    [['id', 'ServiceUnavailableException'], 207, 1],
    [['ServiceUnavailableException', 'ServiceUnavailableException'], 429, 2],
    [['InternalFailure', 'ServiceUnavailableException'], 503, 2],
  ])('answers %j with %i', (results, status, failed) => {
    const RequestResponses = results.map((result) =>
      result === 'id' ? { RecordId: 'id' } : { ErrorCode: result, ErrorMessage: 'Slow down. 111111111111' },
    );
    const answer = target.response(200, JSON.stringify({ FailedPutCount: failed, RequestResponses }));
    expect([answer.status, answer.body.failedRecordCount]).toEqual([status, failed]);
    expect(answer.body.records.length).toBe(results.length);
    expect(JSON.stringify(answer.body)).not.toContain('111111111111');
  });
});

describe('a delivery stream with a key of the customer', () => {
  test('has its key granted to the role of the route, which Firehose asks for since April 2026', () => {
    const stack = new Stack(new App(), 'Test');
    const archive = new EventArchive(stack, 'Archive');
    const { deliveryStream } = new EventDelivery(stack, 'Delivery', { archive });
    const route = new IngestionApi(stack, 'Api').addRoute('/archive', new FirehosePutRecordTarget({ deliveryStream }));
    const role = route.role?.node.defaultChild as CfnRole | undefined;
    const [policy] = stack.resolve(role?.policies);
    expect(policy.policyDocument.Statement.map(({ Action }: { Action: unknown }) => Action)).toEqual([
      'firehose:PutRecord',
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
  });
});

describe('a delivery stream that reads a Kinesis stream', () => {
  test('fails as the target of a put, which Firehose would refuse', () => {
    const stack = new Stack(new App(), 'Test');
    const delivery = new EventDelivery(stack, 'Delivery', {
      archive: new EventArchive(stack, 'Archive'),
      source: DeliverySource.stream(provisionedStream(stack)),
    });
    const target = new FirehosePutRecordTarget({ deliveryStream: delivery.deliveryStream });
    expect(() => new IngestionApi(stack, 'Api').addRoute('/archive', target)).toThrow(
      /'deliveryStream' must have direct put as its source, got 'KinesisStreamAsSource' for 'Test\/Delivery/,
    );
  });
});
