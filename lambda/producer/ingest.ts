import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Answer, type Refusal, refusal } from './answers';
import type { ProducerConfig } from './config';
import { answerToBatch, answerToOne, failureOf, type Outcome } from './outcome';
import { lastHeader } from './partition-key';
import { type OutRecord, recordsOf } from './records';
import type { Writer } from './writer';

/** A compiled schema: see the schema compiler. */
export type Validator = ((value: unknown) => boolean) & {
  readonly errors?: readonly { readonly schemaPath: string }[] | null;
};

/** What a request is handled with. */
export interface Ingest {
  readonly config: ProducerConfig;
  readonly validate: Validator;
  readonly writer: Writer;
}

/** What is told of a request: nothing that was in it. */
export interface Report {
  readonly answer: Answer;
  readonly stored: number;
  /** Records that were not stored, by reason. */
  readonly failed: { readonly [code: string]: number };
  /** Names of the errors behind that, as the service or its client gives them. */
  readonly causes: readonly string[];
  /** Why a request was refused before it came to records. */
  readonly refused?: Refusal;
  /** The rule of the schema that was broken. */
  readonly rule?: string;
}

/** Time that stays for the answer, in milliseconds. */
const MARGIN = 300;

/** Takes a request in. @param remaining Milliseconds until the function is ended, whenever it is asked */
export async function ingest(
  event: APIGatewayProxyEvent,
  { config, validate, writer }: Ingest,
  remaining: () => number,
): Promise<Report> {
  const { extendedRequestId: requestId = '' } = event.requestContext;
  const refuse = (refused: Refusal, rule?: string): Report => {
    return { answer: refusal(refused, requestId), stored: 0, failed: {}, causes: [], refused, rule };
  };
  if (mediaTypeOf(event) !== 'application/json') return refuse('mediaType');
  const text = bodyOf(event);
  const body = tryParse(text, validate);
  if ('broken' in body) return refuse('invalidBody', body.broken);
  const records = recordsOf(event, text, body.value, config);
  // Nothing of a request is stored that the service would refuse whole.
  if (records.some((record) => writer.tryRefuse(record) !== undefined)) return refuse('invalid');
  // Asked only now: to read and to validate a body of megabytes takes its time where there is little CPU.
  const outcomes = await write(records, writer, Math.max(0, remaining() - MARGIN));
  const [only] = outcomes;
  const answer = config.batch || only === undefined ? answerToBatch(outcomes, requestId) : answerToOne(only, requestId);
  return { answer, ...tally(outcomes) };
}

/** Without a type it counts as JSON, as it does to API Gateway. */
function mediaTypeOf({ headers }: APIGatewayProxyEvent): string {
  const [type = ''] = (lastHeader(headers, 'content-type') ?? '').split(/[;,]/);
  return type.trim().toLowerCase() || 'application/json';
}

/** The body as text; bytes that are no UTF-8 become U+FFFD, and no body is `{}`, as to API Gateway. */
function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : body;
  return text === null || text === undefined || text === '' ? '{}' : text;
}

function tryParse(text: string, validate: Validator): { readonly value: unknown } | { readonly broken: string } {
  try {
    const value: unknown = JSON.parse(text);
    return validate(value) ? { value } : { broken: validate.errors?.[0]?.schemaPath ?? 'unknown' };
  } catch (error) {
    if (error instanceof SyntaxError) return { broken: 'not JSON' };
    if (error instanceof RangeError) return { broken: 'nested too deeply' };
    throw error;
  }
}

async function write(records: readonly OutRecord[], writer: Writer, timeout: number): Promise<Outcome[]> {
  const puts = records.map((record) =>
    writer.put(record, { timeout }).then((stored): Outcome => ({ stored }), failureOf),
  );
  void writer.flush();
  return await Promise.all(puts);
}

function tally(outcomes: readonly Outcome[]): Pick<Report, 'stored' | 'failed' | 'causes'> {
  const failed: { [code: string]: number } = {};
  const causes = new Set<string>();
  let stored = 0;
  for (const outcome of outcomes) {
    if ('stored' in outcome) stored++;
    else {
      failed[outcome.failed] = (failed[outcome.failed] ?? 0) + 1;
      if (outcome.cause !== undefined) causes.add(outcome.cause);
    }
  }
  return { stored, failed, causes: [...causes] };
}
