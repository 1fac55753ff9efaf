import * as fc from 'fast-check';
import type { Item } from '../../../local/dynamodb/attribute-value';
import { addNumbers, compareNumbers, normalNumber } from '../../../local/dynamodb/decimal';
import { readCondition } from '../../../local/dynamodb/expression/condition';
import { Substitutions } from '../../../local/dynamodb/expression/substitutions';
import { readUpdate } from '../../../local/dynamodb/expression/update';
import { DynamoDbFault } from '../../../local/dynamodb/fault';

const ITEM: Item = {
  id: { S: 'a' },
  n: { N: '10' },
  tags: { SS: ['x', 'y'] },
  list: { L: [{ N: '1' }, { M: { deep: { S: 'found' } } }] },
  map: { M: { 'a.b': { BOOL: true }, b: { NULL: true } } },
};
const NAMES = { '#id': 'id', '#dotted': 'a.b' };
const VALUES = { ':a': { S: 'a' }, ':nine': { N: '9' }, ':ten': { N: '1e1' }, ':x': { S: 'x' }, ':type': { S: 'SS' } };

/** Names and values that the expression uses, since none may be left over. */
function used<T>(source: string, all: Readonly<Record<string, T>>): Record<string, T> {
  const words = new Set(source.match(/[#:]\w+/g) ?? []);
  return Object.fromEntries(Object.entries(all).filter(([name]) => words.has(name)));
}

function holds(source: string, item: Item = ITEM): boolean {
  const substitutions = new Substitutions(used(source, NAMES), used(source, VALUES));
  const condition = readCondition(source, substitutions);
  substitutions.checkUsed();
  return condition(item);
}

function updated(source: string): Item {
  return readUpdate(source, new Substitutions(used(source, NAMES), used(source, VALUES))).apply(ITEM);
}

test.each([
  'attribute_exists(#id)',
  'attribute_not_exists(missing)',
  'attribute_type(tags, :type)',
  'begins_with(id, :a)',
  'contains(tags, :x)',
  'n = :ten',
  'n <> :nine AND n > :nine AND n >= :ten AND :nine < n',
  'n BETWEEN :nine AND :ten',
  'id IN (:x, :a)',
  'size(list) < :nine',
  'list[1].deep <> :a',
  'attribute_exists(map.#dotted)',
  'attribute_not_exists(map.a)',
  // AND binds more than OR, NOT more than AND.
  'id = :a OR id = :x AND n = :nine',
  'NOT id = :x AND id = :a',
  'NOT (id = :a AND n = :nine)',
])('holds: %s', (source) => expect(holds(source)).toBe(true));

test.each([
  'missing = :a',
  'missing < :nine',
  'id < :nine',
  '(id = :a OR id = :x) AND n = :nine',
  'contains(id, :x)',
  'attribute_exists(list[2])',
])('does not hold: %s', (source) => expect(holds(source)).toBe(false));

test.each([
  ['', /can not be empty/],
  ['id =', /Syntax error; token: "<EOF>"/],
  ['id = :a id', /Syntax error; token: "id"/],
  ['id ! :a', /Syntax error; token: "!"/],
  ['attribute_exist(id)', /Invalid function name; function: attribute_exist/],
  ['attribute_exists(id, :a)', /Incorrect number of operands/],
  [
    'n BETWEEN :ten AND :nine',
    /requires upper bound to be greater than or equal to lower bound; .* \{N:10\}, .* \{N:9\}/,
  ],
  [`id IN (${Array(101).fill(':a').join()})`, /IN operator takes at most 100 operands/],
  ['id = :unknown', /attribute value used in expression is not defined; attribute value: :unknown/],
  ['#unknown = :a', /attribute name used in the document path is not defined; attribute name: #unknown/],
])('fails on %p', (source, message) => expect(() => holds(source)).toThrow(message));

test('fails on names and values that are not used', () => {
  const substitutions = new Substitutions({ '#a': 'a' }, {});
  expect(() => substitutions.checkUsed()).toThrow(/ExpressionAttributeNames unused in expressions: keys: \{#a\}/);
});

test.each<[string, Item]>([
  ['SET n = n + :nine', { n: { N: '19' } }],
  ['SET n = :nine - n', { n: { N: '-1' } }],
  ['SET fresh = if_not_exists(fresh, :a), n = if_not_exists(n, :a)', { fresh: { S: 'a' } }],
  [
    'SET list = list_append(list, list)',
    { list: { L: [1, 2].flatMap(() => [{ N: '1' }, { M: { deep: { S: 'found' } } }]) } },
  ],
  ['SET list[1].deep = :x', { list: { L: [{ N: '1' }, { M: { deep: { S: 'x' } } }] } }],
  ['SET map.#dotted = :x REMOVE map.b', { map: { M: { 'a.b': { S: 'x' } } } }],
  // Places are those of the list as it was.
  ['REMOVE list[0], list[1]', { list: { L: [] } }],
  ['REMOVE list[1], list[0] SET n = :nine', { list: { L: [] }, n: { N: '9' } }],
  ['REMOVE list[1].deep, map.b', { list: { L: [{ N: '1' }, { M: {} }] }, map: { M: { 'a.b': { BOOL: true } } } }],
  ['REMOVE list[0]', { list: { L: [{ M: { deep: { S: 'found' } } }] } }],
  ['ADD n :nine, count :nine', { n: { N: '19' }, count: { N: '9' } }],
  // Operands are those of the item as it was.
  ['SET n = :nine, m = n', { n: { N: '9' }, m: { N: '10' } }],
])('%s', (source, changes) => expect(updated(source)).toEqual({ ...ITEM, ...changes }));

test.each([
  ['DELETE tags :x', /DELETE of an update expression is not emulated locally/],
  ['ADD tags :x', /ADD to anything but a number is not emulated locally/],
  ['SET n = :a SET id = :a', /"SET" section can only be used once/],
  ['SET n = :a, n = :nine', /paths overlap/],
  ['SET map = :a, map.b = :nine', /paths overlap/],
  ['SET missing.deep = :a', /document path provided in the update expression is invalid/],
  ['SET n = missing', /attribute that does not exist/],
  ['SET n = id + :nine', /incorrect data type/],
  ['SET n', /Syntax error/],
  ['PUT n = :a', /Syntax error/],
])('fails on %s', (source, message) => expect(() => updated(source)).toThrow(message));

test('any text is a condition or a fault', () => {
  const words = fc.constantFrom(
    'id',
    '#id',
    ':a',
    'AND',
    'OR',
    'NOT',
    '(',
    ')',
    '=',
    '<',
    '[0]',
    '.',
    ',',
    'size',
    'IN',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(texts, (source) => {
      try {
        expect(typeof readCondition(source, new Substitutions(NAMES, VALUES))(ITEM)).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(DynamoDbFault);
      }
    }),
  );
});

describe('numbers', () => {
  test.each([
    ['007', '7'],
    ['1.50', '1.5'],
    ['-0.0', '0'],
    ['1e3', '1000'],
    ['12e-3', '0.012'],
    ['-1.5E+2', '-150'],
  ])('%s is %s', (text, normal) => expect(normalNumber(text)).toBe(normal));

  test('compare and add exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.bigInt(-(10n ** 18n), 10n ** 18n), (one, other) => {
        expect(Math.sign(compareNumbers(`${one}e-5`, `${other}e-5`))).toBe(one < other ? -1 : one > other ? 1 : 0);
        expect(addNumbers(String(one), String(other))).toBe(String(one + other));
      }),
    );
    expect(addNumbers('0.1', '0.2')).toBe('0.3');
  });
});
