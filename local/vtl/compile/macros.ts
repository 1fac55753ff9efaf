import { VtlError } from '../errors';
import type { Value } from '../java/value';
import { Block } from '../runtime/block';
import { type Evaluate, type Render, type Rendering, StopSignal } from '../runtime/rendering';
import { type MacroArgument, MacroScope } from '../runtime/scopes';
import type { DirectiveNode, Node } from '../syntax/ast';
import { literalBetween, type Token } from '../syntax/token';
import { type Compiler, nothing } from './compiler';
import { compileReference } from './reference';

/** A macro: names of its arguments and its body. */
export interface Macro {
  readonly parameters: readonly string[];
  readonly render: Render;
}

/** #macro(name $a $b) … #end. A second one of the same name is ignored, as in Velocity. */
export function declareMacro(compiler: Compiler, node: DirectiveNode): Render {
  const [name, ...parameters] = node.args.map(({ first }, index) =>
    index > 0 ? first.image.replace(/^\$/, '') : first.image,
  );
  const render = node.block ? compiler.block(node.block) : nothing;
  if (name !== undefined && !compiler.macros.has(name)) compiler.macros.set(name, { parameters, render });
  return nothing;
}

/** #name(…): a macro if one is known when it is rendered, else its own text. */
export function compileCall(compiler: Compiler, node: DirectiveNode): Render {
  const args = node.args.map((arg) => compileArgument(compiler, arg));
  const word = node.args.find(({ type }) => type === 'word');
  return (rendering) => {
    const macro = rendering.macros.get(node.name);
    if (!macro) return rendering.write(rawText(node.first, node.last));
    if (word) compiler.invalid(word.first.offset, `#${node.name} cannot take the word '${word.first.image}'`);
    call(compiler, node, macro, args, rendering);
  };
}

/** #@name(…) … #end: a macro that finds the block in $bodyContent. */
export function compileBlockCall(compiler: Compiler, node: DirectiveNode): Render {
  const args = node.args.map((arg) => compileArgument(compiler, arg));
  const body = node.block ? compiler.block(node.block) : nothing;
  const name = node.name.slice(1);
  return (rendering) => {
    const macro = rendering.macros.get(name);
    if (!macro) return rendering.write(rawText(node.first, node.last));
    call(compiler, node, macro, args, rendering, new Block(rendering, body, MAX_CALL_DEPTH));
  };
}

type Argument = MacroArgument | { readonly constant: Evaluate };

/** Numbers and booleans are passed by value, all else by name. */
function compileArgument(compiler: Compiler, node: Node): Argument {
  const literal = () => literalBetween(node.first, node.last);
  if (node.type === 'reference') {
    const reference = compileReference(compiler, node);
    return { evaluate: reference.value, reference, literal };
  }
  const { value } = compiler.expression(node);
  return BY_NAME.has(node.type) ? { evaluate: value, literal } : { constant: value };
}

const BY_NAME: ReadonlySet<string> = new Set(['string', 'map', 'list', 'range']);

function call(
  compiler: Compiler,
  node: DirectiveNode,
  macro: Macro,
  args: readonly Argument[],
  rendering: Rendering,
  body?: Value,
): void {
  if (rendering.macroDepth >= MAX_CALL_DEPTH) {
    const position = compiler.locate(node.first.offset);
    throw new VtlError('MACRO_TOO_DEEP', `#${node.name} is called more than ${MAX_CALL_DEPTH} deep`, position);
  }
  rendering.spend(CALL_COST);
  const byName = new Map<string, MacroArgument>();
  const scope = new MacroScope(rendering.scope, rendering, byName);
  macro.parameters.forEach((parameter, index) => {
    const argument = args[index];
    if (!argument) return;
    if ('constant' in argument) scope.putLocal(parameter, argument.constant(rendering));
    else byName.set(parameter, argument);
  });
  if (body !== undefined) scope.putLocal('bodyContent', body);
  rendering.macroDepth++;
  try {
    rendering.within(scope, () => macro.render(rendering));
  } catch (error) {
    if (!(error instanceof StopSignal) || error.target !== 'nearest') throw error;
  } finally {
    rendering.macroDepth--;
  }
}

/** The text of a call, without what the tokens' skipped terminators held. */
function rawText(first: Token, last: Token): string {
  let text = first.image;
  for (let token: Token | undefined = first; token && token !== last; ) {
    token = token.next;
    text += token?.image ?? '';
  }
  return text;
}

const MAX_CALL_DEPTH = 20;
const CALL_COST = 10;
