import { mappingTemplate } from './mapping-template';
import type { TargetResponse } from './target';

/** Texts a producer sees. They help it and give nothing away. */
export const MESSAGES = {
  invalid: 'The request was refused: check its size, its partition keys and the number of records',
  throttled: 'Too many requests: try again later',
  unavailable: 'The event could not be stored: try again later',
  internal: 'The request could not be processed',
} as const;

/** Names of a service's errors, by what they mean to a producer. Everything else is a 503. */
export interface ServiceErrors {
  /** The request is at fault: 400. */
  readonly refusals: readonly string[];
  /** Too fast: 429 with `Retry-After`. */
  readonly throttles: readonly string[];
  /** Permissions or name refused: 502. */
  readonly denials: readonly string[];
}

/**
 * The responses of an AWS service that speaks JSON 1.1. Success has a pattern of its own, so that nothing unforeseen
 * is ever answered as success; the default response reads the error. Kinesis answers throttles as HTTP 400, Firehose as
 * 503, and an over-long HTTP request as a bare 413.
 */
export function serviceResponses(success: string, errors: ServiceErrors): TargetResponse[] {
  const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(',');
  const error = mappingTemplate('error.response.vtl', {
    ...MESSAGES,
    refusals: list(errors.refusals),
    throttles: list(errors.throttles),
    denials: list(errors.denials),
  });
  return [
    { statusCode: '200', selectionPattern: '200', template: success },
    // Every 4xx but 413.
    { statusCode: '400', selectionPattern: '4(0\\d|1[0-24-9]|[2-9]\\d)', template: error },
    {
      statusCode: '413',
      selectionPattern: '413',
      template: mappingTemplate('too-large.response.vtl', { invalid: MESSAGES.invalid }),
    },
    { statusCode: '503', template: error },
  ];
}
