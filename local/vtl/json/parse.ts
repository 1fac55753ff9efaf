import type { Value } from '../java/value';
import { parsePermissive } from './permissive';
import { FAILED } from './scalar-reader';
import { JsonDocument } from './source';
import { tryParseStrict } from './strict';

/**
 * Parses `text` as json-smart's permissive mode does, the parser behind API Gateway. Strict JSON takes a fast path;
 * what is not strict goes to the full parser. Throws `UnplacedError` INVALID_JSON.
 */
export function parseJson(text: string): Value {
  const strict = tryParseStrict(new JsonDocument(text));
  return strict === FAILED ? parsePermissive(text) : strict;
}
