import * as fc from 'fast-check';
import type { AnsweredRecord } from '../../../lambda/transform/firehose-event';
import type { Json } from '../../../lambda/transform/json';
import type { Step } from '../../../lambda/transform/pipeline';
import { Rejection } from '../../../lambda/transform/rejection';
import { MAX_ANSWER, transformBatch } from '../../../lambda/transform/transform-batch';
import { firehoseEvent, record, textOf, transformed } from './records';

const asIs: Step = (event) => event;
const results = (records: readonly AnsweredRecord[]) => records.map(({ result }) => result);

test('every record is answered once, in order', () => {
  const { records } = firehoseEvent([{ a: 1 }, 'no JSON', { b: 2 }]);
  const { answer } = transformBatch(records, asIs);
  expect(answer.records.map(({ recordId }) => recordId)).toEqual(records.map(({ recordId }) => recordId));
  expect(results(answer.records)).toEqual(['Ok', 'ProcessingFailed', 'Ok']);
});

test('a record that throws fails alone, with the data it came with', () => {
  const step: Step = (event) => {
    if (JSON.stringify(event).includes('poison')) throw new TypeError('poison is in my message');
    return event;
  };
  const { records } = firehoseEvent([{ a: 1 }, { a: 'poison' }, { a: 3 }]);
  const { answer, failed } = transformBatch(records, step);
  expect(results(answer.records)).toEqual(['Ok', 'ProcessingFailed', 'Ok']);
  expect(answer.records[1]?.data).toBe(records[1]?.data);
  expect(failed).toEqual([{ recordId: records[1]?.recordId, rejection: new Rejection('internal') }]);
});

test.each<[string, Uint8Array | string, string]>([
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf8'],
  ['a KPL aggregate', Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a, 0x01, 0x31]), 'not-utf8'],
  ['text that is no JSON', '{"a":', 'not-json'],
  ['two events in one record', '{"a":1}\n{"a":2}', 'not-json'],
  ['no bytes at all', '', 'not-json'],
  ['a byte order mark', '\uFEFF{}', 'not-json'],
])('fails for %s', (_what, data, reason) => {
  expect(transformed(asIs, data)).toBe(reason);
});

test('fails for a record without data', () => {
  const { answer, failed } = transformBatch([{ recordId: '1' } as never], asIs);
  expect(answer.records).toEqual([{ recordId: '1', result: 'ProcessingFailed' }]);
  expect(failed[0]?.rejection.reason).toBe('no-data');
});

test.each(['\n', '\r\n', ''])('the line break %j behind an event is kept', (ending) => {
  expect(transformed(asIs, `{"a": 1 }${ending}`)).toBe(`{"a":1}${ending}`);
});

test.each([
  '{"id":12345678901234567890}',
  '{"id":-9007199254740993,"text":"9007199254740993"}',
  '[0.12345678901234567891,1e400,-1.5E-400]',
  '[123456789012.123456789012]',
  '[1234567890.12345678]',
  '{"\\"12345678901234567890":"\\\\"}',
])('the digits of numbers stay as they are in %s', (text) => {
  expect(transformed(asIs, text)).toBe(text);
});

test('a member named __proto__ is data', () => {
  expect(transformed(asIs, '{"__proto__":{"a":1},"constructor":2}')).toBe('{"__proto__":{"a":1},"constructor":2}');
});

describe('an answer that would be too large', () => {
  const grown: Step = (event) => ({ event, more: 'x'.repeat(1_000) });

  test('fails the records without room, and holds the others', () => {
    const { records } = firehoseEvent(Array.from({ length: 100 }, (_, id) => ({ id })));
    const { answer, failed } = transformBatch(records, grown, 60_000);
    const size = Buffer.byteLength(JSON.stringify(answer));
    expect(size).toBeLessThanOrEqual(60_000);
    expect(size).toBeGreaterThan(58_000);
    const ok = answer.records.filter(({ result }) => result === 'Ok');
    expect(ok.length).toBeGreaterThan(25);
    expect(ok.length + failed.length).toBe(100);
    expect(new Set(failed.map(({ rejection }) => rejection.reason))).toEqual(new Set(['answer-too-large']));
  });

  test('never exceeds the six megabytes of Lambda', () => {
    const { records } = firehoseEvent(Array.from({ length: 30 }, () => 'x'.repeat(100_000)).map((text) => ({ text })));
    const { answer } = transformBatch(records, (event) => ({ event, again: event }));
    const size = Buffer.byteLength(JSON.stringify(answer));
    expect(size).toBeLessThanOrEqual(MAX_ANSWER);
    expect(size).toBeGreaterThan(MAX_ANSWER - 300_000);
  });

  test('counts partition keys by their bytes', () => {
    const { records } = firehoseEvent(Array.from({ length: 50 }, (_, id) => ({ id })));
    const step: Step = (event, notes) => {
      notes.partitionKeys = { tenant: '€"\n'.repeat(20) };
      return event;
    };
    const whole = transformBatch(records, step).answer;
    const size = Buffer.byteLength(JSON.stringify(whole));
    expect(transformBatch(records, step, size).failed).toHaveLength(0);
    expect(transformBatch(records, step, size - 1).failed).toHaveLength(1);
  });
});

const EVENT = fc.oneof(
  fc.jsonValue().map((value) => value as Json),
  fc.string(),
  fc.uint8Array(),
);

test('whatever bytes come, the answer is what Firehose takes', () => {
  fc.assert(
    fc.property(fc.array(EVENT, { maxLength: 8 }), fc.integer({ min: 600, max: 2_000 }), (events, limit) => {
      const records = events.map((event, index) => record(event, index));
      const { answer, failed } = transformBatch(records, asIs, limit);
      expect(answer.records.map(({ recordId }) => recordId)).toEqual(records.map(({ recordId }) => recordId));
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(Math.max(limit, minimum(records.length)));
      const ok = answer.records.filter(({ result }) => result === 'Ok');
      expect(ok.length + failed.length).toBe(records.length);
      for (const one of ok) expect(() => JSON.parse(textOf(one))).not.toThrow();
    }),
    { numRuns: 300 },
  );
});

/** Every record as failed, without data. */
function minimum(count: number): number {
  return Buffer.byteLength(
    JSON.stringify({
      records: Array.from({ length: count }, (_, index) => ({
        recordId: record('', index).recordId,
        result: 'ProcessingFailed',
      })),
    }),
  );
}
