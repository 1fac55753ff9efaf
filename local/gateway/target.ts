import type { Body } from '../body';
import type { Caller } from './auth/caller';

/**
 * A call that leaves the gateway for an AWS service: of an `AWS` or `AWS_PROXY` integration, or of a Lambda authorizer.
 *
 * Either `action` or `path` is set, as in the integration's URI (`kinesis:action/PutRecord`, `sqs:path/123/queue`). A
 * function is invoked by service `lambda`, path `2015-03-31/functions/{functionArn}/invocations`.
 */
export interface TargetCall {
  /** As in the URI: `kinesis`, `firehose`, `lambda`, `sqs`. */
  readonly service: string;
  /** Of a URI `arn:aws:apigateway:region:subdomain.service:…`. */
  readonly subdomain: string | undefined;
  readonly region: string;
  readonly action: string | undefined;
  /** Without a leading slash; path parameters are put in already. */
  readonly path: string | undefined;
  /** ARN of the role that API Gateway assumes; undefined where it calls for itself or for the caller. */
  readonly executionRole: string | undefined;
  /** The caller whose credentials are used: `Credentials` is `arn:aws:iam::*:user/*`. */
  readonly caller: Caller | undefined;
  /** ARN of the API, method and path that calls: the source of a call for which a function's policy is asked. */
  readonly sourceArn: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Text where it is rendered: made to bytes only by those who need them. */
  readonly body: Body;
  /** Milliseconds the gateway waits. */
  readonly timeout: number;
  /** Aborts when the gateway stops waiting. Made when first read. */
  readonly signal: AbortSignal;
}

/** What the service answered. */
export interface TargetAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
}

/**
 * What stands behind the gateway. A rejected promise is an integration failure; the services' own errors are answers.
 */
export interface TargetCaller {
  call(call: TargetCall): Promise<TargetAnswer>;
}

/** What a {@link TargetCaller} rejects with where API Gateway itself could not make the call: its role, for one. */
export class TargetConfigurationError extends Error {
  public override readonly name = 'TargetConfigurationError';
}
