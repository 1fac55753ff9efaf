import { Token } from 'aws-cdk-lib';

/** Throws unless the whole of `value` matches `pattern`. Undefined and tokens pass. `remedy` says what is allowed. */
export function checkPattern(prop: string, value: string | undefined, pattern: RegExp, remedy: string): void {
  if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) return;
  throw new Error(`'${prop}' must be ${remedy}, got '${value}'`);
}
