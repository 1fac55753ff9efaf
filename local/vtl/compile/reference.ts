import { toText } from '../java/text';
import type { Value } from '../java/value';
import { Block } from '../runtime/block';
import type { Rendering } from '../runtime/rendering';
import type { ReferenceNode } from '../syntax/ast';
import { literalBetween } from '../syntax/token';
import { type AccessCode, assignAccess, compileAccess } from './access';
import type { ReferenceCode } from './code';
import type { Compiler } from './compiler';
import { type ReferenceParts, referenceParts } from './reference-parts';

/**
 * Compiles a reference. What it does not find is the empty string, as if Velocity's invalidGetMethod and invalidMethod
 * handlers returned "": recorded on AWS for output, conditions and comparisons alike.
 */
export function compileReference(compiler: Compiler, node: ReferenceNode): ReferenceCode {
  const accesses = node.accesses.map((access) => compileAccess(compiler, access));
  const parts = referenceParts(node);
  const literal = literalBetween(node.first, node.last);
  const position = compiler.locate(node.first.offset);
  const execute = executor(parts, accesses, { literal, position });
  const write = texter(parts, true);
  return {
    root: parts.root,
    isPlain: accesses.length === 0,
    isEscaped: parts.escaped,
    value: parts.computable ? execute : () => null,
    test: (rendering) => {
      const value = execute(rendering);
      return typeof value === 'boolean' ? value : value !== null && toText(value) !== null;
    },
    read: execute,
    text: texter(parts, false),
    render: (rendering) => rendering.write(write(rendering, execute(rendering))),
    assign: (rendering, value) => assign(rendering, value, parts.root, accesses),
  };
}

type Execute = (rendering: Rendering) => Value;

function executor(
  parts: ReferenceParts,
  accesses: readonly AccessCode[],
  place: { literal: string; position: string },
): Execute {
  const { root } = parts;
  if (parts.runt) return () => null;
  const run = (rendering: Rendering): { value: Value; missing?: string } => {
    let value = rendering.scope.get(root) ?? null;
    if (value === null) return { value: '', missing: `$${root} is not set` };
    for (const access of accesses) {
      const target: Exclude<Value, null> = value;
      value = access.read(rendering, target);
      if (value === null) return { value: '', missing: access.explain(target) };
    }
    return { value };
  };
  const traced: Execute = (rendering) => {
    const { value, missing } = run(rendering);
    rendering.trace?.record(place.literal, place.position, value, missing);
    return value;
  };
  if (accesses.length === 0) {
    return (rendering) => (rendering.trace ? traced(rendering) : (rendering.scope.get(root) ?? ''));
  }
  return (rendering) => {
    if (rendering.trace) return traced(rendering);
    let value = rendering.scope.get(root) ?? null;
    for (let index = 0; value !== null; index++) {
      const access = accesses[index];
      if (!access) return value;
      value = access.read(rendering, value);
    }
    return '';
  };
}

type Write = (rendering: Rendering, value: Value) => string;

/** What a reference writes. A block writes itself when it may (`direct`), so that what #stop cuts short is kept. */
function texter(parts: ReferenceParts, direct: boolean): Write {
  const { escaped, escapes, prefix, nullText, root } = parts;
  if (parts.runt) return () => root;
  const nullString = (rendering: Rendering) => rendering.scope.literal(nullText) ?? nullText;
  if (escaped) {
    return (rendering, value) => escapes + (value === null ? '\\' : '') + nullString(rendering);
  }
  const before = escapes + prefix;
  return (rendering, value) => {
    if (typeof value === 'string') return before === '' ? value : before + value;
    if (value instanceof Block) {
      if (direct && value.render(rendering)) return '';
      const captured = direct ? undefined : captureBlock(rendering, value);
      if (captured !== undefined) return captured;
    }
    const text = toText(value);
    return text === null ? escapes + before + nullString(rendering) : before + text;
  };
}

function captureBlock(rendering: Rendering, block: Block): string | undefined {
  let rendered = false;
  const text = rendering.capture(() => {
    rendered = block.render(rendering);
  });
  return rendered ? text : undefined;
}

function assign(rendering: Rendering, value: Value, root: string, accesses: readonly AccessCode[]): void {
  let target: Value = rendering.scope.get(root) ?? null;
  const last = accesses.at(-1);
  for (const access of accesses) {
    if (target === null) return;
    if (access === last) assignAccess(rendering, target, access, value);
    else target = access.read(rendering, target);
  }
}
