import { parseJson } from '../../vtl/json/parse';
import { writeJson } from '../../vtl/json/write';
import { jsonPath } from '../../vtl/jsonpath/compile';
import { evaluatePath } from '../../vtl/jsonpath/evaluate';

/**
 * The part of a body at a path: texts as they are, everything else as JSON; undefined where there is nothing. A body
 * that does not begin like JSON is one text and has no parts.
 *
 * @throws Error where the body begins like JSON and is not
 */
export function bodyPart(body: string, path: string): string | undefined {
  const found = /^\s*[{[]/.test(body) ? evaluatePath(jsonPath(path), parseJson(body)) : undefined;
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : writeJson(found);
}

/** Refuses a body that begins like JSON and is not. @throws Error */
export function checkBody(body: string): void {
  if (/^\s*[{[]/.test(body)) parseJson(body);
}
