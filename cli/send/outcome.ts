/** What became of one event. */
export interface Outcome {
  readonly kind: 'accepted' | 'throttled' | 'refused' | 'unanswered';
  /** Why it was not accepted: `403 Forbidden: …`. */
  readonly reason?: string;
  /** Whether it may be accepted later. */
  readonly isPassing?: boolean;
}

/** An answer of the front door. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds, of the header `Retry-After`. */
  readonly retryAfter: number | undefined;
}

const ACCEPTED: Outcome = { kind: 'accepted' };
const THROTTLES = new Set(['Throttled', 'ProvisionedThroughputExceededException']);

/**
 * What an answer says of each event of its request, as the HTTP contract has it: in a batch each record has a result of
 * its own, whatever the status.
 *
 * @param count Events in the request
 */
export function outcomesOf(answer: Answer, count: number, isBatch: boolean): Outcome[] {
  const body = tryParse(answer.body);
  const results = isBatch && isObject(body) && Array.isArray(body.records) ? (body.records as unknown[]) : undefined;
  if (results === undefined) return Array<Outcome>(count).fill(outcomeOfWhole(answer, body));
  if (results.length === count) return results.map((result) => outcomeOfRecord(result));
  const reason = `${answer.status}: the answer has ${results.length} results for ${count} events`;
  return Array<Outcome>(count).fill({ kind: 'refused', reason });
}

/** What became of events whose request got no answer: they may have been stored. */
export function unanswered(count: number, reason: string): Outcome[] {
  return Array<Outcome>(count).fill({ kind: 'unanswered', reason });
}

function outcomeOfWhole({ status, body, retryAfter }: Answer, parsed: unknown): Outcome {
  if (status >= 200 && status < 300) return ACCEPTED;
  const reason = `${status} ${errorText(parsed) ?? body.slice(0, 100).replace(/\s+/g, ' ')}`.trimEnd();
  if (status !== 429) return { kind: 'refused', reason };
  // A quota that is used up has no Retry-After, and is not given back while one waits.
  return { kind: 'throttled', reason, isPassing: retryAfter !== undefined };
}

function outcomeOfRecord(result: unknown): Outcome {
  const code = isObject(result) ? result.errorCode : undefined;
  if (code === undefined) return ACCEPTED;
  const message = isObject(result) && typeof result.errorMessage === 'string' ? `: ${result.errorMessage}` : '';
  const reason = `record ${String(code)}${message}`;
  return THROTTLES.has(String(code)) ? { kind: 'throttled', reason, isPassing: true } : { kind: 'refused', reason };
}

/** `Forbidden: …` of our front doors, `…` of AWS's own answers. */
function errorText(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { error, message } = body;
  if (isObject(error) && typeof error.code === 'string') return `${error.code}: ${String(error.message)}`;
  return typeof message === 'string' ? message : undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
