import type { Value } from '../java/value';
import type { Evaluate, Render, Rendering } from '../runtime/rendering';

/** An expression: its value, and what `#if` makes of it (which for most nodes is false, whatever the value). */
export interface ExpressionCode {
  readonly value: Evaluate;
  readonly test: (rendering: Rendering) => boolean;
}

/** A reference: an expression that can also be written and assigned to. */
export interface ReferenceCode extends ExpressionCode {
  /** Name of the variable it begins with. */
  readonly root: string;
  /** True when nothing follows the name. */
  readonly isPlain: boolean;
  readonly render: Render;
  /** What `render` writes. */
  readonly text: (rendering: Rendering) => string;
  readonly assign: (rendering: Rendering, value: Value) => void;
}
