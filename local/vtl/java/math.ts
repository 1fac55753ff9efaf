import {
  integerOf,
  JavaBigDecimal,
  JavaBigInteger,
  JavaDouble,
  JavaLong,
  type JavaNumber,
  longOf,
  toDouble,
  toInteger,
} from './numbers';
import { JavaException, type Value } from './value';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/**
 * Arithmetic as Velocity's MathUtils does it: Integers and Longs widen when a result overflows, one Double makes a
 * Double, BigIntegers and BigDecimals stay what they are. Null for a division by zero.
 */
export function calculate(operator: ArithmeticOperator, left: JavaNumber, right: JavaNumber): Value {
  if ((operator === '/' || operator === '%') && isZero(right)) return null;
  if (typeof left === 'number' && typeof right === 'number') return INT[operator](left, right);
  switch (baseOf(left, right)) {
    case 'decimal':
      return DECIMAL[operator](toDecimal(left), toDecimal(right));
    case 'big':
      return new JavaBigInteger(bounded(BIG[operator](toInteger(left), toInteger(right))));
    case 'double':
      return new JavaDouble(FLOATING[operator](toDouble(left), toDouble(right)));
    default:
      return longResult(operator, toInteger(left), toInteger(right));
  }
}

/** -1, 0 or 1; as in Velocity, a comparison with NaN is 0. */
export function compareNumbers(left: JavaNumber, right: JavaNumber): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  switch (baseOf(left, right)) {
    case 'decimal': {
      const [a, b] = alignScales(toDecimal(left), toDecimal(right));
      return sign(a, b);
    }
    case 'double':
      return sign(toDouble(left), toDouble(right));
    default:
      return sign(toInteger(left), toInteger(right));
  }
}

type Base = 'integer' | 'big' | 'double' | 'decimal';

function baseOf(left: JavaNumber, right: JavaNumber): Base {
  const bothIntegers = isInteger(left) && isInteger(right);
  const anyBig = left instanceof JavaBigInteger || right instanceof JavaBigInteger;
  if (left instanceof JavaBigDecimal || right instanceof JavaBigDecimal || (!bothIntegers && anyBig)) return 'decimal';
  if (!bothIntegers) return 'double';
  return anyBig ? 'big' : 'integer';
}

function isInteger(value: JavaNumber): boolean {
  return typeof value === 'number' || value instanceof JavaLong || value instanceof JavaBigInteger;
}

function isZero(value: JavaNumber): boolean {
  if (typeof value === 'number') return value === 0;
  if (value instanceof JavaDouble) return value.value === 0;
  if (value instanceof JavaBigDecimal) return value.unscaled === 0n;
  return value.value === 0n;
}

type Operations<In, Out> = { readonly [operator in ArithmeticOperator]: (left: In, right: In) => Out };

const INT: Operations<number, JavaNumber> = {
  '+': (a, b) => fromInt(a + b),
  '-': (a, b) => fromInt(a - b),
  '*': (a, b) => (Number.isSafeInteger(a * b) ? fromInt(a * b) : integerOf(BigInt(a) * BigInt(b))),
  '/': (a, b) => fromInt(Math.trunc(a / b)),
  '%': (a, b) => (a % b) + 0,
};

function fromInt(value: number): JavaNumber {
  const int = value | 0;
  return int === value ? int : new JavaLong(BigInt(value));
}

const BIG: Operations<bigint, bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => {
    if (b < 0n) throw new JavaException('ArithmeticException', 'BigInteger: modulus not positive');
    return ((a % b) + b) % b;
  },
};

const FLOATING: Operations<number, number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** At least one Long: the result is a Long, or a BigInteger when it overflows; only `Long / -1` wraps as in Java. */
function longResult(operator: ArithmeticOperator, left: bigint, right: bigint): Value {
  const exact = operator === '%' ? left % right : BIG[operator](left, right);
  if (operator === '/' || BigInt.asIntN(64, exact) === exact) return longOf(exact);
  return new JavaBigInteger(exact);
}

const DECIMAL: Operations<JavaBigDecimal, JavaBigDecimal> = {
  '+': (a, b) => decimalSum(a, b, 1n),
  '-': (a, b) => decimalSum(a, b, -1n),
  '*': (a, b) => new JavaBigDecimal(bounded(a.unscaled * b.unscaled), a.scale + b.scale),
  '/': (a, b) => {
    // BigDecimal.divide(divisor, ROUND_HALF_DOWN) keeps the scale of the dividend.
    const [x, y] = [
      a.unscaled * 10n ** BigInt(Math.max(0, b.scale)),
      b.unscaled * 10n ** BigInt(Math.max(0, -b.scale)),
    ];
    const quotient = x / y;
    const rest = x % y;
    const twice = (rest < 0n ? -rest : rest) * 2n;
    const away = twice > (y < 0n ? -y : y);
    return new JavaBigDecimal(away ? quotient + (x < 0n === y < 0n ? 1n : -1n) : quotient, a.scale);
  },
  '%': () => {
    throw new JavaException('ArithmeticException', 'Cannot calculate the modulo of BigDecimals.');
  },
};

/** Numbers of more digits than any template means would take all the time there is. */
const MAX_MAGNITUDE = 10n ** 10_000n;

function bounded(value: bigint): bigint {
  if (value < MAX_MAGNITUDE && value > -MAX_MAGNITUDE) return value;
  throw new JavaException('ArithmeticException', 'a number of more than 10,000 digits');
}

function decimalSum(left: JavaBigDecimal, right: JavaBigDecimal, factor: bigint): JavaBigDecimal {
  const [a, b] = alignScales(left, right);
  return new JavaBigDecimal(a + factor * b, Math.max(left.scale, right.scale));
}

function alignScales(left: JavaBigDecimal, right: JavaBigDecimal): [bigint, bigint] {
  const scale = Math.max(left.scale, right.scale);
  return [left.unscaled * 10n ** BigInt(scale - left.scale), right.unscaled * 10n ** BigInt(scale - right.scale)];
}

/** `new BigDecimal(number.doubleValue())`: the exact value of the double, as MathUtils.toBigDecimal takes it. */
function toDecimal(value: JavaNumber): JavaBigDecimal {
  if (value instanceof JavaBigDecimal) return value;
  if (value instanceof JavaBigInteger) return new JavaBigDecimal(value.value, 0);
  const double = toDouble(value);
  if (!Number.isFinite(double)) throw new JavaException('NumberFormatException', 'Infinite or NaN');
  let scale = 0;
  let scaled = double;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    scale++;
  }
  return new JavaBigDecimal(BigInt(scaled) * 5n ** BigInt(scale), scale);
}

function sign<T extends number | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
