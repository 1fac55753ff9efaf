import { invalid } from './fault';

/** Digits that a number may have. Source: DynamoDB developer guide, data types. */
const MOST_DIGITS = 38;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** An exact number: `digits` times ten to the `exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Compares two numbers exactly, below 0, 0 or above 0. @throws DynamoDbFault */
export function compareNumbers(one: string, other: string): number {
  const [left, right] = aligned(parse(one), parse(other));
  return left.digits < right.digits ? -1 : left.digits > right.digits ? 1 : 0;
}

/** The sum of two numbers, or their difference. @throws DynamoDbFault */
export function addNumbers(one: string, other: string, sign: 1n | -1n = 1n): string {
  const [left, right] = aligned(parse(one), parse(other));
  return print({ digits: left.digits + sign * right.digits, exponent: left.exponent });
}

/** A number as DynamoDB gives it back. @throws DynamoDbFault */
export function normalNumber(text: string): string {
  return print(parse(text));
}

function parse(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole + fraction === '') throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const digits = BigInt(`${whole}${fraction}`);
  return trimmed({ digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length });
}

function trimmed({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const text = String(digits).replace(/0+$/, '');
  const dropped = String(digits).length - text.length;
  const significant = text.replace('-', '').length;
  if (significant > MOST_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  const magnitude = significant + exponent + dropped;
  if (magnitude > 126)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < -129)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return { digits: BigInt(text), exponent: exponent + dropped };
}

function aligned(one: Decimal, other: Decimal): [Decimal, Decimal] {
  const exponent = Math.min(one.exponent, other.exponent);
  const scaled = (number: Decimal): Decimal => {
    return { digits: number.digits * 10n ** BigInt(number.exponent - exponent), exponent };
  };
  return [scaled(one), scaled(other)];
}

/** Without an exponent, as the service prints it. */
function print(number: Decimal): string {
  const { digits, exponent } = trimmed(number);
  if (exponent >= 0) return `${digits}${'0'.repeat(digits === 0n ? 0 : exponent)}`;
  const sign = digits < 0n ? '-' : '';
  const text = String(digits)
    .replace('-', '')
    .padStart(1 - exponent, '0');
  return `${sign}${text.slice(0, exponent)}.${text.slice(exponent)}`;
}
