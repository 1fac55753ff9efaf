import { Token } from 'aws-cdk-lib';

/** Legal values of a numeric prop. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Plural name of what is counted, e.g. `seconds`. */
  readonly unit?: string;
  /** When the range holds, e.g. `when partitioning is dynamic`. */
  readonly when?: string;
  /** Whose prop it is, e.g. `of tenant 'acme'`. */
  readonly owner?: string;
}

/** Throws unless `value` lies in `range`. Undefined and tokens pass: their value is not known at synth. */
export function checkRange(prop: string, value: number | undefined, range: Range): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (value >= range.min && value <= range.max) return;
  const unit = range.unit === undefined ? '' : ` ${range.unit}`;
  const when = range.when === undefined ? '' : ` ${range.when}`;
  throw new Error(`${quote(prop, range)} must be between ${range.min} and ${range.max}${unit}${when}, got ${value}`);
}

/** Throws unless `value` is a whole number in `range`. Undefined and tokens pass. */
export function checkInteger(prop: string, value: number | undefined, range: Range): void {
  checkRange(prop, value, range);
  if (value === undefined || Token.isUnresolved(value) || Number.isInteger(value)) return;
  throw new Error(
    `${quote(prop, range)} must be a whole number${range.unit === undefined ? '' : ` of ${range.unit}`}, got ${value}`,
  );
}

function quote(prop: string, range: Range): string {
  return range.owner === undefined ? `'${prop}'` : `'${prop}' ${range.owner}`;
}
