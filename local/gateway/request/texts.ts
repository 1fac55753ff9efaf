/** Texts by name. Names come from clients: `__proto__` and `constructor` are names like any other. */
export type Texts = { readonly [name: string]: string };

/**
 * Objects without anything of Object's. `Object.create(null)` would do too, but makes slow ones: these share their
 * layout when their names come in the same order, as a client's headers do.
 */
const Bare = function Bare() {} as unknown as { new (): object; prototype: object };
Bare.prototype = Object.create(null);

export function newTexts<T = string>(): Record<string, T> {
  return new Bare() as Record<string, T>;
}

export const NO_TEXTS: Texts = Object.freeze(newTexts());
