/**
 * Java values as the engine holds them: null, String, Boolean and Integer are JavaScript's null, string, boolean and
 * number (always an int32); everything else is a `JavaObject`. No property of a JavaScript object is ever looked up by
 * a name that a template or request chooses; what a value can do is in the table of its type.
 */
export type Value = null | string | number | boolean | JavaObject;

export abstract class JavaObject {
  public abstract readonly type: JavaType;

  /** What `toString()` gives; null only for a #define that nests too deeply. */
  public abstract toText(): string | null;

  public equals(other: Value): boolean {
    return this === other;
  }

  public hashCode(): number {
    return 0;
  }

  /** Iterates as #foreach does; undefined for what #foreach passes over. */
  public iterate?(): JavaIterable;
}

/** `next` throws a `JavaException` when the collection changed meanwhile. */
export interface JavaIterable {
  hasNext(): boolean;
  next(): Value;
}

/** What methods may need from the rendering they are called in. */
export interface CallBudget {
  /** Counts `steps` against the time limit. */
  spend(steps: number): void;
  /** Refuses a text or list of this length when it passes the size limit. */
  checkLength(length: number): void;
}

/** A method: `undefined` is the result of a void method. Method syntax makes tables of different receivers compatible. */
export interface JavaMethod<Self = Value> {
  readonly params: readonly string[];
  invoke(self: Self, args: readonly Value[], budget: CallBudget): Value | undefined;
}

/** A class: its name, everything it can be passed as, and its methods by name. */
export interface JavaType {
  readonly name: string;
  readonly assignableTo: ReadonlySet<string>;
  readonly methods: ReadonlyMap<string, readonly JavaMethod[]>;
}

/** One row of a method table: name, parameter types, and what it does. */
export type MethodRow<Self> = readonly [
  name: string,
  params: readonly string[],
  invoke: (self: Self, args: readonly Value[], budget: CallBudget) => Value | undefined,
];

/** Makes a type from its table. A row of the table hides one of `parent` with the same parameters. */
export function defineType<Self>(
  name: string,
  supertypes: readonly string[],
  rows: readonly MethodRow<Self>[],
  parent?: JavaType,
): JavaType {
  const methods = new Map<string, JavaMethod[]>();
  for (const [key, list] of parent?.methods ?? []) methods.set(key, [...list]);
  for (const [key, params, invoke] of rows) {
    const signature = params.join();
    const others = (methods.get(key) ?? []).filter((method) => method.params.join() !== signature);
    methods.set(key, [...others, { params, invoke } as JavaMethod]);
  }
  const assignableTo = new Set(['Object', name, ...supertypes, ...(parent?.assignableTo ?? [])]);
  return { name, assignableTo, methods };
}

/** An exception that Java would throw; the call it comes from gives it a position. */
export class JavaException extends Error {
  constructor(
    public readonly exception: string,
    detail: string,
  ) {
    super(detail === '' ? exception : `${exception}: ${detail}`);
  }
}
