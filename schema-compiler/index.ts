import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _ } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import Ajv from 'ajv-draft-04';
import { DRAFT_4_OPTIONS } from './draft-04';

/** Names of the files of a validator, which lie in one folder. */
export const VALIDATOR_FILE = 'validator.js';
const HELPERS_FILE = 'validator-helpers.js';

const HELPERS = `require("./${HELPERS_FILE}")`;
const RUNTIME = /require\("ajv\/dist\/runtime\/(equal|ucs2length)"\)\.default/g;

/**
 * Compiles a JSON Schema (draft 4) to JavaScript that needs neither a compiler nor `eval`: files by name, of which
 * `validator.js` exports a function that tells whether a value is valid, and has `errors` where it is not.
 *
 * @throws Error with a text about the schema
 */
export function compileValidator(schema: { readonly [key: string]: unknown }): { [file: string]: string } {
  const ajv = new Ajv({
    ...DRAFT_4_OPTIONS,
    code: { source: true, formats: _`require("./validator-helpers.js").formats` },
  });
  // `$schema` and `id` would name another draft, or move the schema elsewhere: see the models of the local gateway.
  const { $schema: _draft, id: _id, ...rest } = schema;
  const code = standaloneCode(ajv, ajv.compile(rest)).replace(RUNTIME, (_whole, name: string) => `${HELPERS}.${name}`);
  // In the schema's own texts, which the code may hold, quotes are escaped.
  const foreign = code
    .split(HELPERS)
    .join('')
    .match(/require\("[^"]*"\)/);
  if (foreign !== null) throw new Error(`the schema needs ${foreign[0]}, which a validator does not carry`);
  return { [VALIDATOR_FILE]: code, [HELPERS_FILE]: readFileSync(join(__dirname, 'helpers.js'), 'utf8') };
}
