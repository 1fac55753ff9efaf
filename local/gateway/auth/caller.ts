import type { CompiledPolicies, RequestPrincipal } from '../../iam';
import type { KnownCredentials } from '../../sigv4';

/** Somebody who can sign requests. */
export interface Caller {
  readonly principal: RequestPrincipal;
  /** What the caller's own policies allow. */
  readonly policies: CompiledPolicies;
  /** Unique id, as `$context.identity.user` and `.caller` give it: `AIDA…`. */
  readonly userId: string;
  /** ARN of the user or session. */
  readonly arn: string;
  readonly account: string;
}

/** Finds callers by access key id. */
export interface CallerDirectory {
  tryCaller(accessKeyId: string): KnownCredentials<Caller> | undefined;
}

export const NO_CALLERS: CallerDirectory = { tryCaller: () => undefined };
