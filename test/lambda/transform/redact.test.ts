import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { DETECTOR_NAMES, Finder } from '../../../lambda/transform/detect/finder';
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

  test('thousands of keys that are masked alike take time in proportion', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => [`a${index}@example.com`, 1]);
    const before = process.cpuUsage();
    const names = Object.keys(JSON.parse(scrubbed(Object.fromEntries(keys))));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
    expect([names.length, names.at(-1)]).toEqual([20_000, '[email]_20000']);
  });

  test.each([
    ['digits of full width', 'paid with ４１１１１１１１１１１１１１１１.', 'paid with [card].'],
    ['digits of another script', '٤١١١ ١١١١ ١١١١ ١١١١', '[card]'],
    ['digits of mathematics', '\u{1D7D2}111111111111111', '[card]'],
    ['hyphens that do not break', '4111\u20111111\u20111111\u20111111', '[card]'],
    ['dashes', '4111–1111–1111–1111 – paid', '[card] – paid'],
    ['narrow spaces', '4111\u202f1111\u202f1111\u202f1111', '[card]'],
    ['signs of full width', 'ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ：', '[email]：'],
    ['characters that nobody sees', 'ann\u200b@exam\u00adple.com', '[email]'],
    ['what a URL encodes', 'https://shop.example/?to=ann%40example.com&n=1', 'https://shop.example/?to=[email]&n=1'],
    ['a dash that parts sentences', 'ann@example.com—please', '[email]—please'],
    ['a long query before it', `/?t=${'ab12'.repeat(30)}&to=ann@example.com`, `/?t=${'ab12'.repeat(30)}&to=[email]`],
    ['a country that is like a file', 'ion@example.md', '[email]'],
  ])('%s hide nothing', (_, text, expected) => {
    expect(JSON.parse(scrubbed([text]))).toEqual([expected]);
  });

  test('a text that is JSON itself is searched as what it says, and stays JSON', () => {
    const inner = {
      to: 'hello\nann@example.com\t',
      pan: '\n4111111111111111\r\n',
      deep: JSON.stringify('\nbob@example.org'),
    };
    const [text] = JSON.parse(scrubbed([JSON.stringify(inner).replace('@', '\\u0040')]));
    expect(JSON.parse(text)).toEqual({ to: 'hello\n[email]\t', pan: '\n[card]\r\n', deep: '"\\n[email]"' });
    expect(scrubbed(['CORP\\bob@example.com'])).toBe('["CORP\\\\[email]"]');
  });

  test('its HMAC is the same in digits of any script', () => {
    expect(
      JSON.parse(
        scrubbed(['４１１１\u202f１１１１\u202f１１１１\u202f１１１１', 'ANN%40example.com'], { kind: 'hmac' }),
      ),
    ).toEqual([hmac('4111111111111111'), hmac('ann@example.com')]);
  });

  test('findings lie in the text, one behind the other, whatever it is spelled in', () => {
    const finder = new Finder(DETECTOR_NAMES);
    const pieces = [
      'ann',
      '@',
      '＠',
      'example.com',
      '%40',
      '\\n',
      '\\u0040',
      '"',
      '\u200b',
      '–',
      '４１１１',
      '1111',
      ' ',
      '\u00a0',
      '\ud835',
      '\ud835\udfd2',
      '\\',
      '%',
      '\u0001',
      '\u0002',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        let last = 0;
        for (const { start, end } of finder.find(text) ?? []) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
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
