import type { ReferenceCode } from '../compile/code';
import type { Value } from '../java/value';
import type { Evaluate, Rendering } from './rendering';

/** Variables by name. `undefined` and null are alike: not there. */
export interface VariableScope {
  get(name: string): Value | undefined;
  put(name: string, value: Value): void;
  remove(name: string): void;
  /** The text a macro was called with for the argument that `name` (with its `$`) stands for. */
  literal(name: string): string | undefined;
}

/** The variables of a template. */
export class TemplateScope implements VariableScope {
  private readonly variables = new Map<string, Value | (() => Value)>();

  public get(name: string): Value | undefined {
    const value = this.variables.get(name);
    if (typeof value !== 'function') return value;
    const made = value();
    this.variables.set(name, made);
    return made;
  }

  /** Puts a value that is made when it is first read: few templates read all that they could. */
  public putUnmade(name: string, make: () => Value): void {
    this.variables.set(name, make);
  }

  public put(name: string, value: Value): void {
    this.variables.set(name, value);
  }

  public remove(name: string): void {
    this.variables.delete(name);
  }

  public literal(): string | undefined {
    return undefined;
  }
}

/** An argument of a macro: evaluated anew, in the caller's scope, each time it is read. */
export interface MacroArgument {
  readonly evaluate: Evaluate;
  /** Set for a plain `$name`, which reads the caller's variable and nothing more. */
  readonly reference?: ReferenceCode;
  readonly literal: () => string;
}

/** Inside a macro: its arguments by name, in front of the caller's variables; #set writes to both. */
export class MacroScope implements VariableScope {
  private readonly locals = new Map<string, Value>();

  constructor(
    private readonly outer: VariableScope,
    private readonly rendering: Rendering,
    private readonly byName: Map<string, MacroArgument>,
  ) {}

  public putLocal(name: string, value: Value): void {
    this.locals.set(name, value);
  }

  public get(name: string): Value | undefined {
    const local = this.locals.get(name) ?? null;
    if (local !== null) return local;
    const argument = this.byName.get(name);
    if (!argument) return this.outer.get(name);
    if (argument.reference?.isPlain) return this.outer.get(argument.reference.root);
    return this.rendering.within(this.outer, () => argument.evaluate(this.rendering));
  }

  public put(name: string, value: Value): void {
    this.locals.set(name, value);
    this.outer.put(name, value);
  }

  public remove(name: string): void {
    this.locals.delete(name);
    this.byName.delete(name);
    this.outer.remove(name);
  }

  public literal(name: string): string | undefined {
    return this.byName.get(name.slice(1))?.literal() ?? this.outer.literal(name);
  }
}

/** Inside a loop whose element is null: the loop variable reads as missing, whatever lies outside. */
export class NullElementScope implements VariableScope {
  private active = true;

  constructor(
    private readonly outer: VariableScope,
    private readonly element: string,
  ) {}

  public get(name: string): Value | undefined {
    return this.active && name === this.element ? null : this.outer.get(name);
  }

  public put(name: string, value: Value): void {
    this.outer.put(name, value);
  }

  public remove(name: string): void {
    if (name === this.element) this.active = false;
    this.outer.remove(name);
  }

  public literal(name: string): string | undefined {
    return this.outer.literal(name);
  }
}
