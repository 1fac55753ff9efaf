import { compile } from '../../../lambda/transform/config';
import type { PartitionKeyConfig } from '../../../lambda/transform/partition-keys';
import { transformBatch } from '../../../lambda/transform/transform-batch';
import { record } from './records';

/** The keys of an event, or the reason it was failed for. */
function keysOf(event: string, ...keys: PartitionKeyConfig[]) {
  const step = compile(
    { version: 1, steps: [{ kind: 'partition-keys', keys }] },
    { hmacKey: () => Buffer.alloc(0), loadValidator: () => () => true },
  );
  const { answer, failed } = transformBatch([record(event)], step);
  const [answered] = answer.records;
  return failed[0]?.rejection.message ?? (answered?.result === 'Ok' ? answered.metadata?.partitionKeys : undefined);
}

const tenant = { name: 'tenant', path: '$.tenant' };

test.each([
  ['{"tenant":"acme"}', 'acme'],
  ['{"tenant":7}', '7'],
  ['{"tenant":12345678901234567890}', '12345678901234567890'],
  ['{"tenant":true}', 'true'],
  ['{"tenant":"Zoë 🦔"}', 'Zoë 🦔'],
])('of %s', (event, value) => {
  expect(keysOf(event, tenant)).toEqual({ tenant: value });
});

test('the first of several values counts', () => {
  expect(keysOf('{"items":[{"sku":"a"},{"sku":"b"}]}', { name: 'sku', path: '$.items[*].sku' })).toEqual({ sku: 'a' });
});

test('a name that objects know by heart is a name', () => {
  expect(JSON.stringify(keysOf('{"a":"b"}', { name: '__proto__', path: '$.a' }))).toBe('{"__proto__":"b"}');
});

test.each(['{}', '{"tenant":null}', '{"tenant":""}', '{"tenant":{}}', '{"tenant":[]}', '[]', '1'])(
  'fails for %s, unless there is a default',
  (event) => {
    expect(keysOf(event, tenant)).toBe('no-partition-key at $.tenant');
    expect(keysOf(event, { ...tenant, otherwise: 'none' })).toEqual({ tenant: 'none' });
  },
);

test.each(['a/b', '..', '.', 'a\\nb', 'a\\u0000', '\\ud800', 'x'.repeat(257)])(
  'fails for the value %s, which cannot stand in the key of an object',
  (value) => {
    expect(keysOf(`{"tenant":"${value}"}`, tenant)).toBe('partition-key at $.tenant');
  },
);
