import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UsageError } from './command';

/**
 * Reads a JSON file of texts by name; numbers and flags count as the text they are written as.
 *
 * @param what For errors: the option that named the file
 * @throws UsageError
 */
export function readTextMap(file: string, what: string, cwd: string): Readonly<Record<string, string>> {
  const parsed = parse(readFile(resolve(cwd, file), file, what), file, what);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(
      `'${what}' must name a file with one JSON object, such as {"Name": "value"}; '${file}' has none`,
    );
  }
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        return [name, String(value)];
      }
      throw new UsageError(`'${name}' of '${file}' must be text`);
    }),
  );
}

function readFile(path: string, file: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read '${file}' of '${what}': ${messageOf(error)}`);
  }
}

function parse(text: string, file: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`'${file}' of '${what}' is not JSON: ${messageOf(error)}`);
  }
}
