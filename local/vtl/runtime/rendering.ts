import type { Macro } from '../compile/macros';
import { UnplacedError } from '../errors';
import type { CallBudget, Value } from '../java/value';
import type { VtlLimits } from '../limits';
import type { VariableScope } from './scopes';
import type { Trace } from './trace';

/** One rendering: what is written so far, the variables in force, and what is left of the limits. */
export class Rendering implements CallBudget {
  public output = '';
  /** How many macros are being called right now. */
  public macroDepth = 0;
  private steps = 0;
  private readonly deadline: number;
  private ownMacros: Map<string, Macro> | undefined;

  constructor(
    public scope: VariableScope,
    private readonly declaredMacros: ReadonlyMap<string, Macro>,
    public readonly limits: VtlLimits,
    public readonly trace: Trace | undefined,
  ) {
    this.deadline = performance.now() + limits.milliseconds;
  }

  /** Those of the template, and those that #evaluate adds. */
  public get macros(): Map<string, Macro> {
    this.ownMacros ??= new Map(this.declaredMacros);
    return this.ownMacros;
  }

  public write(text: string): void {
    this.output += text;
    if (this.output.length > this.limits.outputLength) this.checkLength(this.output.length);
  }

  /** What `render` writes, instead of writing it. */
  public capture(render: () => void): string {
    const before = this.output;
    this.output = '';
    try {
      render();
      return this.output;
    } finally {
      this.output = before;
    }
  }

  public within<T>(scope: VariableScope, run: () => T): T {
    const before = this.scope;
    this.scope = scope;
    try {
      return run();
    } finally {
      this.scope = before;
    }
  }

  public spend(steps: number): void {
    this.steps += steps;
    if (this.steps < CLOCK_INTERVAL) return;
    this.steps = 0;
    if (performance.now() > this.deadline) {
      throw new UnplacedError('TIME_EXCEEDED', `rendering takes longer than ${this.limits.milliseconds} ms`);
    }
  }

  public checkLength(length: number): void {
    if (length <= this.limits.outputLength) return;
    throw new UnplacedError(
      'OUTPUT_TOO_LARGE',
      `a text or list of ${length} passes the limit of ${this.limits.outputLength}`,
    );
  }
}

/** Thrown by #stop and #break; caught by what it is for. */
export class StopSignal {
  constructor(
    /** `nearest` ends the innermost loop, macro or block; `all` ends the rendering; an object ends its own loop. */
    public readonly target: 'nearest' | 'all' | object,
  ) {}
}

/** Everything the engine evaluates. */
export type Render = (rendering: Rendering) => void;
export type Evaluate = (rendering: Rendering) => Value;

const CLOCK_INTERVAL = 2000;
