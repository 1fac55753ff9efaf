import { VtlError } from '../errors';
import { JavaException, type JavaIterable, JavaObject, type Value } from '../java/value';
import { ForeachScope } from '../runtime/foreach-scope';
import { type Render, type Rendering, StopSignal } from '../runtime/rendering';
import { NullElementScope } from '../runtime/scopes';
import type { DirectiveNode, Node } from '../syntax/ast';
import type { Compiler } from './compiler';
import { referenceParts } from './reference-parts';

/** #foreach($element in $list) … #end. What is no list, map or iterator is passed over in silence, as in Velocity. */
export function compileForeach(compiler: Compiler, node: DirectiveNode): Render {
  const children: Node[] = node.block ? [...node.args, node.block] : [...node.args];
  const codes = children.map((child) => ({
    value: compiler.expression(child).value,
    render: compiler.statement(child),
  }));
  const [element] = children;
  if (!element) return compiler.invalid(node.first.offset, '#foreach takes ($element in $list)');
  const name = element.type === 'reference' ? referenceParts(element).root : element.first.image.slice(1);
  const [, , list, body] = codes;
  const locate = () => compiler.locate(node.first.offset);
  if (!list) {
    return () => {
      throw new VtlError('INVALID_DIRECTIVE', '#foreach takes ($element in $list)', locate());
    };
  }
  const loop = new Loop(name, body?.render, locate);
  return (rendering) => loop.run(rendering, list.value(rendering));
}

class Loop {
  constructor(
    private readonly element: string,
    private readonly body: Render | undefined,
    private readonly locate: () => string,
  ) {}

  public run(rendering: Rendering, list: Value): void {
    const items = list instanceof JavaObject ? list.iterate?.() : undefined;
    if (!items) return;
    const { scope } = rendering;
    const saved = [this.element, COUNTER, HAS_NEXT].map((name) => [name, scope.get(name) ?? null] as const);
    const outer = scope.get('foreach');
    const foreach = new ForeachScope(outer instanceof ForeachScope ? outer : undefined);
    scope.put('foreach', foreach);
    const restore = () => {
      for (const [name, value] of saved) value === null ? scope.remove(name) : scope.put(name, value);
      if (scope.get('foreach') instanceof ForeachScope) {
        outer === undefined || outer === null ? scope.remove('foreach') : scope.put('foreach', outer);
      }
    };
    try {
      this.iterate(rendering, items, foreach);
    } catch (error) {
      if (!(error instanceof StopSignal)) throw error;
      restore();
      if (error.target !== 'nearest' && error.target !== foreach) throw error;
      return;
    }
    restore();
  }

  private iterate(rendering: Rendering, items: JavaIterable, foreach: ForeachScope): void {
    const { scope, limits } = rendering;
    const withNull = new NullElementScope(scope, this.element);
    const body = this.body;
    for (let count = 1; items.hasNext(); count++) {
      if (count > limits.foreachIterations) this.refuse(limits.foreachIterations);
      rendering.spend(STEP_COST);
      const value = this.next(items);
      const hasNext = items.hasNext();
      scope.put(COUNTER, count);
      scope.put(HAS_NEXT, hasNext);
      scope.put(this.element, value);
      foreach.index = count - 1;
      foreach.hasNext = hasNext;
      if (value === null) rendering.within(withNull, () => body?.(rendering));
      else body?.(rendering);
    }
  }

  private next(items: JavaIterable): Value {
    try {
      return items.next();
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      throw new VtlError('OPERATION_FAILED', `the list changed during #foreach: ${error.message}`, this.locate(), {
        cause: error,
      });
    }
  }

  private refuse(limit: number): never {
    throw new VtlError('TOO_MANY_ITERATIONS', `#foreach runs past ${limit} iterations`, this.locate());
  }
}

const COUNTER = 'velocityCount';
const HAS_NEXT = 'velocityHasNext';
const STEP_COST = 10;
