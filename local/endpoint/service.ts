import type { CompiledPolicies, ConditionKeys, RequestPrincipal } from '../iam';
import type { AwsFault } from './fault';

/** A call of an AWS API, from the wire or from a part of the runtime that calls in process. */
export interface AwsRequest {
  readonly method: string;
  /** Percent-encoded, without the query string. */
  readonly path: string;
  /** As on the wire, without the `?`; empty if there is none. */
  readonly query: string;
  /** By lower-case name; several values of one name are joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The same as text, where the caller has it so. */
  readonly text?: string | undefined;
  /** The operation, such as `PutRecord`, where the call names it in place of an `X-Amz-Target` header. */
  readonly action?: string;
  /** Who calls. */
  readonly caller?: RequestPrincipal;
  /** Asked by the service before it acts; absent where the caller's policies were evaluated beforehand. */
  readonly authorize?: Authorize;
}

/**
 * Whether the caller may do this.
 *
 * @param action `kinesis:PutRecord`
 * @param resource ARN, or `*` for an action that has no resource
 * @param options What the resource has a say in
 * @returns AWS's text of the refusal; undefined where it is allowed
 */
export type Authorize = (action: string, resource: string, options?: AuthorizeOptions) => string | undefined;

/** What decides beside the caller's own policies. */
export interface AuthorizeOptions {
  /** Policy of the resource. @default - it has none */
  readonly policy?: CompiledPolicies;
  /** Whether that policy must allow, as a key's must. @default false */
  readonly policyRequired?: boolean;
  /** Condition keys of the request. @default - those of the caller alone */
  readonly context?: ConditionKeys;
}

export interface AwsResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The same as text, where the service has it so. */
  readonly text?: string | undefined;
}

/** One AWS service, running in process. */
export interface AwsService {
  /** Its signing name: `kinesis`, `firehose`, `sqs`, `s3`. */
  readonly name: string;
  /** What stands before the dot of `X-Amz-Target`, for services that have it: `Kinesis_20131202`. */
  readonly targetPrefix?: string;
  /**
   * The longest body it takes, in bytes; the endpoint answers a longer one with 413.
   * @default - 16 MiB
   */
  readonly maxBodySize?: number;
  /**
   * Words a refusal that is made before the service is asked: of a signature, say.
   * @default - JSON 1.1
   */
  refuse?(fault: AwsFault, request: Pick<AwsRequest, 'method' | 'path' | 'headers'>): AwsResponse;
  /** Answers every call, mistaken ones in AWS's shape. Rejects only where the runtime itself is at fault. */
  handle(request: AwsRequest): Promise<AwsResponse>;
}
