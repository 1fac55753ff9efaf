import { PropertyReader } from '../../../local/assembly';
import { deploy } from './template-fixture';

const read = (Properties: object): PropertyReader =>
  PropertyReader.of(deploy({ Resources: { R: { Type: 'T::T', Properties } } }).resource('Stack', 'R'));

describe('a property reader', () => {
  test('takes scalars as CloudFormation does, text for numbers and flags', () => {
    const reader = read({ flag: 'true', off: false, count: '5', rate: '0.5', name: 7 });
    expect([reader.flag('flag'), reader.flag('off'), reader.flag('absent')]).toEqual([true, false, false]);
    expect([reader.integer('count'), reader.number('rate'), reader.text('name')]).toEqual([5, 0.5, '7']);
  });

  test('gives undefined for what may be absent', () => {
    const reader = read({});
    expect([reader.tryText('a'), reader.tryInteger('a'), reader.tryFlag('a'), reader.tryRecord('a')]).toEqual(
      Array(4).fill(undefined),
    );
    expect([reader.list('a'), reader.texts('a').size]).toEqual([[], 0]);
  });

  test('reads lists, of which a single value is one of one', () => {
    const reader = read({ many: ['a', 1], one: 'a', records: [{ x: '1' }] });
    expect([reader.textList('many'), reader.textList('one')]).toEqual([['a', '1'], ['a']]);
    expect(reader.recordList('records').map((record) => record.integer('x'))).toEqual([1]);
  });

  test('reads mappings of free names', () => {
    expect([...read({ m: { 'application/json': 'x', n: 2 } }).texts('m')]).toEqual([
      ['application/json', 'x'],
      ['n', '2'],
    ]);
  });

  test.each<[string, (reader: PropertyReader) => unknown, string]>([
    ['an absent text', (reader) => reader.text('none'), 'Stack/R.Properties.none'],
    ['a text that is no integer', (reader) => reader.record('a').integer('b'), 'Stack/R.Properties.a.b'],
    ['a fraction for an integer', (reader) => reader.integer('half'), 'Stack/R.Properties.half'],
    ['a text that is no flag', (reader) => reader.flag('half'), 'Stack/R.Properties.half'],
    ['a text for a mapping', (reader) => reader.recordList('list'), 'Stack/R.Properties.list[0]'],
    ['a mapping for a text', (reader) => reader.text('a'), 'Stack/R.Properties.a'],
    ['a list for texts', (reader) => reader.texts('list'), 'Stack/R.Properties.list'],
  ])('fails on %s, and says where', (_, attempt, position) => {
    const reader = read({ a: { b: 'x' }, half: 0.5, list: ['x'] });
    expect(() => attempt(reader)).toThrow(expect.objectContaining({ code: 'INVALID_PROPERTY', position }));
  });
});
