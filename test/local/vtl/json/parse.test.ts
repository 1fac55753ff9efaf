import fc from 'fast-check';
import { compileTemplate } from '../../../../local/vtl';
import { JavaList, JavaMap } from '../../../../local/vtl/java/collections';
import { textOf } from '../../../../local/vtl/java/text';
import type { Value } from '../../../../local/vtl/java/value';
import { parseJson } from '../../../../local/vtl/json/parse';
import { parsePermissive } from '../../../../local/vtl/json/permissive';
import { writeJson } from '../../../../local/vtl/json/write';

const KEYS = ['a', 'b', 'a.b', '$k', '(', 'é', '__proto__', '1', 'c d', 'e', 'f', 'g', 'h\u2028'];
/** Values as json-smart writes them, and as it does not. */
const WRITTEN = ['"x"', '"é"', '"a\\"b\\\\"', '""', '0', '-7', '12.5', '0.25', '12345678901234567890', 'true', 'null'];
const OTHER = [
  '"\\u0041"',
  '"\\/"',
  '"\u2028"',
  '-0',
  '1.0',
  '1.50',
  '1e3',
  '007',
  "'q'",
  'bare',
  '"\t"',
  '[1,]',
  '{}',
];

interface Shape {
  readonly [key: string]: Shape | 'scalar' | 'list';
}

const shape = fc.letrec<{ shape: Shape; member: Shape[string] }>((tie) => ({
  shape: fc.dictionary(fc.constantFrom(...KEYS), tie('member'), { minKeys: 1, maxKeys: 10 }),
  member: fc.oneof({ maxDepth: 2 }, fc.constant('scalar'), fc.constant('list'), tie('shape')),
})).shape;

const scalar = fc.oneof(
  { weight: 50, arbitrary: fc.constantFrom(...WRITTEN) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHER) },
);

function member(of: Shape[string]): fc.Arbitrary<string> {
  if (of === 'scalar') return scalar;
  if (of === 'list') return fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join()}]`);
  return object(of);
}

function object(of: Shape): fc.Arbitrary<string> {
  const members = Object.keys(of).map((key) =>
    member(of[key] ?? 'scalar').map((value) => `${JSON.stringify(key)}:${value}`),
  );
  const more = fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant(',"a":1') });
  return fc.tuple(fc.tuple(...members), more).map(([texts, extra]) => `{${texts.join()}${extra}}`);
}

/** Lists whose objects are of few shapes, as in a batch of events. */
const batch = fc
  .array(shape, { minLength: 1, maxLength: 6 })
  .chain((shapes) => fc.array(fc.oneof(...shapes.map(object)), { maxLength: 14 }))
  .map((items) => `{"records":[${items.join()}]}`);

/** JSON written from the values, not taken from the text. */
function rewritten(value: Value): string {
  if (value instanceof JavaList) return `[${value.items.map(rewritten).join()}]`;
  if (!(value instanceof JavaMap)) return writeJson(value);
  const members = value.entries().map(({ key, value: item }) => `${writeJson(textOf(key))}:${rewritten(item)}`);
  return `{${members.join()}}`;
}

test('a batch holds what the full parser finds in it, whether it is read or copied', () => {
  fc.assert(
    fc.property(batch, (text) => {
      const expected = writeJson(parsePermissive(text));
      expect(writeJson(parseJson(text))).toBe(expected);
      expect(rewritten(parseJson(text))).toBe(expected);
    }),
    { numRuns: 1500 },
  );
});

const body = `{"records":[${Array.from({ length: 6 }, (_, at) => `{"id":${at},"data":{"list":[1,2],"map":{"k":"v"}}}`)}]}`;

function render(template: string, text = body): string {
  return compileTemplate(template).render({ body: text }).output;
}

test('what a template changes in a late record is there in the text of the whole body', () => {
  const template = "#set($r = $input.path('$.records[5]'))#set($r.data.map.k = 'w')#set($ok = $r.data.list.add(3))";
  expect(render(`${template}$input.json('$.records[4:]')`)).toBe(
    '[{"id":4,"data":{"list":[1,2],"map":{"k":"v"}}},{"id":5,"data":{"list":[1,2,3],"map":{"k":"w"}}}]',
  );
});

test('a record that is read twice is the same one', () => {
  const template = "#set($ok = $input.path('$.records[5].data').put('new', 1))$input.path('$.records[5]').data.new";
  expect(render(template)).toBe('1');
});

test('a record that loses and gains fields keeps the others', () => {
  const template =
    "#set($r = $input.path('$.records[5]'))#set($ok = $r.put('z', 1))#set($ok = $r.remove('id'))#set($ok = $r.put('id', 9))";
  expect(render(`${template}$input.json('$.records[5]')`)).toBe('{"data":{"list":[1,2],"map":{"k":"v"}},"z":1,"id":9}');
});

test.each([
  ['repeated', '[{"a":1,"a":2},{"a":1,"a":2},{"a":1,"a":2}]', '[{"a":2},{"a":2},{"a":2}]'],
  ['in another order', '[{"a":1,"b":2,"c":3},{"a":1,"c":2},{"a":1,"c":2,"c":3}]', undefined],
])('keys that are %s in each object count once', (_, text, expected) => {
  expect(writeJson(parseJson(text))).toBe(expected ?? writeJson(parsePermissive(text)));
});

test('a string of millions of escapes is read', () => {
  const record = (text: string) => `{"text":"${text}"}`;
  const long = record('\\n'.repeat(4_000_000));
  const list = parseJson(`[${[record('a'), record('b'), record('c'), record('d'), long]}]`);
  expect(writeJson(list).length).toBe(long.length + 4 * record('a').length + 6);
});
