import * as fc from 'fast-check';
import { compact, items, startOf, tryMember } from '../../../lambda/producer/json-source';

/** JSON with white space of all kinds between its parts. */
const SPACED = fc
  .tuple(fc.jsonValue(), fc.array(fc.constantFrom('', ' ', '\n', '\r\n', '\t', '  '), { minLength: 1 }))
  .map(([value, spaces]) => {
    let at = 0;
    const space = () => spaces[at++ % spaces.length] ?? '';
    const write = (part: unknown): string => {
      if (Array.isArray(part)) return `[${space()}${part.map((item) => write(item) + space()).join(`,${space()}`)}]`;
      if (typeof part !== 'object' || part === null) return JSON.stringify(part);
      const members = Object.entries(part).map(([name, item]) => {
        return `${JSON.stringify(name)}${space()}:${space()}${write(item)}${space()}`;
      });
      return `{${space()}${members.join(`,${space()}`)}}`;
    };
    return { value, text: space() + write(value) + space() };
  });

test('compact JSON is what JSON.stringify makes, where values print as they were sent', () => {
  fc.assert(
    fc.property(SPACED, ({ value, text }) => {
      expect(compact(text)).toBe(JSON.stringify(value));
    }),
  );
});

test.each([
  ['numbers', '[ 1.10, 1E2, -0, 12345678901234567890 ]', '[1.10,1E2,-0,12345678901234567890]'],
  ['escapes', '"\\u20ac\\/\\" \\\\"', '"\\u20ac\\/\\" \\\\"'],
  ['white space in strings', '{ "a b" : "c\\n d" }', '{"a b":"c\\n d"}'],
  ['line separators in strings', '[ "\u2028" ]', '["\u2028"]'],
])('%s stay as they were sent', (_, text, expected) => {
  expect(compact(text)).toBe(expected);
});

test('a member is found wherever it stands, and of two the last, as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), SPACED), SPACED, SPACED, (others, first, last) => {
      const member = (name: string, text: string) => `${JSON.stringify(name)} :${text}`;
      const parts = Object.entries(others).map(([name, { text }]) => member(name, text));
      const text = ` {${[member('data', first.text), ...parts, `"d\\u0061ta":${last.text}`].join(',')}} `;
      const span = tryMember(text, startOf(text), 'data');
      expect(JSON.parse(text.slice(span?.start, span?.end))).toEqual(JSON.parse(text).data);
    }),
  );
});

test('a member that is not there is not found', () => {
  expect(tryMember('{"a":{"data":1}}', 0, 'data')).toBeUndefined();
  expect(tryMember('{}', 0, 'data')).toBeUndefined();
});

test('items are all found', () => {
  fc.assert(
    fc.property(fc.array(SPACED), (parts) => {
      const text = `[${parts.map((part) => part.text).join(',')}]`;
      const found = items(text, 0).map(({ start, end }) => JSON.parse(text.slice(start, end)));
      expect(found).toEqual(JSON.parse(text));
    }),
  );
});

test.each(['"', '\\"', '[', '{"a":', ' '])('a megabyte of %j is read in linear time', (piece) => {
  const opened = piece === '[' || piece === '{"a":';
  const many = piece.repeat(opened ? 200_000 : 1_000_000 / piece.length);
  const text = opened ? `${many}1${(piece === '[' ? ']' : '}').repeat(200_000)}` : JSON.stringify([many, many]);
  const start = performance.now();
  compact(text);
  expect(performance.now() - start).toBeLessThan(1_000);
});
