import { INTEGER } from './numbers';
import { BOOLEAN, STRING } from './strings';
import { hashCode, javaEquals, textOf } from './text';
import { defineType, type JavaMethod, type JavaType, type Value } from './value';

/** What every object can do. */
const OBJECT: JavaType = defineType<Value>(
  'Object',
  [],
  [
    ['toString', [], (self) => textOf(self)],
    ['equals', ['Object'], (self, [other = null]) => javaEquals(self, other)],
    ['hashCode', [], (self) => hashCode(self)],
  ],
);

/** Arguments a primitive parameter takes; a reference type takes what its type says and null. */
const PRIMITIVES: { readonly [param: string]: ReadonlySet<string> } = {
  int: new Set(['Integer']),
  long: new Set(['Integer', 'Long']),
  double: new Set(['Integer', 'Long', 'Double']),
  char: new Set(['Character']),
  boolean: new Set(['Boolean']),
};

export function typeOf(value: Exclude<Value, null>): JavaType {
  if (typeof value === 'string') return STRING;
  if (typeof value === 'number') return INTEGER;
  return typeof value === 'boolean' ? BOOLEAN : value.type;
}

/** The method that Java would call, or undefined. Of several that fit, primitives go before Object, as in Velocity. */
export function findMethod(target: Exclude<Value, null>, name: string, args: readonly Value[]): JavaMethod | undefined {
  let best: JavaMethod | undefined;
  for (const method of typeOf(target).methods.get(name) ?? OBJECT.methods.get(name) ?? []) {
    if (!applies(method, args)) continue;
    if (!best || specificity(method) > specificity(best)) best = method;
  }
  return best ?? OBJECT.methods.get(name)?.find((method) => applies(method, args));
}

function applies({ params }: JavaMethod, args: readonly Value[]): boolean {
  if (params.at(-1) === 'Object[]') {
    return (
      args.length >= params.length - 1 &&
      params.slice(0, -1).every((param, index) => accepts(param, args[index] ?? null))
    );
  }
  if (params.length !== args.length) return false;
  for (let index = 0; index < params.length; index++) {
    if (!accepts(params[index] ?? '', args[index] ?? null)) return false;
  }
  return true;
}

function accepts(param: string, argument: Value): boolean {
  const primitive = PRIMITIVES[param];
  if (argument === null) return !primitive;
  if (param === 'Object') return true;
  const type = typeOf(argument);
  return primitive ? primitive.has(type.name) : type.assignableTo.has(param);
}

function specificity(method: JavaMethod): number {
  return method.params.filter((param) => param !== 'Object').length;
}

/** A property of a bean, as `getX` or `isX`; undefined when there is none. */
export function findGetter(target: Exclude<Value, null>, name: string): JavaMethod | undefined {
  const flipped = flipCase(name);
  return findMethod(target, `get${name}`, []) ?? findMethod(target, `get${flipped}`, []);
}

export function findBooleanGetter(target: Exclude<Value, null>, name: string): JavaMethod | undefined {
  const flipped = flipCase(name);
  return findMethod(target, `is${name}`, []) ?? findMethod(target, `is${flipped}`, []);
}

function flipCase(name: string): string {
  const first = name.charAt(0);
  return (first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase()) + name.slice(1);
}

/** True if `==` compares with `equals`: one's class is the other's or above it. */
export function comparableClasses(left: Exclude<Value, null>, right: Exclude<Value, null>): boolean {
  const [a, b] = [typeOf(left), typeOf(right)];
  return a === b || a.assignableTo.has(b.name) || b.assignableTo.has(a.name);
}
