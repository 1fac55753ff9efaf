import { compileFilters } from '../../../../local/lambda/mapping/filter';

const passes = (pattern: object, content: string, metadata: Record<string, unknown> = {}): boolean =>
  compileFilters([JSON.stringify(pattern)], 'Mapping')({ contentName: 'data', content, metadata });

describe('a filter', () => {
  test.each([
    [{ data: { a: ['x'] } }, { a: 'x' }, true],
    [{ data: { a: ['x', 'y'] } }, { a: 'y' }, true],
    [{ data: { a: ['x'] } }, { a: 'z' }, false],
    [{ data: { a: ['x'], b: [1] } }, { a: 'x', b: 2 }, false],
    [{ data: { a: [null] } }, { a: null }, true],
    [{ data: { a: [{ exists: false }] } }, { b: 1 }, true],
    [{ data: { a: [{ exists: true }] } }, { a: 1 }, true],
    [{ data: { a: [{ prefix: 'ab' }] } }, { a: 'abc' }, true],
    [{ data: { a: [{ suffix: 'bc' }] } }, { a: 'abc' }, true],
    [{ data: { a: [{ 'equals-ignore-case': 'ABC' }] } }, { a: 'abc' }, true],
    [{ data: { a: [{ numeric: ['>', 1, '<=', 3] }] } }, { a: 3 }, true],
    [{ data: { a: [{ numeric: ['>', 1, '<=', 3] }] } }, { a: 1 }, false],
    [{ data: { a: [{ 'anything-but': ['x', 'y'] }] } }, { a: 'z' }, true],
    [{ data: { a: [{ 'anything-but': ['x', 'y'] }] } }, { a: 'x' }, false],
    [{ data: { a: { b: ['x'] } } }, { a: { b: 'x' } }, true],
    [{ data: { a: { b: ['x'] } } }, { a: [{ b: 'y' }, { b: 'x' }] }, true],
    [{ data: { a: ['x'] } }, { a: ['w', 'x'] }, true],
    [{ data: { $or: [{ a: ['x'] }, { b: ['x'] }] } }, { b: 'x' }, true],
    [{ data: { constructor: ['x'] } }, {}, false],
  ])('%j of %j gives %s', (pattern, content, expected) => {
    expect(passes(pattern, JSON.stringify(content))).toBe(expected);
  });

  test('compares plain text with a list', () => {
    expect(passes({ data: [{ prefix: 'log:' }] }, 'log: started')).toBe(true);
    expect(passes({ data: [{ prefix: 'log:' }] }, '{"log":1}')).toBe(false);
    expect(passes({ data: { log: [1] } }, 'log: started')).toBe(false);
  });

  test('sees what is known beside the data', () => {
    expect(passes({ partitionKey: ['1'] }, 'anything', { partitionKey: '1' })).toBe(true);
  });

  test.each([['no json'], ['{"data":{"a":"x"}}'], ['{"data":{"a":[{"wildcard":"*"}]}}'], ['{"data":{"a":[]}}']])(
    'fails on the pattern %s',
    (text) => {
      expect(() => compileFilters([text], 'Mapping')).toThrow(
        expect.objectContaining({
          code: 'LAMBDA_INVALID_FILTER',
          position: expect.stringMatching(/^Mapping\.Filters\[0\]/),
        }),
      );
    },
  );
});
