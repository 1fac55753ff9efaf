/** A value that JSON text can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. Keys may be any text, `__proto__` included: make members by `put`. */
export interface JsonObject {
  [key: string]: Json;
}

/** An object or a list. */
export type JsonContainer = Json[] | JsonObject;

/**
 * How deep an event may be nested. What walks an event calls itself once a level: the limit keeps it far from the end of
 * the stack, with any settings of the runtime.
 */
export const MAX_DEPTH = 500;

export function isContainer(value: Json | undefined): value is JsonContainer {
  return typeof value === 'object' && value !== null;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes a member. Plain assignment of `__proto__` would change the object's prototype, and lose the value. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
