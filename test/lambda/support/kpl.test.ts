import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { tryKplRecords } from '../../../lambda/support/kpl';
import { aggregate } from '../../../producer/aggregate';
import { aggregated } from '../consumer/batch-fixture';

/** Magic bytes and digest around a message. */
function framed(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}

test('gives the records of an aggregated one, in their order', () => {
  const records = [
    { key: 'a', data: Buffer.from('one') },
    { key: 'ü', data: Buffer.alloc(0) },
    { key: 'a', data: Buffer.alloc(300, 0xff) },
  ];
  expect(tryKplRecords(aggregated(records))).toEqual(
    records.map(({ key, data }) => ({ partitionKey: key, explicitHashKey: undefined, data })),
  );
});

test('gives back whatever our producer aggregates', () => {
  const record = fc.record({
    partitionKey: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    data: fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
      const given = tryKplRecords(aggregate(records as never, '340282366920938463463374607431768211455'));
      expect(given?.map(({ partitionKey, data }) => ({ partitionKey, data }))).toEqual(records);
      expect(new Set(given?.map(({ explicitHashKey }) => explicitHashKey))).toEqual(
        new Set(['340282366920938463463374607431768211455']),
      );
    }),
  );
});

test.each<[string, Buffer]>([
  ['an event', Buffer.from('{"a":1}')],
  ['the magic bytes alone', Buffer.from('f3899ac2', 'hex')],
  ['another digest', Buffer.concat([aggregated([{ key: 'a', data: Buffer.from('x') }]).subarray(0, -1), Buffer.of(0)])],
  ['a message that ends within a field', framed(Buffer.from('0a05aa', 'hex'))],
  ['a message with a wire type that there is not', framed(Buffer.from('0f', 'hex'))],
  ['a number without an end', framed(Buffer.alloc(12, 0xff))],
  ['a record of a key that is not in the table', framed(Buffer.from('1a0508071a0161', 'hex'))],
  ['a record without data', framed(Buffer.from('0a01611a020800', 'hex'))],
])('leaves %s as it is', (_, data) => {
  expect(tryKplRecords(data)).toBeUndefined();
});

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => tryKplRecords(framed(Buffer.from(bytes)))).not.toThrow();
    }),
  );
});
