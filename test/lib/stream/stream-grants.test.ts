import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { DeliverySource, EventArchive, EventDelivery, EventStream } from 'cdk-sluice';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';

/** Warnings of a delivery that reads a stream. */
function warnings(streamIn: (stack: Stack) => kinesis.IStream): unknown[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const source = DeliverySource.stream(streamIn(stack));
  new EventDelivery(stack, 'Delivery', { archive: new EventArchive(stack, 'Archive'), source });
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data);
}

test('a stream of this app gives no warning', () => {
  expect(warnings((stack) => new EventStream(stack, 'Events').stream)).toEqual([]);
});

test('an imported stream whose key is not known is warned of', () => {
  expect(warnings((stack) => kinesis.Stream.fromStreamArn(stack, 'Events', STREAM_ARN))).toEqual([
    expect.stringContaining('sluice:unknownStreamKey'),
  ]);
});

test('an imported stream with its key gives no warning', () => {
  const imported = (stack: Stack) =>
    kinesis.Stream.fromStreamAttributes(stack, 'Events', {
      streamArn: STREAM_ARN,
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/abc'),
    });
  expect(warnings(imported)).toEqual([]);
});

test('a key of another account is warned of, with both accounts', () => {
  const imported = (stack: Stack) =>
    kinesis.Stream.fromStreamAttributes(stack, 'Events', {
      streamArn: STREAM_ARN,
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:444455556666:key/abc'),
    });
  expect(warnings(imported)).toEqual([
    expect.stringMatching(/belongs to account 444455556666.*must allow account 111122223333/),
  ]);
});
