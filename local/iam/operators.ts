import { IamError } from './errors';
import { tryCompileRange } from './ip-range';
import { compilePattern, type PatternOptions, type TextTest } from './pattern';

/** Compiles one value of a condition into a test of one value of the request. */
type OperatorCompiler = (value: string, variables: boolean, position: string) => TextTest;

/** An operator of the condition language. */
export interface Operator {
  readonly compile: OperatorCompiler;
  /** Whether the operator asks that none of its values match. */
  readonly negated: boolean;
}

const equals = text('none');
const equalsIgnoreCase: OperatorCompiler = (value, variables, position) => {
  const test = compilePattern(value, { wildcards: 'none', variables, lowerCase: true }, position);
  return (actual, context) => test(actual.toLowerCase(), context);
};
const like = text('text');
// "ArnEquals and ArnLike behave identically", says the documentation.
const arnLike = text('arn-condition');

const bool: OperatorCompiler = (value, _, position) => {
  const expected = value.toLowerCase();
  if (expected !== 'true' && expected !== 'false') throw invalidValue('true or false', value, position);
  return (actual) => actual.toLowerCase() === expected;
};

const binaryEquals: OperatorCompiler = (value, _, position) => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw invalidValue('base64', value, position);
  const expected = Buffer.from(value, 'base64');
  return (actual) => expected.equals(Buffer.from(actual, 'base64'));
};

const ipAddress: OperatorCompiler = (value, _, position) => {
  const test = tryCompileRange(value);
  if (test === undefined) throw invalidValue('an IP address or CIDR block', value, position);
  return test;
};

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ...pair('StringEquals', 'StringNotEquals', equals),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', equalsIgnoreCase),
  ...pair('StringLike', 'StringNotLike', like),
  ...pair('ArnEquals', 'ArnNotEquals', arnLike),
  ...pair('ArnLike', 'ArnNotLike', arnLike),
  ...pair('IpAddress', 'NotIpAddress', ipAddress),
  ...comparisons('Numeric', 'a number', tryParseNumber),
  ...comparisons('Date', 'an ISO 8601 date or epoch seconds', tryParseDate),
  Bool: { compile: bool, negated: false },
  BinaryEquals: { compile: binaryEquals, negated: false },
};

/** The operator of a name without set prefix and `IfExists`, if IAM has it. `Null` is no comparison and not here. */
export function tryOperator(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}

function pair(positive: string, negative: string, compile: OperatorCompiler): Record<string, Operator> {
  return { [positive]: { compile, negated: false }, [negative]: { compile, negated: true } };
}

function text(wildcards: PatternOptions['wildcards']): OperatorCompiler {
  return (value, variables, position) => compilePattern(value, { wildcards, variables }, position);
}

function comparisons(
  prefix: string,
  expectation: string,
  tryParse: (value: string) => number | undefined,
): Record<string, Operator> {
  const compare =
    (holds: (actual: number, expected: number) => boolean): OperatorCompiler =>
    (value, _, position) => {
      const expected = tryParse(value);
      if (expected === undefined) throw invalidValue(expectation, value, position);
      return (text) => {
        const actual = tryParse(text);
        return actual !== undefined && holds(actual, expected);
      };
    };
  return {
    ...pair(
      `${prefix}Equals`,
      `${prefix}NotEquals`,
      compare((actual, expected) => actual === expected),
    ),
    [`${prefix}LessThan`]: { compile: compare((actual, expected) => actual < expected), negated: false },
    [`${prefix}LessThanEquals`]: { compile: compare((actual, expected) => actual <= expected), negated: false },
    [`${prefix}GreaterThan`]: { compile: compare((actual, expected) => actual > expected), negated: false },
    [`${prefix}GreaterThanEquals`]: { compile: compare((actual, expected) => actual >= expected), negated: false },
  };
}

function tryParseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** In milliseconds since the epoch. */
function tryParseDate(text: string): number | undefined {
  if (/^\d{1,11}(\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1_000;
  if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text)) return undefined;
  // Without an offset, W3C dates of IAM are UTC; to Date.parse they would be local.
  const time = Date.parse(/T\d\d:\d\d[\d:.]*$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

function invalidValue(expectation: string, value: string, position: string): IamError {
  return new IamError('IAM_INVALID_CONDITION_VALUE', `expected ${expectation}, got '${value}'`, position);
}
