import { UnplacedError, VtlError } from '../errors';
import { textOf } from '../java/text';
import { Block } from '../runtime/block';
import { ForeachScope } from '../runtime/foreach-scope';
import { type Render, StopSignal } from '../runtime/rendering';
import type { DirectiveNode } from '../syntax/ast';
import { literalBetween } from '../syntax/token';
import { Compiler, nothing } from './compiler';
import { compileForeach } from './foreach';
import { compileBlockCall, compileCall, declareMacro } from './macros';

type DirectiveCompiler = (compiler: Compiler, node: DirectiveNode) => Render;

const DIRECTIVES: ReadonlyMap<string, DirectiveCompiler> = new Map([
  ['foreach', compileForeach],
  ['macro', declareMacro],
  ['define', compileDefine],
  ['evaluate', compileEvaluate],
  ['literal', compileLiteral],
  ['break', compileBreak],
  ['stop', compileStop],
  ['include', refuse],
  ['parse', refuse],
]);

/** Compiles a directive; a name that is none calls a macro, or is text. */
export function compileDirective(compiler: Compiler, node: DirectiveNode): Render {
  const builtIn = DIRECTIVES.get(node.name);
  if (builtIn) return builtIn(compiler, node);
  if (!node.name.startsWith('@')) return compileCall(compiler, node);
  return node.block ? compileBlockCall(compiler, node) : (rendering) => rendering.write(`#${node.name}`);
}

/** #define: a block by name, rendered where it is used. It may nest in itself twice. */
function compileDefine(compiler: Compiler, node: DirectiveNode): Render {
  const body = node.block ? compiler.block(node.block) : nothing;
  const [name] = node.args;
  for (const arg of node.args) compiler.expression(arg);
  if (!name || !node.block || node.args.length !== 1) {
    return compiler.invalid(node.first.offset, '#define takes one reference: the name of its block');
  }
  const key = name.first.image.slice(1);
  return (rendering) => rendering.scope.put(key, new Block(rendering, body, MAX_DEFINE_DEPTH));
}

function compileEvaluate(compiler: Compiler, node: DirectiveNode): Render {
  const [argument] = node.args;
  if (!argument || node.args.length !== 1 || (argument.type !== 'string' && argument.type !== 'reference')) {
    return compiler.invalid(node.first.offset, '#evaluate takes one string or reference');
  }
  const { value } = compiler.expression(argument);
  return (rendering) => {
    rendering.spend(EVALUATE_COST);
    const source = value(rendering);
    const position = compiler.locate(node.first.offset);
    const inner = new Compiler(() => position, rendering.macros, new Set(rendering.macros.keys()));
    const render = inner.compileSource(source === null ? '' : textOf(source));
    try {
      render(rendering);
    } catch (error) {
      // #stop and #break within end the evaluation and no more, as in Velocity.
      if (!(error instanceof StopSignal) || typeof error.target === 'object') throw error;
    }
  };
}

function compileLiteral(compiler: Compiler, node: DirectiveNode): Render {
  if (node.block) compiler.block(node.block);
  const child = node.args[0] ?? node.block;
  if (!child) return compiler.invalid(node.first.offset, '#literal needs a block');
  const text = child.type === 'block' && child.children.length === 0 ? '' : literalBetween(child.first, child.last);
  return (rendering) => rendering.write(text);
}

function compileBreak(compiler: Compiler, node: DirectiveNode): Render {
  const [argument] = node.args;
  if (node.args.length > 1) return compiler.invalid(node.first.offset, '#break takes one scope at most');
  if (!argument) {
    return () => {
      throw new StopSignal('nearest');
    };
  }
  const { value } = compiler.expression(argument);
  return (rendering) => {
    const scope = value(rendering);
    if (scope instanceof ForeachScope) throw new StopSignal(scope);
    throw new VtlError('OPERATION_FAILED', '#break takes $foreach', compiler.locate(argument.first.offset));
  };
}

function compileStop(compiler: Compiler, node: DirectiveNode): Render {
  if (node.args.length > 1) return compiler.invalid(node.first.offset, '#stop takes one message at most');
  const message = node.args[0] ? compiler.expression(node.args[0]).value : undefined;
  return (rendering) => {
    message?.(rendering);
    throw new StopSignal('all');
  };
}

function refuse(compiler: Compiler, node: DirectiveNode): Render {
  return () => {
    compiler.placed(node.first.offset, () => {
      throw new UnplacedError('UNSUPPORTED_DIRECTIVE', `#${node.name} is not available in API Gateway`);
    });
  };
}

const MAX_DEFINE_DEPTH = 2;
/** Compiling text is charged like this many steps of rendering. */
const EVALUATE_COST = 100;
