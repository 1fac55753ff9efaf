import type { AuthorizerRecord } from '../exchange';
import { isJsonRecord } from '../validation/json-record';

/**
 * Reads an authorizer's answer: `principalId`, `policyDocument`, optionally `context` of scalars and
 * `usageIdentifierKey`.
 *
 * @throws Error naming the member that is wrong
 */
export function readAuthorizerAnswer(text: string): {
  readonly record: AuthorizerRecord;
  readonly document: Record<string, unknown>;
} {
  const answer: unknown = JSON.parse(text);
  if (!isJsonRecord(answer)) throw new Error('it is no object');
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = answer;
  if (typeof principalId !== 'string' || principalId === '') throw new Error("'principalId' is missing");
  if (!isJsonRecord(policyDocument)) throw new Error("'policyDocument' is missing");
  if (context !== null && !isJsonRecord(context)) throw new Error("'context' must be an object");
  const texts: [string, string][] = Object.entries(context ?? {}).map(([name, value]) => {
    if (typeof value === 'object') throw new Error(`'context.${name}' must be text, a number or true or false`);
    return [name, String(value)];
  });
  return {
    record: {
      principalId,
      context: Object.fromEntries(texts),
      ...(typeof usageIdentifierKey === 'string' && { usageIdentifierKey }),
    },
    document: policyDocument,
  };
}
