import type { GatewayResponseType } from './response/response-types';

export interface RefusalOptions {
  /** What the client is told; null prints as `null`. @default - the text of the type */
  readonly message?: string | null;
  /** @default - that of the type */
  readonly status?: number;
  /** `x-amzn-ErrorType`. @default - that of the type */
  readonly errorType?: string;
  /** `$context.error.validationErrorString`. */
  readonly validationErrorString?: string;
  /** Why, for the local log. @default - the message */
  readonly reason?: string;
  /** `$context.integration.error` and the like. */
  readonly cause?: unknown;
}

/** A request that the gateway itself answers, with one of its gateway responses. */
export class Refusal extends Error {
  public constructor(
    public readonly type: GatewayResponseType,
    public readonly options: RefusalOptions = {},
  ) {
    super(options.reason ?? options.message ?? type, { cause: options.cause });
  }
}
