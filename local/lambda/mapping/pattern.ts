import { LambdaError } from '../errors';

/** Whether a document matches a pattern. */
export type PatternTest = (document: Readonly<Record<string, unknown>>) => boolean;

type ValueTest = (value: unknown) => boolean;

/**
 * Compiles an event pattern: every field must match, by one of the alternatives listed for it.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 *
 * @throws LambdaError LAMBDA_INVALID_FILTER naming the place
 */
export function compilePattern(pattern: object, position: string): PatternTest {
  const tests = Object.entries(pattern).map(([name, value]: [string, unknown]): PatternTest => {
    const place = `${position}.${name}`;
    if (name === '$or') return compileOr(value, place);
    const test = compileField(value, place);
    return (document) => test(Object.hasOwn(document, name) ? document[name] : undefined);
  });
  return (document) => tests.every((test) => test(document));
}

function compileOr(value: unknown, position: string): PatternTest {
  if (!Array.isArray(value) || !value.every(isRecord)) throw invalid('$or needs a list of patterns', position);
  const tests = value.map((one, index) => compilePattern(one, `${position}[${index}]`));
  return (document) => tests.some((test) => test(document));
}

function compileField(value: unknown, position: string): ValueTest {
  if (isRecord(value)) {
    const below = compilePattern(value, position);
    // Fields of a list of objects are those of its elements.
    return (found) => listed(found).some((one) => below(isRecord(one) ? one : {}));
  }
  if (!Array.isArray(value) || value.length === 0) throw invalid('a field needs a non-empty list of values', position);
  const tests = value.map((one, index) => compileAlternative(one, `${position}[${index}]`));
  return (found) => tests.some((test) => test(found));
}

function compileAlternative(value: unknown, position: string): ValueTest {
  if (!isRecord(value)) {
    if (Array.isArray(value)) throw invalid('a list cannot stand in a list', position);
    return anyElement((found) => found === value);
  }
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(value);
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined || others.length > 0) {
    throw invalid(`'${Object.keys(value).join(', ')}' is not one of ${Object.keys(OPERATORS).join(', ')}`, position);
  }
  return compile(operand, `${position}.${operator}`);
}

const OPERATORS: { readonly [name: string]: (operand: unknown, position: string) => ValueTest } = {
  prefix: (operand, position) => ofText(operand, position, (text, start) => text.startsWith(start)),
  suffix: (operand, position) => ofText(operand, position, (text, end) => text.endsWith(end)),
  'equals-ignore-case': (operand, position) =>
    ofText(operand, position, (text, other) => text.toLowerCase() === other.toLowerCase()),
  exists: (operand, position) => {
    if (typeof operand !== 'boolean') throw invalid('exists is true or false', position);
    return (found) => (found !== undefined && !isRecord(found)) === operand;
  },
  numeric: compileNumeric,
  'anything-but': (operand, position) => {
    const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const tests = excluded.map((one) => compileAlternative(one, position));
    return (found) => found !== undefined && !tests.some((test) => test(found));
  },
};

const COMPARISONS: { readonly [sign: string]: (one: number, other: number) => boolean } = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function compileNumeric(operand: unknown, position: string): ValueTest {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) throw invalid('numeric needs one or two comparisons', position);
  const tests: ((number: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [sign, bound] = [parts[at], parts[at + 1]];
    const compare = typeof sign === 'string' && Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
    if (compare === undefined || typeof bound !== 'number') {
      throw invalid(`numeric needs pairs of =, <, <=, > or >= and a number, got ${JSON.stringify(operand)}`, position);
    }
    tests.push((number) => compare(number, bound));
  }
  return anyElement((found) => typeof found === 'number' && tests.every((test) => test(found)));
}

function ofText(operand: unknown, position: string, test: (text: string, operand: string) => boolean): ValueTest {
  if (typeof operand !== 'string') throw invalid(`expected text, got ${JSON.stringify(operand)}`, position);
  return anyElement((found) => typeof found === 'string' && test(found, operand));
}

function anyElement(test: ValueTest): ValueTest {
  return (found) => (Array.isArray(found) ? found.some(test) : test(found));
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string, position: string): LambdaError {
  return new LambdaError('LAMBDA_INVALID_FILTER', message, position);
}
