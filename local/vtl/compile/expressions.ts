import { VtlError } from '../errors';
import { JavaList, JavaMap } from '../java/collections';
import { type ArithmeticOperator, calculate, compareNumbers } from '../java/math';
import { comparableClasses } from '../java/methods';
import { integerOf, intValue, isNumber, JavaDouble, parseBigDecimal } from '../java/numbers';
import { javaEquals, textOf, toText } from '../java/text';
import { JavaException, type Value } from '../java/value';
import type { Evaluate, Rendering } from '../runtime/rendering';
import type { BinaryNode, Node, RangeNode } from '../syntax/ast';
import { literalBetween } from '../syntax/token';
import type { ExpressionCode } from './code';
import type { Compiler } from './compiler';
import { compileReference } from './reference';
import { compileString } from './string-literal';

/** Compiles what stands in a condition, an argument, or on the right of `#set`. */
export function compileExpression(compiler: Compiler, node: Node): ExpressionCode {
  switch (node.type) {
    case 'reference':
      return compileReference(compiler, node);
    case 'string':
      return neverTrue(compileString(compiler, node));
    case 'integer': {
      const value = integerOf(BigInt(node.first.image));
      return neverTrue(() => value);
    }
    case 'float': {
      const value = parseFloat64(node.first.image);
      return neverTrue(() => value);
    }
    case 'true':
    case 'false': {
      const value = node.type === 'true';
      return { value: () => value, test: () => value };
    }
    case 'list': {
      const items = node.items.map((item) => compiler.expression(item).value);
      return neverTrue((rendering) => new JavaList(items.map((item) => item(rendering))));
    }
    case 'map': {
      const entries = node.entries.map((pair) => pair.map((part) => compiler.expression(part).value));
      return neverTrue((rendering) => {
        const map = new JavaMap();
        for (const [key, value] of entries) map.put(key?.(rendering) ?? null, value?.(rendering) ?? null);
        return map;
      });
    }
    case 'range':
      return neverTrue(compileRange(compiler, node));
    case 'not': {
      const { test } = compiler.expression(node.operand);
      return fromTest((rendering) => !test(rendering));
    }
    case 'binary':
      return compileBinary(compiler, node);
    default:
      return neverTrue(() => null);
  }
}

/** What is no reference, boolean or condition is false to #if, and is not even evaluated. */
function neverTrue(value: Evaluate): ExpressionCode {
  return { value, test: () => false };
}

function fromTest(test: (rendering: Rendering) => boolean): ExpressionCode {
  return { value: test, test };
}

function compileRange(compiler: Compiler, node: RangeNode): Evaluate {
  const from = compiler.expression(node.from).value;
  const to = compiler.expression(node.to).value;
  return (rendering) => {
    const [left, right] = [from(rendering), to(rendering)];
    if (!isNumber(left) || !isNumber(right)) return null;
    const [first, last] = [intValue(left), intValue(right)];
    const length = Math.abs(first - last) + 1;
    compiler.placed(node.first.offset, () => rendering.checkLength(length));
    rendering.spend(length);
    const step = first >= last ? -1 : 1;
    return new JavaList(Array.from({ length }, (_, index) => first + index * step));
  };
}

function compileBinary(compiler: Compiler, node: BinaryNode): ExpressionCode {
  const left = compiler.expression(node.left);
  const right = compiler.expression(node.right);
  switch (node.operator) {
    case '&&':
      return fromTest((rendering) => left.test(rendering) && right.test(rendering));
    case '||':
      return fromTest((rendering) => left.test(rendering) || right.test(rendering));
    case '==':
      return fromTest((rendering) => looselyEqual(left.value(rendering), right.value(rendering)));
    case '!=':
      return fromTest((rendering) => !looselyEqual(left.value(rendering), right.value(rendering)));
    case '<':
      return comparison(left, right, (order) => order < 0);
    case '>':
      return comparison(left, right, (order) => order > 0);
    case '<=':
      return comparison(left, right, (order) => order <= 0);
    case '>=':
      return comparison(left, right, (order) => order >= 0);
    default:
      return neverTrue(arithmetic(compiler, node, node.operator, left.value, right.value));
  }
}

/** Velocity's `==`: numbers by value, alike classes by `equals`, everything else by its text. */
function looselyEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  if (left !== null && right !== null && comparableClasses(left, right)) return javaEquals(left, right);
  return toText(left) === toText(right);
}

function comparison(left: ExpressionCode, right: ExpressionCode, accept: (order: number) => boolean): ExpressionCode {
  return fromTest((rendering) => {
    const [a, b] = [left.value(rendering), right.value(rendering)];
    return isNumber(a) && isNumber(b) && accept(compareNumbers(a, b));
  });
}

function arithmetic(
  compiler: Compiler,
  node: BinaryNode,
  operator: ArithmeticOperator,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  const literal = (side: Node) => literalBetween(side.first, side.last);
  return (rendering) => {
    const [a, b] = [left(rendering), right(rendering)];
    if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) {
      // A side without a value appears as it is written.
      const text = (a === null ? literal(node.left) : textOf(a)) + (b === null ? literal(node.right) : textOf(b));
      compiler.placed(node.first.offset, () => rendering.checkLength(text.length));
      return text;
    }
    if (!isNumber(a) || !isNumber(b)) return null;
    try {
      return calculate(operator, a, b);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      throw new VtlError('OPERATION_FAILED', error.message, compiler.locate(node.first.offset), { cause: error });
    }
  };
}

function parseFloat64(image: string): Value {
  const value = Number(image);
  return Number.isFinite(value) ? new JavaDouble(value) : (parseBigDecimal(image) ?? new JavaDouble(value));
}
