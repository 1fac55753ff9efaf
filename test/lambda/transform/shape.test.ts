import * as fc from 'fast-check';
import type { StepConfig } from '../../../lambda/transform/config';
import type { FlattenConfig } from '../../../lambda/transform/flatten';
import type { Json } from '../../../lambda/transform/json';
import type { EpochUnit } from '../../../lambda/transform/normalize/timestamp';
import { through } from './steps';

const flatten = (config: Partial<FlattenConfig> = {}): StepConfig => ({
  kind: 'flatten',
  separator: '.',
  arrays: 'keep',
  joinWith: ',',
  ...config,
});

describe('flatten', () => {
  const event = { a: { b: 1, c: { d: [1, { e: 2 }, null, 'x'] } }, f: {}, g: [] };

  test.each<[Partial<FlattenConfig>, object]>([
    [{}, { 'a.b': 1, 'a.c.d': [1, { e: 2 }, null, 'x'], f: {}, g: [] }],
    [{ separator: '__' }, { a__b: 1, a__c__d: [1, { e: 2 }, null, 'x'], f: {}, g: [] }],
    [{ maxDepth: 1 }, { 'a.b': 1, 'a.c': { d: [1, { e: 2 }, null, 'x'] }, f: {}, g: [] }],
    [{ arrays: 'index' }, { 'a.b': 1, 'a.c.d.0': 1, 'a.c.d.1.e': 2, 'a.c.d.2': null, 'a.c.d.3': 'x', f: {}, g: [] }],
    [{ arrays: 'join' }, { 'a.b': 1, 'a.c.d': '1,{"e":2},,x', f: {}, g: '' }],
  ])('%j', (config, expected) => {
    expect(JSON.parse(through([flatten(config)], event))).toEqual(expected);
  });

  test('fails where two members would have one name', () => {
    expect(through([flatten()], { a: { b: 1 }, 'a.b': 2 })).toBe('collision');
  });

  test('fails for names that repeat long ones above them until no answer holds them', () => {
    const leaves = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`a${index}`, 1]));
    const before = process.cpuUsage();
    expect(through([flatten()], { ['x'.repeat(500_000)]: leaves })).toBe('answer-too-large');
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  test('long names are put together all the same', () => {
    const long = 'x'.repeat(1_000);
    const step = [flatten()];
    expect(through(step, { [long]: { a: 1, b: { [long]: 2 } } })).toBe(`{"${long}.a":1,"${long}.b.${long}":2}`);
  });

  test('a member named __proto__ is a member', () => {
    expect(through([flatten()], '{"__proto__":{"polluted":1},"a":{"__proto__":2}}')).toBe(
      '{"__proto__.polluted":1,"a.__proto__":2}',
    );
    expect(through([flatten()], '{"__proto__":1}')).toBe('{"__proto__":1}');
  });

  test('digits of numbers in a joined list stay', () => {
    expect(through([flatten({ arrays: 'join' })], '{"a":[12345678901234567890,1]}')).toBe(
      '{"a":"12345678901234567890,1"}',
    );
  });

  test('loses no value, and none comes twice', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 })),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tree), (nested) => {
        const text = through([flatten({ separator: '\u0001' })], JSON.stringify(nested));
        expect(leaves(JSON.parse(text))).toEqual(leaves(JSON.parse(JSON.stringify(nested))));
      }),
    );
  });
});

function leaves(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leaves).sort();
}

describe('timestamps', () => {
  const at = (value: Json, epoch: EpochUnit = 'auto') =>
    through([{ kind: 'normalize', timestamps: [{ path: '$.at', epoch }] }], { at: value });

  test.each<[Json, string]>([
    [1_767_355_200, '2026-01-02T12:00:00.000Z'],
    [1_767_355_200_123, '2026-01-02T12:00:00.123Z'],
    [1_767_355_200_123_456, '2026-01-02T12:00:00.123Z'],
    [1_767_355_200.5, '2026-01-02T12:00:00.500Z'],
    ['1767355200', '2026-01-02T12:00:00.000Z'],
    [1_091_853_102.126, '2004-08-07T04:31:42.126Z'],
    ['1091853102.126999999', '2004-08-07T04:31:42.126Z'],
    ['1767357296788999999', '2026-01-02T12:34:56.788Z'],
    [-0.0005, '1969-12-31T23:59:59.999Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [1e-7, '1970-01-01T00:00:00.000Z'],
    ['2026-01-02T13:00:00+01:00', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02 06:30:00.25 -0530', '2026-01-02T12:00:00.250Z'],
    ['2026-01-02T12:00:00.123456789Z', '2026-01-02T12:00:00.123Z'],
    ['2026-01-02T12:00', '2026-01-02T12:00:00.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['0099-03-01', '0099-03-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['Fri, 02 Jan 2026 12:00:00 GMT', '2026-01-02T12:00:00.000Z'],
    ['2 Jan 2026 07:00:00 EST', '2026-01-02T12:00:00.000Z'],
    ['Fri, 02 Jan 2026 12:00:00 +0000', '2026-01-02T12:00:00.000Z'],
  ])('%j is %s', (value, expected) => {
    expect(at(value)).toBe(JSON.stringify({ at: expected }));
  });

  test('a number counts what it is said to count', () => {
    expect(at(1_000, 'ms')).toBe('{"at":"1970-01-01T00:00:01.000Z"}');
    expect(at(-1, 's')).toBe('{"at":"1969-12-31T23:59:59.000Z"}');
  });

  test('null and what is not there stay so', () => {
    expect(at(null)).toBe('{"at":null}');
    expect(through([{ kind: 'normalize', timestamps: [{ path: '$.at', epoch: 'auto' }] }], {})).toBe('{}');
  });

  test.each<Json>([
    'noon',
    '',
    '2026-02-30',
    '2026-13-01',
    '2026-01-02T25:00',
    '2026-01-02T12:00+99:00',
    'Fri, 32 Jan 2026 12:00:00 GMT',
    true,
    {},
    9e20,
    1e300,
    '20260102',
    '2026',
    'x'.repeat(100_000),
  ])('fails for %j', (value) => {
    expect(at(value)).toBe('timestamp at $.at');
  });
});

test.each<[string, string, number, number | string]>([
  ['mi', 'km', 1, 1.609344],
  ['F', 'C', 212, 100],
  ['C', 'K', 0, 273.15],
  ['KiB', 'B', 1.5, 1_536],
  ['min', 's', 2, 120],
  ['km/h', 'm/s', 36, 10],
  ['lb', 'kg', 1, 0.45359237],
  ['d', 'us', 1e300, 'quantity at $.q'],
])('%s in %s', (from, to, value, expected) => {
  const text = through([{ kind: 'normalize', units: [{ path: '$.q', from, to }] }], { q: value });
  expect(text).toBe(typeof expected === 'number' ? JSON.stringify({ q: expected }) : expected);
});

test('a quantity of more digits than a double has is a number', () => {
  const step: StepConfig = { kind: 'normalize', units: [{ path: '$.q', from: 'm', to: 'km' }] };
  expect(through([step], '{"q":1234.12345678901234567}')).toBe('{"q":1.23412345679}');
});

test('fails for a quantity that is no number', () => {
  expect(through([{ kind: 'normalize', units: [{ path: '$.q', from: 'm', to: 'km' }] }], { q: '1' })).toBe(
    'quantity at $.q',
  );
});

test.each([
  ['camel', '{"userId":1,"httpServer2":{"aB":2},"_id":3}'],
  ['pascal', '{"UserId":1,"HttpServer2":{"AB":2},"_Id":3}'],
  ['snake', '{"user_id":1,"http_server_2":{"a_b":2},"_id":3}'],
  ['kebab', '{"user-id":1,"http-server-2":{"a-b":2},"_id":3}'],
] as const)('keys in %s case', (keyCase, expected) => {
  expect(through([{ kind: 'normalize', keyCase }], { user_id: 1, HTTPServer2: { 'a b': 2 }, _id: 3 })).toBe(expected);
});

test('fails where two keys become one', () => {
  expect(through([{ kind: 'normalize', keyCase: 'snake' }], { userId: 1, user_id: 2 })).toBe('collision');
});

describe('validate', () => {
  const config: StepConfig = {
    kind: 'validate',
    required: ['$.id', '$.items[*].sku'],
    types: [
      { path: '$.id', type: 'integer' },
      { path: '$.items', type: 'array' },
      { path: '$.big', type: 'number' },
    ],
  };

  test.each<[Json, string]>([
    [{ id: 1 }, 'missing at $.items[*].sku'],
    [{ id: 1, items: [] }, '{"id":1,"items":[]}'],
    [{ items: [] }, 'missing at $.id'],
    [{ id: null, items: [] }, 'missing at $.id'],
    [{ id: 1.5, items: [] }, 'type at $.id'],
    [{ id: 1, items: [{ sku: 1 }, {}] }, 'missing at $.items[*].sku'],
    ['{"id":12345678901234567890,"items":[],"big":1e400}', '{"id":12345678901234567890,"items":[],"big":1e400}'],
    [{ id: 1, items: [], big: '1' }, 'type at $.big'],
  ])('%j', (event, expected) => {
    expect(through([config], event)).toBe(expected);
  });
});

test('fails for a step that is none', () => {
  expect(() => through([{ kind: 'multiply' } as never], {})).toThrow(
    "TRANSFORM_STEP_UNKNOWN: there is no step 'multiply'",
  );
});
