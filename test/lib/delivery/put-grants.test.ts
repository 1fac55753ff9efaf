import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  type CfnDeliveryStream,
  DeliveryStream,
  type IDeliveryStream,
  S3Bucket,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DeliverySource, EventArchive, EventDelivery, FirehosePutRecordTarget } from 'cdk-sluice';

const ARN = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/theirs';
const put = (Resource: unknown) => ({ Action: 'firehose:PutRecord', Effect: 'Allow', Resource });
const useOf = (Resource: unknown) => ({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource });

function makeStack(): Stack {
  return new Stack(new App(), 'Stack');
}

function ownDelivery(stack: Stack, encryption?: StreamEncryption): DeliveryStream {
  return new DeliveryStream(stack, 'Own', { destination: new S3Bucket(new Bucket(stack, 'Bucket')), encryption });
}

/** What a route to the delivery stream is granted; the target warns of what cannot be. */
function statements(stack: Stack, deliveryStream: IDeliveryStream): unknown {
  const target = new FirehosePutRecordTarget({ deliveryStream });
  const { grants = [] } = target.bind(stack, { path: '/archive', httpMethod: 'POST', methodArns: [] });
  return stack.resolve(grants.map((statement) => statement.toJSON()));
}

function warnings(stack: Stack): unknown[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data);
}

describe('statements of a producer', () => {
  test("name the key of the library's own delivery stream", () => {
    const stack = makeStack();
    const archive = new EventArchive(stack, 'Archive');
    const { deliveryStream } = new EventDelivery(stack, 'Delivery', { archive, source: DeliverySource.directPut() });
    expect(statements(stack, deliveryStream)).toEqual([
      put(stack.resolve(deliveryStream.deliveryStreamArn)),
      useOf(stack.resolve(archive.encryptionKey?.keyArn)),
    ]);
  });

  test("name the key of a team's delivery stream", () => {
    const stack = makeStack();
    const key = new kms.Key(stack, 'Key');
    const own = ownDelivery(stack, StreamEncryption.customerManagedKey(key));
    expect(statements(stack, own)).toEqual([
      put(stack.resolve(own.deliveryStreamArn)),
      useOf(stack.resolve(key.keyArn)),
    ]);
  });

  test.each([
    ['none', undefined],
    ['one that AWS owns', StreamEncryption.awsOwnedKey()],
  ])('name no key where there is %s', (_case, encryption) => {
    const stack = makeStack();
    const own = ownDelivery(stack, encryption);
    expect(statements(stack, own)).toEqual([put(stack.resolve(own.deliveryStreamArn))]);
    statements(stack, own);
    expect(warnings(stack)).toEqual([]);
  });
});

describe('a key that is not known', () => {
  test('is warned of once in a stack, however many producers there are', () => {
    const stack = makeStack();
    const theirs = DeliveryStream.fromDeliveryStreamArn(stack, 'Theirs', ARN);
    statements(stack, theirs);
    statements(stack, theirs);
    expect(statements(stack, theirs)).toEqual([put(ARN)]);
    expect(warnings(stack)).toEqual([expect.stringContaining('sluice:unknownDeliveryStreamKey')]);
  });

  test('is warned of again in another stack', () => {
    const app = new App();
    const [first, second] = [new Stack(app, 'First'), new Stack(app, 'Second')];
    const theirs = DeliveryStream.fromDeliveryStreamArn(first, 'Theirs', ARN);
    for (const stack of [first, second]) statements(stack, theirs);
    for (const stack of [first, second]) expect(warnings(stack)).toHaveLength(1);
  });

  test('is warned of where it is known at deployment only', () => {
    const stack = makeStack();
    const own = ownDelivery(stack);
    const definition = own.node.defaultChild as CfnDeliveryStream;
    definition.deliveryStreamEncryptionConfigurationInput = Lazy.any({ produce: () => ({ keyType: 'AWS_OWNED_CMK' }) });
    statements(stack, own);
    expect(warnings(stack)).toHaveLength(1);
  });
});
