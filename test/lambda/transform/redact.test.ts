import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { DETECTOR_NAMES } from '../../../lambda/transform/detect/finder';
import type { Json } from '../../../lambda/transform/json';
import type { ActionConfig } from '../../../lambda/transform/redact/actions';
import { KEY, through } from './steps';

const MASK: ActionConfig = { kind: 'mask' };
const hmac = (text: string) => createHmac('sha256', KEY).update(text).digest('hex');
const redacted = (event: Json, paths: string[], action: ActionConfig = MASK) =>
  through([{ kind: 'redact', paths, action }], event);
const scrubbed = (event: Json, action: ActionConfig = MASK, detectors: readonly string[] = ['email', 'card', 'ip']) =>
  through([{ kind: 'redact', detectors, action }], event);

describe('by path', () => {
  const event = { a: { b: 1, c: [{ b: 2 }, { b: 3 }] }, 'x y': 4, b: null };

  test.each<[string, string]>([
    ['$.a.b', '{"a":{"b":"***","c":[{"b":2},{"b":3}]},"x y":4,"b":null}'],
    ['$.a.c[*].b', '{"a":{"b":1,"c":[{"b":"***"},{"b":"***"}]},"x y":4,"b":null}'],
    ['$.a.c[1]', '{"a":{"b":1,"c":[{"b":2},"***"]},"x y":4,"b":null}'],
    ['$..b', '{"a":{"b":"***","c":[{"b":"***"},{"b":"***"}]},"x y":4,"b":null}'],
    ['$.a..b', '{"a":{"b":"***","c":[{"b":"***"},{"b":"***"}]},"x y":4,"b":null}'],
    ["$['x y']", '{"a":{"b":1,"c":[{"b":2},{"b":3}]},"x y":"***","b":null}'],
    ['$.a', '{"a":"***","x y":4,"b":null}'],
    ['$.*', '{"a":"***","x y":"***","b":null}'],
    ['$.c.b', JSON.stringify(event)],
    ['$.A.b', JSON.stringify(event)],
    ['$', '"***"'],
  ])('%s is masked', (path, expected) => {
    expect(redacted(event, [path])).toBe(expected);
  });

  test('what several paths lead to is done once', () => {
    expect(redacted({ a: { b: 'x' } }, ['$..b', '$.a.b', '$.*.b'], { kind: 'hmac' })).toBe(
      `{"a":{"b":"${hmac('x')}"}}`,
    );
  });

  test('a member or an element is dropped', () => {
    expect(redacted({ a: 1, b: [1, 2, 3] }, ['$.a', '$.b[0]', '$.b[2]'], { kind: 'drop' })).toBe('{"b":[2]}');
  });

  test('an HMAC is of a text as it is, and of another value as JSON', () => {
    expect(redacted({ a: 'é', b: { c: 1 }, d: null }, ['$.*'], { kind: 'hmac' })).toBe(
      `{"a":"${hmac('é')}","b":"${hmac('{"c":1}')}","d":null}`,
    );
    expect(redacted('{"a":12345678901234567890}', ['$.a'], { kind: 'hmac' })).toBe(
      `{"a":"${hmac('12345678901234567890')}"}`,
    );
  });

  test('names of every object are names like any other', () => {
    expect(redacted('{"__proto__":{"b":1},"toString":2}', ['$.__proto__.b', '$.toString', '$.constructor'])).toBe(
      '{"__proto__":{"b":"***"},"toString":"***"}',
    );
  });

  test.each(['$', '$.a', '$..x', '$..a'])('fails for an event nested too deep under %s', (path) => {
    const deep = `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`;
    expect(['too-deep', '"***"', '{"a":"***"}']).toContain(redacted(deep, [path]));
  });
});

describe('by what it is', () => {
  test('each finding is masked where it stands', () => {
    expect(scrubbed({ a: 'from ann@example.com, bob@example.org at 192.0.2.1' })).toBe(
      '{"a":"from [email], [email] at [ip]"}',
    );
  });

  test('a mask may be one’s own', () => {
    expect(scrubbed({ a: 'x ann@example.com' }, { kind: 'mask', mask: '$&' })).toBe('{"a":"x $&"}');
  });

  test('the member or element that holds it is dropped', () => {
    expect(scrubbed({ a: 'ann@example.com', b: ['x', 'to bob@example.com', 'y'] }, { kind: 'drop' })).toBe(
      '{"b":["x","y"]}',
    );
  });

  test('its HMAC is the same for all spellings', () => {
    const event = ['Ann@Example.com', 'ann@example.com', '4111 1111 1111 1111', '4111111111111111'];
    expect(JSON.parse(scrubbed(event, { kind: 'hmac' }))).toEqual([
      hmac('ann@example.com'),
      hmac('ann@example.com'),
      hmac('4111111111111111'),
      hmac('4111111111111111'),
    ]);
  });

  test('a number whose digits are one is a text then, and any other stays a number', () => {
    expect(scrubbed('{"a":4111111111111111,"b":6205500000000000004,"c":4111111111111112,"d":1.5}')).toBe(
      '{"a":"[card]","b":"[card]","c":4111111111111112,"d":1.5}',
    );
  });

  test('keys are looked at as well, and two that become one stay two', () => {
    expect(scrubbed({ 'ann@example.com': 1, 'bob@example.com': 2, x: 3 })).toBe('{"[email]":1,"[email]_2":2,"x":3}');
    expect(scrubbed({ 'ann@example.com': 1, x: 3 }, { kind: 'drop' })).toBe('{"x":3}');
  });

  test('escaped characters hide nothing', () => {
    expect(scrubbed('{"a":"ann\\u0040example.com \\u0034111111111111111"}')).toBe('{"a":"[email] [card]"}');
  });

  test('what one finds in another is not found twice', () => {
    expect(scrubbed('::ffff:192.0.2.1')).toBe('not-json');
    expect(scrubbed({ a: '::ffff:192.0.2.1' })).toBe('{"a":"[ip]"}');
  });

  test('whatever an event holds, the rest stays as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
        const text = JSON.stringify(event);
        const result = scrubbed(text, MASK, DETECTOR_NAMES);
        expect(() => JSON.parse(result)).not.toThrow();
        if (!/\d|@/.test(text)) expect(result).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

test('fails for an action, a detector or a path that is none', () => {
  const run = (config: object) => () => through([{ kind: 'redact', action: MASK, ...config } as never], {});
  expect(run({ action: { kind: 'burn' } })).toThrow('TRANSFORM_OPTION_INVALID');
  expect(run({ detectors: ['shoe-size'] })).toThrow('TRANSFORM_OPTION_INVALID');
  expect(run({ paths: ['$.a..b..c'] })).toThrow(
    "'paths': '$.a..b..c' is no path: expected one '..' at most at offset 6",
  );
});
