import { join } from 'node:path';

type Schema = { readonly [key: string]: unknown };
type Files = { readonly [name: string]: string };

/** Validators by the schema they are of: the routes and stages of an app share few. */
const compiled = new Map<string, Files>();

/**
 * Files of a validator for bodies of `schema`, made by the compiler that is bundled beside the constructs: what they
 * hold is plain code. Throws for a schema that cannot be compiled.
 */
export function validatorFiles(schema: Schema): Files {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // Loaded only where a function is made.
  const { compileValidator } = require(join(__dirname, '..', '..', 'schema-compiler')) as {
    compileValidator(schema: Schema): Files;
  };
  try {
    const files = compileValidator(schema);
    compiled.set(key, files);
    return files;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`'eventSchema' must be a JSON Schema of draft 4 that can be compiled, got one where ${reason}`);
  }
}
