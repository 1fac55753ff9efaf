import { defineType, JavaObject, type JavaType } from '../java/value';
import { type Render, type Rendering, StopSignal } from './rendering';
import type { VariableScope } from './scopes';

const BLOCK: JavaType = defineType<Block>('Block', [], []);

/** The value of a #define, or the body of a block macro: rendered wherever it is used. */
export class Block extends JavaObject {
  private depth = 0;
  private readonly scope: VariableScope;

  constructor(
    private readonly home: Rendering,
    private readonly body: Render,
    private readonly maxDepth: number,
  ) {
    super();
    this.scope = home.scope;
  }

  public override get type(): JavaType {
    return BLOCK;
  }

  /** Writes the block; false when it nests in itself too deeply and writes nothing. */
  public render(rendering: Rendering): boolean {
    if (this.depth >= this.maxDepth) return false;
    this.depth++;
    rendering.spend(1);
    try {
      this.body(rendering);
    } catch (error) {
      if (!(error instanceof StopSignal) || error.target !== 'nearest') throw error;
    }
    this.depth--;
    return true;
  }

  public override toText(): string | null {
    let rendered = false;
    const text = this.home.capture(() =>
      this.home.within(this.scope, () => {
        rendered = this.render(this.home);
      }),
    );
    return rendered ? text : null;
  }
}
