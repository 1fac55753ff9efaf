import type { ErrorObject } from 'ajv';

type Wording = (error: ErrorObject) => string;

/**
 * `$context.error.validationErrorString` in the words of the Java validator behind API Gateway
 * (json-schema-validator, "object has missing required properties"). The wording is from memory of its messages file
 * and unverified, beyond the two forms that users quote.
 */
const WORDINGS: { readonly [keyword: string]: Wording } = {
  required: ({ params }) => `object has missing required properties (${JSON.stringify([params.missingProperty])})`,
  type: ({ params, data }) =>
    `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([params.type].flat().sort())})`,
  enum: ({ params, data }) =>
    `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(params.allowedValues)})`,
  minProperties: ({ params, data }) =>
    `object has too few properties (found ${size(data)} but schema requires at least ${params.limit})`,
  maxProperties: ({ params, data }) =>
    `object has too many properties (found ${size(data)} but schema requires at most ${params.limit})`,
  additionalProperties: ({ params }) =>
    `object instance has properties which are not allowed by the schema: ${JSON.stringify([params.additionalProperty])}`,
  minItems: ({ params, data }) =>
    `array is too short: must have at least ${params.limit} elements but instance has ${size(data)} elements`,
  maxItems: ({ params, data }) =>
    `array is too long: must have at most ${params.limit} elements but instance has ${size(data)} elements`,
  uniqueItems: () => 'array must not contain duplicate elements',
  minLength: ({ params, data }) =>
    `string ${JSON.stringify(data)} is too short (length: ${size(data)}, required minimum: ${params.limit})`,
  maxLength: ({ params, data }) =>
    `string ${JSON.stringify(data)} is too long (length: ${size(data)}, maximum allowed: ${params.limit})`,
  pattern: ({ params, data }) =>
    `ECMA 262 regex "${params.pattern}" does not match input string ${JSON.stringify(data)}`,
  minimum: ({ params, data }) =>
    `numeric instance is lower than the required minimum (minimum: ${params.limit}, found: ${data})`,
  maximum: ({ params, data }) =>
    `numeric instance is greater than the required maximum (maximum: ${params.limit}, found: ${data})`,
  multipleOf: ({ params, data }) =>
    `remainder of division is not zero (${data} is not a multiple of ${params.multipleOf})`,
  format: ({ params, data }) => `string ${JSON.stringify(data)} is invalid against requested ${params.format} format`,
  not: () => 'instance matched a schema which it should not have',
  oneOf: () => 'instance failed to match exactly one schema',
  anyOf: () => 'instance failed to match at least one required schema',
};

/** All errors in brackets, commas between; one is found as a rule. */
export function validationErrorString(errors: readonly ErrorObject[] | null | undefined): string {
  // Of alternatives, the one that sums them up is last.
  const error = errors?.at(-1);
  if (error === undefined) return '[]';
  return `[${WORDINGS[error.keyword]?.(error) ?? error.message ?? error.keyword}]`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function size(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
