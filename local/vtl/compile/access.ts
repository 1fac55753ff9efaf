import { UnplacedError, VtlError } from '../errors';
import { JavaMap } from '../java/collections';
import { findBooleanGetter, findGetter, findMethod, typeOf } from '../java/methods';
import { JavaException, type JavaMethod, type JavaType, type Value } from '../java/value';
import type { Rendering } from '../runtime/rendering';
import type { AccessNode, IndexNode, MethodNode } from '../syntax/ast';
import type { Compiler } from './compiler';

type Target = Exclude<Value, null>;

/** One `.name`, `.name(…)` or `[…]` of a reference. */
export interface AccessCode {
  /** What it gives; null when there is nothing of the kind. */
  readonly read: (rendering: Rendering, target: Target) => Value;
  /** Why it gave nothing. */
  readonly explain: (target: Target) => string;
  /** The name a `#set` assigns to. */
  readonly name: string;
  /** The index a `#set` assigns to. */
  readonly index?: (rendering: Rendering, target: Target) => Value;
  readonly position: string;
}

export function compileAccess(compiler: Compiler, node: AccessNode): AccessCode {
  const position = compiler.locate(node.first.offset);
  switch (node.type) {
    case 'property':
      return compileProperty(node.name, position);
    case 'method':
      return compileMethod(compiler, node, position);
    default:
      return compileIndex(compiler, node, position);
  }
}

/** `#set($target.name = value)` and `#set($target[index] = value)`. */
export function assignAccess(rendering: Rendering, target: Target, access: AccessCode, value: Value): void {
  if (access.index) {
    const index = access.index(rendering, target);
    const method = findMethod(target, 'set', [index, value]) ?? findMethod(target, 'put', [index, value]);
    if (method) call(rendering, target, method, [index, value], access);
    return;
  }
  const setter = findMethod(target, `set${access.name.charAt(0).toUpperCase()}${access.name.slice(1)}`, [value]);
  if (setter) call(rendering, target, setter, [value], access);
  else if (target instanceof JavaMap) target.put(access.name, value);
}

function compileProperty(name: string, position: string): AccessCode {
  const getters = new GetterCache(name);
  const access: AccessCode = {
    name,
    position,
    read: (rendering, target) => {
      if (target instanceof JavaMap) {
        const getter = target.hasGetters ? getters.method(target) : undefined;
        return getter ? call(rendering, target, getter, [], access) : (target.find(name) ?? null);
      }
      const getter = getters.method(target);
      if (getter) return call(rendering, target, getter, [], access);
      const keyed = findMethod(target, 'get', [name]);
      if (keyed) return call(rendering, target, keyed, [name], access);
      const test = findBooleanGetter(target, name);
      return test ? call(rendering, target, test, [], access) : null;
    },
    explain: (target) =>
      target instanceof JavaMap
        ? `there is no '${name}', or it is null`
        : `${typeOf(target).name} has no property '${name}', or it is null`,
  };
  return access;
}

function compileMethod(compiler: Compiler, node: MethodNode, position: string): AccessCode {
  const args = node.args.map((arg) => compiler.expression(arg).value);
  const { name } = node;
  const find = new MethodCache(name);
  const access: AccessCode = {
    name,
    position,
    read: (rendering, target) => {
      const values: Value[] = [];
      for (let index = 0; index < args.length; index++) values.push(args[index]?.(rendering) ?? null);
      const method = find.method(target, values);
      return method ? call(rendering, target, method, values, access) : null;
    },
    explain: (target) =>
      typeOf(target).methods.has(name)
        ? `${name}() gave null, or takes other arguments`
        : `${typeOf(target).name} has no method ${name}()`,
  };
  return access;
}

/** Remembers the method of a call for the types it was last made with, which rarely change. */
class MethodCache {
  private target: JavaType | undefined;
  private types: readonly (JavaType | undefined)[] = [];
  private found: JavaMethod | undefined;

  constructor(private readonly name: string) {}

  public method(target: Target, args: readonly Value[]): JavaMethod | undefined {
    if (this.isLike(target, args)) return this.found;
    this.target = typeOf(target);
    this.types = args.map(argumentType);
    this.found = findMethod(target, this.name, args);
    return this.found;
  }

  private isLike(target: Target, args: readonly Value[]): boolean {
    if (typeOf(target) !== this.target) return false;
    for (let index = 0; index < args.length; index++) {
      if (argumentType(args[index] ?? null) !== this.types[index]) return false;
    }
    return true;
  }
}

class GetterCache {
  private type: JavaType | undefined;
  private found: JavaMethod | undefined;

  constructor(private readonly name: string) {}

  public method(target: Target): JavaMethod | undefined {
    const type = typeOf(target);
    if (type !== this.type) {
      this.type = type;
      this.found = findGetter(target, this.name);
    }
    return this.found;
  }
}

function argumentType(value: Value): JavaType | undefined {
  return value === null ? undefined : typeOf(value);
}

function compileIndex(compiler: Compiler, node: IndexNode, position: string): AccessCode {
  const argument = compiler.expression(node.argument).value;
  const access: AccessCode = {
    name: '[',
    position,
    index: (rendering, target) => fromEnd(rendering, target, argument(rendering), access),
    read: (rendering, target) => {
      const index = fromEnd(rendering, target, argument(rendering), access);
      const method = findMethod(target, 'get', [index]);
      return method ? call(rendering, target, method, [index], access) : null;
    },
    explain: (target) => `${typeOf(target).name} has nothing at this index`,
  };
  return access;
}

/** A negative index counts from the end. */
function fromEnd(rendering: Rendering, target: Target, index: Value, access: AccessCode): Value {
  if (typeof index !== 'number' || index >= 0) return index;
  const size = findMethod(target, 'size', []);
  if (!size)
    throw new VtlError(
      'OPERATION_FAILED',
      `${typeOf(target).name} has no size for the index ${index}`,
      access.position,
    );
  const count = call(rendering, target, size, [], access);
  return typeof count === 'number' ? count + index : index;
}

function call(
  rendering: Rendering,
  target: Target,
  method: JavaMethod,
  args: readonly Value[],
  access: AccessCode,
): Value {
  try {
    const result = method.invoke(target, args, rendering);
    return result === undefined ? '' : result;
  } catch (error) {
    if (error instanceof JavaException) {
      const place = `${access.name} of ${typeOf(target).name}`;
      throw new VtlError('METHOD_FAILED', `${place} threw ${error.message}`, access.position, { cause: error });
    }
    if (error instanceof UnplacedError) {
      throw new VtlError(error.code, error.message, access.position, { cause: error.cause });
    }
    throw error;
  }
}
