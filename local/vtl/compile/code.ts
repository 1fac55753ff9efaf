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
  /** True for `\$name`, which writes its own name. */
  readonly isEscaped: boolean;
  readonly render: Render;
  /** What is there, also for a reference that an expression takes for nothing. */
  readonly read: Evaluate;
  /** What `render` writes of a value that `read` gave. */
  readonly text: (rendering: Rendering, value: Value) => string;
  readonly assign: (rendering: Rendering, value: Value) => void;
}
