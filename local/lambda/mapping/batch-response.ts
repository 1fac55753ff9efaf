/** What a function's answer says of a batch: all done, all failed, or these. */
export type BatchResponse = { readonly failed: 'none' | 'all' } | { readonly failed: ReadonlySet<string> };

/**
 * Reads `{"batchItemFailures":[{"itemIdentifier":"…"}]}`. Nothing, null and an empty list are success; an identifier
 * that is missing, empty or of no record of the batch fails the whole batch.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readBatchResponse(payload: Buffer, identifiers: ReadonlySet<string>): BatchResponse {
  let answer: unknown;
  try {
    answer = JSON.parse(payload.toString());
  } catch {
    return { failed: 'all' };
  }
  if (answer === null || answer === '') return { failed: 'none' };
  if (typeof answer !== 'object' || Array.isArray(answer)) return { failed: 'all' };
  const failures: unknown = 'batchItemFailures' in answer ? answer.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return { failed: 'none' };
  if (!Array.isArray(failures)) return { failed: 'all' };
  const named = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : undefined,
  );
  if (named.length === 0) return { failed: 'none' };
  if (!named.every((name): name is string => typeof name === 'string' && identifiers.has(name)))
    return { failed: 'all' };
  return { failed: new Set(named) };
}
