import { compileDatePattern, type DateWriter } from './date-pattern';
import { FirehoseError } from './errors';

/** What the expressions of a prefix are filled with. */
export interface PrefixValues {
  /** Arrival of the oldest record, in milliseconds since the epoch. */
  readonly time: number;
  readonly timeZone: string;
  /** By name; for keys taken by a query. */
  readonly queryKeys?: Readonly<Record<string, string>>;
  /** By name; for keys given by the transform. */
  readonly lambdaKeys?: Readonly<Record<string, string>>;
  /** Such as `processing-failed`, in an error prefix. */
  readonly errorType?: string;
}

/** Eleven random letters and digits. */
export type RandomText = () => string;

type Part = (values: PrefixValues, random: RandomText) => string;

const EXPRESSION = /!\{([^{}]*)\}/g;
/** Longest evaluated prefix, in characters. Source: Firehose developer guide, "Custom prefixes for Amazon S3 objects". */
export const MAX_EVALUATED = 512;
const MAX_LENGTH = 1_024;
const DEFAULT_TIME = 'yyyy/MM/dd/HH/';

/**
 * A prefix with its expressions.
 *
 * Source: Firehose developer guide, "Custom prefixes for Amazon S3 objects".
 */
export class Prefix {
  /** Names of the keys it takes from the query and from the transform. */
  public readonly queryKeys: readonly string[];
  public readonly lambdaKeys: readonly string[];
  public readonly hasExpressions: boolean;
  public readonly hasErrorType: boolean;
  private readonly parts: readonly Part[];

  /**
   * @param text As declared
   * @param kind What the objects under it are
   * @param position Names the property in an error
   * @throws FirehoseError FIREHOSE_INVALID_PREFIX
   */
  public constructor(text: string, kind: 'data' | 'error', position: string) {
    if (text.length > MAX_LENGTH)
      throw invalid(`must have at most ${MAX_LENGTH} characters, got ${text.length}`, position);
    if (text.replace(EXPRESSION, '').includes('!{'))
      throw invalid(`has an expression that is not closed: '${text}'`, position);
    const expressions = [...text.matchAll(EXPRESSION)].map(([, inner = '']) => readExpression(inner, position));
    const has = (namespace: string) => expressions.filter((expression) => expression.namespace === namespace);
    this.queryKeys = has('partitionKeyFromQuery').map(({ value }) => value);
    this.lambdaKeys = has('partitionKeyFromLambda').map(({ value }) => value);
    this.hasExpressions = expressions.length > 0;
    this.hasErrorType = expressions.some(({ value }) => value === 'error-output-type');
    if (kind === 'data' && this.hasErrorType) {
      throw invalid("takes '!{firehose:error-output-type}' only in an error prefix", position);
    }
    if (kind === 'error' && this.queryKeys.length + this.lambdaKeys.length > 0) {
      throw invalid('takes no partition keys in an error prefix', position);
    }
    const timed = has('timestamp').length > 0;
    // The time path is joined without a slash of its own.
    const full = kind === 'data' && !timed ? `${text}!{timestamp:${DEFAULT_TIME}}` : text;
    this.parts = compile(full, position);
  }

  public evaluate(values: PrefixValues, random: RandomText): string {
    return this.parts.map((part) => part(values, random)).join('');
  }
}

/** The prefix of errors where none is given: the objects' own, the kind of error, a time path. */
export function defaultErrorPrefix(prefix: string, position: string): Prefix {
  return new Prefix(`${prefix}!{firehose:error-output-type}/!{timestamp:${DEFAULT_TIME}}`, 'error', position);
}

function compile(text: string, position: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(EXPRESSION)) {
    const literal = text.slice(end, match.index);
    if (literal !== '') parts.push(() => literal);
    const { namespace, value } = readExpression(match[1] ?? '', position);
    parts.push(partOf(namespace, value, position));
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  return rest === '' ? parts : [...parts, () => rest];
}

function readExpression(inner: string, position: string): { namespace: string; value: string } {
  const colon = inner.indexOf(':');
  if (colon < 0) throw invalid(`writes expressions as '!{namespace:value}', got '!{${inner}}'`, position);
  return { namespace: inner.slice(0, colon), value: inner.slice(colon + 1) };
}

function partOf(namespace: string, value: string, position: string): Part {
  switch (namespace) {
    case 'timestamp': {
      const write: DateWriter = compileDatePattern(value, position);
      return ({ time, timeZone }) => write(time, timeZone);
    }
    case 'partitionKeyFromQuery':
      return ({ queryKeys }) => queryKeys?.[value] ?? '';
    case 'partitionKeyFromLambda':
      return ({ lambdaKeys }) => lambdaKeys?.[value] ?? '';
    case 'firehose':
      if (value === 'random-string') return (_, random) => random();
      if (value === 'error-output-type') return ({ errorType }) => errorType ?? '';
      throw invalid(`knows '!{firehose:random-string}' and '!{firehose:error-output-type}', got '${value}'`, position);
    default:
      throw invalid(
        `knows the namespaces timestamp, firehose, partitionKeyFromQuery and partitionKeyFromLambda, got '${namespace}'`,
        position,
      );
  }
}

function invalid(message: string, position: string): FirehoseError {
  return new FirehoseError('FIREHOSE_INVALID_PREFIX', message, position);
}
