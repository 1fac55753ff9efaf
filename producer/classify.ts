import type { Failure } from './wire';

/** Errors of whole requests, by what they mean. Sources: API references of Kinesis and Firehose, "Errors" and "Common errors". */
const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'KMSThrottlingException',
  'LimitExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
const REFUSALS = new Set(['InvalidArgumentException', 'SerializationException', 'ValidationException']);
const DENIALS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidKMSResourceException',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSOptInRequired',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
]);

/**
 * What an error of the client means for every record of the request. Errors without a status never came to an answer,
 * so that another attempt may go better.
 *
 * @param throttles Names of this service's own errors for "too fast"
 */
export function classify(error: unknown, throttles: ReadonlySet<string>): Failure {
  const { name, status } = read(error);
  const cause = error;
  if (THROTTLES.has(name) || throttles.has(name) || status === 429) return { code: 'Throttled', retry: true, cause };
  if (REFUSALS.has(name) || status === 413) return { code: 'Refused', retry: false, cause };
  if (DENIALS.has(name)) return { code: 'Denied', retry: false, cause };
  const isAnswer = status !== undefined && status >= 400 && status < 500;
  return { code: 'Unavailable', retry: !isAnswer, cause };
}

function read(error: unknown): { name: string; status: number | undefined } {
  if (typeof error !== 'object' || error === null) return { name: '', status: undefined };
  const { name, $metadata } = error as { readonly name?: unknown; readonly $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return { name: typeof name === 'string' ? name : '', status: typeof status === 'number' ? status : undefined };
}
