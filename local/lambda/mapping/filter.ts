import { LambdaError } from '../errors';
import { compilePattern, type PatternTest } from './pattern';

/** What a filter sees of a record: its data (or body) as it came, and what else is known of it. */
export interface FilterSubject {
  /** `data` of a stream record, `body` of a message. */
  readonly contentName: 'data' | 'body';
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether a record is passed to the function. */
export type RecordFilter = (subject: FilterSubject) => boolean;

/**
 * Compiles the patterns of a FilterCriteria; a record passes that matches one of them.
 *
 * Data is read as JSON where the pattern for it is an object, as plain text where it is a list; data of the other kind
 * is filtered out.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 *
 * @throws LambdaError LAMBDA_INVALID_FILTER
 */
export function compileFilters(patterns: readonly string[], position: string): RecordFilter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((text, index) => compileFilter(text, `${position}.Filters[${index}]`));
  return (subject) => filters.some((filter) => filter(subject));
}

function compileFilter(text: string, position: string): RecordFilter {
  const pattern = parse(text);
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw new LambdaError('LAMBDA_INVALID_FILTER', `a pattern must be a JSON object, got ${text}`, position);
  }
  const test: PatternTest = compilePattern(pattern, position);
  const kinds = new Map(Object.entries(pattern).map(([name, value]) => [name, Array.isArray(value) ? 'text' : 'json']));
  return ({ content, contentName, metadata }) => {
    const kind = kinds.get(contentName);
    if (kind === undefined) return test(metadata);
    const parsed = parse(content);
    const isJson = typeof parsed === 'object' && parsed !== null;
    if (isJson !== (kind === 'json')) return false;
    return test({ ...metadata, [contentName]: isJson ? parsed : content });
  };
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
