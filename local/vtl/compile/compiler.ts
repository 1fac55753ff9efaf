import { placeError, UnplacedError, VtlError } from '../errors';
import type { Render, Rendering } from '../runtime/rendering';
import type { BlockNode, IfNode, Node, SetNode } from '../syntax/ast';
import { parseTemplate } from '../syntax/parser';
import { SyntaxProblem } from '../syntax/token-stream';
import type { ExpressionCode } from './code';
import { compileDirective } from './directives';
import { compileExpression } from './expressions';
import { interpolation } from './interpolation';
import type { Macro } from './macros';
import { compileReference } from './reference';

/** Turns an offset of the source into `name:line:column`. */
export type Locate = (offset: number) => string;

/** Compiles the nodes of one source. Macros met on the way go into `macros`: the first of a name stays. */
export class Compiler {
  constructor(
    public readonly locate: Locate,
    public readonly macros: Map<string, Macro>,
    private readonly macroNames: Set<string>,
  ) {}

  public compileSource(source: string): Render {
    return this.placedBlock(this.parse(source));
  }

  /**
   * As `compileSource`, for text that is wanted as a value, without its last `cut` characters. Of text and references
   * alone it is put together directly.
   */
  public compileText(source: string, cut: number): (rendering: Rendering) => string {
    const block = this.parse(source);
    const last = block.children.at(-1);
    if (last?.type !== 'text' || last.text.length < cut || !block.children.every(isTextual)) {
      const render = this.placedBlock(block);
      return (rendering) => {
        const text = rendering.capture(() => render(rendering));
        return cut === 0 ? text : text.slice(0, -cut);
      };
    }
    const end = { ...last, text: last.text.slice(0, last.text.length - cut) };
    const children = [...block.children.slice(0, -1), end];
    return interpolation(
      children.map((child) => (child.type === 'reference' ? compileReference(this, child) : textOf(child))),
    );
  }

  /** A compiler for text within the text, whose errors are placed where the outer text stands. */
  public nested(offset: number): Compiler {
    const position = this.locate(offset);
    return new Compiler(() => position, this.macros, this.macroNames);
  }

  public block(node: BlockNode): Render {
    return sequence(node.children.map((child) => this.statement(child)));
  }

  /** What a node writes; what cannot be written writes nothing. */
  public statement(node: Node): Render {
    switch (node.type) {
      case 'text': {
        const { text } = node;
        return text === '' ? nothing : (rendering) => rendering.write(text);
      }
      case 'block':
        return this.block(node);
      case 'reference':
        return compileReference(this, node).render;
      case 'set':
        return this.set(node);
      case 'if':
        return this.if(node);
      case 'directive':
        return compileDirective(this, node);
      default:
        return nothing;
    }
  }

  public expression(node: Node): ExpressionCode {
    return compileExpression(this, node);
  }

  /** Runs `run`; an error without a position gets that of `offset`. */
  public placed<T>(offset: number, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw error instanceof UnplacedError ? placeError(error, () => this.locate(offset)) : error;
    }
  }

  public invalid(offset: number, message: string): never {
    throw new VtlError('INVALID_DIRECTIVE', message, this.locate(offset));
  }

  private parse(source: string): BlockNode {
    try {
      return parseTemplate(source, this.macroNames);
    } catch (error) {
      if (error instanceof SyntaxProblem) throw new VtlError('SYNTAX', error.message, this.locate(error.offset));
      throw placeError(error, () => this.locate(0));
    }
  }

  private placedBlock(block: BlockNode): Render {
    try {
      return this.block(block);
    } catch (error) {
      throw placeError(error, () => this.locate(0));
    }
  }

  private if(node: IfNode): Render {
    const branches = node.branches.map(({ condition, block }) => ({
      test: condition ? this.expression(condition).test : () => true,
      render: this.block(block),
    }));
    return (rendering) => {
      for (const branch of branches) {
        if (branch.test(rendering)) return branch.render(rendering);
      }
    };
  }

  /** A right side without a value leaves the left side as it is. */
  private set(node: SetNode): Render {
    const left = compileReference(this, node.left);
    const right = this.expression(node.right);
    // Velocity takes the name from the first token: `#set(${x} = 1)` assigns to a variable called "{".
    const name = node.left.first.image.slice(1);
    const { value } = right;
    if (left.isPlain) {
      return (rendering) => {
        const result = value(rendering);
        if (result !== null) rendering.scope.put(name, result);
      };
    }
    return (rendering) => {
      const result = value(rendering);
      if (result !== null) left.assign(rendering, result);
    };
  }
}

export const nothing: Render = () => {};

function textOf(node: Node): string {
  return node.type === 'text' ? node.text : '';
}

function isTextual({ type }: Node): boolean {
  return type === 'text' || type === 'reference';
}

function sequence(renders: readonly Render[]): Render {
  const parts = renders.filter((render) => render !== nothing);
  const [first, second] = parts;
  if (!first) return nothing;
  if (!second) return first;
  return (rendering: Rendering) => {
    for (let index = 0; index < parts.length; index++) parts[index]?.(rendering);
  };
}
