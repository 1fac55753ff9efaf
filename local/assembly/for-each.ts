import type { Evaluation } from './evaluation';
import { describe, isList, isRecord, isScalar, type Json, type JsonRecord } from './json';

const LOOP = 'Fn::ForEach::';

export function hasLoop(node: JsonRecord): boolean {
  return Object.keys(node).some((key) => key.startsWith(LOOP));
}

/**
 * Expands the `Fn::ForEach` members of a mapping, loops within loops too; all else stays as it is.
 * Source: CloudFormation template reference, Fn::ForEach: `[identifier, collection, {key: body}]`, where `${identifier}`, and
 * `&{identifier}` less all but letters and digits, stand for the element in keys and texts, as does `Ref: identifier`.
 */
export function expandLoops(node: JsonRecord, at: Evaluation): JsonRecord {
  if (!hasLoop(node)) return node;
  const members = Object.entries(node).flatMap(([key, member]): [string, Json][] =>
    key.startsWith(LOOP) ? expandLoop(member, at.at(key)) : [[key, member]],
  );
  return Object.fromEntries(members);
}

function expandLoop(argument: Json, at: Evaluation): [string, Json][] {
  const [identifier, collection = null, body] = at.operands(argument, '[identifier, collection, {key: body}]', 3);
  if (typeof identifier !== 'string' || !isRecord(body)) {
    throw at.fail('MALFORMED_INTRINSIC', `takes [identifier, collection, {key: body}], got ${describe(argument)}`);
  }
  return at
    .at(1)
    .list(collection)
    .flatMap((element) => {
      if (!isScalar(element)) throw at.fail('MALFORMED_INTRINSIC', `loops over texts, got ${describe(element)}`);
      const round = replaceIn(body, identifier, String(element));
      return isRecord(round) ? Object.entries(expandLoops(round, at)) : [];
    });
}

function replaceIn(node: Json, identifier: string, element: string): Json {
  if (typeof node === 'string') return replaceText(node, identifier, element);
  if (isList(node)) return node.map((item) => replaceIn(item, identifier, element));
  if (!isRecord(node)) return node;
  if (node.Ref === identifier) return element;
  const members = Object.entries(node).map(([key, member]): [string, Json] => [
    replaceText(key, identifier, element),
    replaceIn(member, identifier, element),
  ]);
  return Object.fromEntries(members);
}

function replaceText(text: string, identifier: string, element: string): string {
  const letters = element.replace(/[^A-Za-z0-9]/g, '');
  // By functions, since a `$` in an element is no pattern.
  return text.replaceAll(`\${${identifier}}`, () => element).replaceAll(`&{${identifier}}`, () => letters);
}
