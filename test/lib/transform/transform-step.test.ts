import { Epoch, KeyCase, PersonalData, RedactAction, TransformStep } from 'cdk-sluice';
import * as fc from 'fast-check';
import { DETECTOR_NAMES } from '../../../lambda/transform/detect/finder';
import { parsePath } from '../../../lambda/transform/path/parse-path';
import { configOf } from './transforming';

test('steps are written for the handler in order', () => {
  expect(
    configOf(
      TransformStep.redact({ paths: ['$.name'], personalData: [PersonalData.EMAIL], action: RedactAction.drop() }),
      TransformStep.normalize({ timestamps: [{ path: '$.at', epoch: Epoch.SECONDS }], keyCase: KeyCase.SNAKE }),
      TransformStep.normalize({ units: [{ path: '$.far', sourceUnit: 'mi', targetUnit: 'km' }] }),
      TransformStep.partitionKeys({ name: 'tenant', path: '$.tenant', defaultValue: 'none' }),
    ),
  ).toEqual([
    { kind: 'redact', paths: ['$.name'], detectors: ['email'], action: { kind: 'drop' } },
    { kind: 'normalize', timestamps: [{ path: '$.at', epoch: 's' }], units: [], keyCase: 'snake' },
    { kind: 'normalize', timestamps: [], units: [{ path: '$.far', from: 'mi', to: 'km' }] },
    { kind: 'partition-keys', keys: [{ name: 'tenant', path: '$.tenant', otherwise: 'none' }] },
  ]);
});

test('there is a name for every detector', () => {
  expect(Object.values(PersonalData).sort()).toEqual([...DETECTOR_NAMES].sort());
});

test('a path that is taken at synth is taken by the handler, and the other way round', () => {
  const parts = fc.constantFrom('$', '.', '..', 'a', '*', '[', ']', "'", '"', '0', '\\', ' ', 'é', '-', '[*]', "['a']");
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 7 }), (pieces) => {
      const path = `$${pieces.join('')}`;
      expect(accepts(() => TransformStep.redact({ paths: [path] }))).toBe(accepts(() => parsePath(path)));
    }),
    { numRuns: 10_000 },
  );
});

test.each(['$..[]', '$..[a]', "$..['a]", '$.a..', '$..a..b', '$...a', '$.', '$[', '$a', ''])(
  'fails for the path %j, at synth and in the handler',
  (path) => {
    expect(accepts(() => TransformStep.redact({ paths: [path] }))).toBe(false);
    expect(accepts(() => parsePath(path))).toBe(false);
  },
);

function accepts(take: () => unknown): boolean {
  try {
    take();
    return true;
  } catch {
    return false;
  }
}

test.each<[string, () => TransformStep, string]>([
  ['nothing to redact', () => TransformStep.redact({}), "'paths' or 'personalData' must name what is redacted"],
  ['a path without $', () => TransformStep.redact({ paths: ['a'] }), "'paths' must be a path such as"],
  ['a required path at any depth', () => TransformStep.validate({ required: ['$..a'] }), "without '..'"],
  ['no partition keys', () => TransformStep.partitionKeys(), "'keys' must name at least one partition key"],
  [
    'a partition key in capitals',
    () => TransformStep.partitionKeys({ name: 'Tenant', path: '$.t' }),
    "'name' must be in lower case",
  ],
  ['no separator', () => TransformStep.flatten({ separator: '' }), "'separator' must be 1 to 8 characters"],
  ['no levels', () => TransformStep.flatten({ maxDepth: 0 }), "'maxDepth' must be between 1 and 500 levels, got 0"],
  [
    'a unit nobody knows',
    () => TransformStep.normalize({ units: [{ path: '$.a', sourceUnit: 'furlong', targetUnit: 'm' }] }),
    "'sourceUnit' of $.a must be a known unit, got 'furlong'",
  ],
  [
    'units of two dimensions',
    () => TransformStep.normalize({ units: [{ path: '$.a', sourceUnit: 'kg', targetUnit: 'm' }] }),
    "'targetUnit' of $.a must be one of mg, g, kg, t, oz, lb, like 'kg', got 'm'",
  ],
  [
    'a schema of a later draft',
    () => TransformStep.validate({ eventSchema: { properties: { a: { const: 1 } } } }),
    "'eventSchema",
  ],
])('fails for %s', (_what, make, message) => {
  expect(make).toThrow(message);
});
