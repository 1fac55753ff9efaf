import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import * as fc from 'fast-check';
import type { compileValidator as CompileValidator } from '../../schema-compiler';
import { DRAFT_4_OPTIONS } from '../../schema-compiler/draft-04';

// As the constructs run it: what the build made, which has no declarations.
const { compileValidator } = require('../../dist/schema-compiler') as { compileValidator: typeof CompileValidator };

type Validator = ((value: unknown) => boolean) & {
  readonly errors?: readonly { readonly schemaPath: string }[] | null;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-validators-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Compiles a schema and loads what it became, from files as a function does. */
function load(schema: { readonly [key: string]: unknown }): Validator {
  const own = mkdtempSync(join(folder, 'schema-'));
  for (const [name, text] of Object.entries(compileValidator(schema))) writeFileSync(join(own, name), text);
  return require(join(own, 'validator.js'));
}

const SCHEMAS: { readonly [name: string]: { readonly [key: string]: unknown } } = {
  'of an object with members': { type: 'object', minProperties: 1 },
  'with lengths in characters': { type: 'string', minLength: 2, maxLength: 3 },
  'with equal items': { type: 'array', uniqueItems: true, items: { enum: [1, 'a', { b: [2] }, null] } },
  'with bounds of draft 4': { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 10, multipleOf: 0.5 },
  'with formats': {
    anyOf: ['date-time', 'email', 'hostname', 'ipv4', 'ipv6', 'uri'].map((format) => ({ type: 'string', format })),
  },
  'with patterns': { patternProperties: { '^x-': { pattern: '^\\d+$' } }, additionalProperties: false },
  'that holds itself': {
    definitions: { node: { type: 'object', properties: { next: { $ref: '#/definitions/node' } }, required: ['id'] } },
    $ref: '#/definitions/node',
  },
  'of what is in all, any, one and not': {
    allOf: [{ type: ['object', 'string'] }],
    anyOf: [{ required: ['a'] }, { type: 'string' }],
    oneOf: [{ required: ['b'] }, { not: { required: ['c'] } }],
    dependencies: { a: ['b'] },
  },
  'that talks of code': { description: 'require("fs") and `${process.exit()}`\u2028 */', type: 'object' },
};

const VALUES = [
  ...[null, true, 0, 0.25, 10, 10.5, '', 'a', 'ab', '💣💣', 'abcd', [], [1, 1], [{ b: [2] }, { b: [2] }], {}],
  ...['2026-01-02T03:04:05Z', 'a@b', 'host.example', '192.0.2.1', '2001:db8::1', 'urn:x', 'no such thing '],
  ...[
    { a: 1 },
    { a: 1, b: 2 },
    { c: 1 },
    { 'x-a': '1' },
    { 'x-a': 'b' },
    { id: 1, next: { id: 2 } },
    { id: 1, next: {} },
  ],
];

describe.each(Object.entries(SCHEMAS))('the validator of a schema %s', (_, schema) => {
  test('says what the compiler itself would, of any value', () => {
    const validate = load(schema);
    const model = new Ajv(DRAFT_4_OPTIONS).compile(schema);
    for (const value of VALUES) expect([value, validate(value)]).toEqual([value, model(value)]);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validate(value)).toBe(model(value));
      }),
    );
  });
});

test('needs nothing but its own files, and makes no code at run time', () => {
  const files = compileValidator(SCHEMAS['with equal items'] ?? {});
  expect(Object.keys(files)).toEqual(['validator.js', 'validator-helpers.js']);
  const text = Object.values(files).join('\n');
  // In quotes it is a note that the compiler's own helpers carry.
  const loads = [...text.matchAll(/(?<!')require\("([^"]+)"\)/g)].map(([, name]) => name);
  expect(new Set(loads)).toEqual(new Set(['./validator-helpers.js', 'node:net']));
  expect(text).not.toMatch(/\beval\(|new Function/);
});

test('tells which rule of the schema was broken', () => {
  const validate = load({ type: 'object', properties: { a: { type: 'string' } } });
  expect(validate({ a: 1 })).toBe(false);
  expect(validate.errors?.[0]?.schemaPath).toBe('#/properties/a/type');
});

test.each<[string, { readonly [key: string]: unknown }, RegExp]>([
  ['that is none', { type: 'objekt' }, /must be equal to one of the allowed values/],
  ['whose reference leads away', { $ref: 'https://example.com/schema' }, /can't resolve reference/],
  ['whose pattern is none', { pattern: '(' }, /Invalid regular expression/],
])('fails a schema %s', (_, schema, message) => {
  expect(() => compileValidator(schema)).toThrow(message);
});
