import { IamError } from './errors';

/** Who makes a request. */
export type RequestPrincipal =
  | { readonly type: 'user'; readonly arn: string; readonly account: string; readonly id?: string }
  | {
      readonly type: 'role';
      /** Of the role itself: `arn:aws:iam::123456789012:role/path/Name`. */
      readonly arn: string;
      readonly account: string;
      /** Of the session: `arn:aws:sts::123456789012:assumed-role/Name/session`. */
      readonly sessionArn?: string;
      readonly id?: string;
    }
  /** The root user of an account. */
  | { readonly type: 'root'; readonly arn: string; readonly account: string }
  /** An AWS service acting for itself: `firehose.amazonaws.com`. */
  | { readonly type: 'service'; readonly service: string }
  /** A web identity or SAML user at the moment of assuming a role. */
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'anonymous' };

/**
 * Whom an Allow of a resource policy names, from the strongest.
 *
 * - `principal`: the caller as such, or everyone. Suffices within the account, and a permissions boundary that is
 *   silent does not limit it.
 * - `role`: the caller's role. Suffices within the account, but the boundary limits it.
 * - `account`: the account, which only delegates: the caller's own policies must allow as well.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export type Grant = 'principal' | 'role' | 'account';

/** How a statement's Principal or NotPrincipal applies to a caller; undefined if it does not. */
export type PrincipalMatcher = (principal: RequestPrincipal) => Grant | undefined;

type PrincipalTest = (principal: RequestPrincipal) => Grant | undefined;

const STRENGTH: Readonly<Record<Grant, number>> = { principal: 3, role: 2, account: 1 };
const ACCOUNT = /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/;
const IDENTITY_ARN = /^arn:aws[a-z-]*:(?:iam|sts)::(?:\d{12}|cloudfront):[^*?]+$/;
/** Unique ids of users and roles, which IAM writes where a named principal was deleted. */
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/** Compiles the Principal element. */
export function compilePrincipal(element: unknown, position: string): PrincipalMatcher {
  const tests = principalTests(element, position);
  return (principal) => strongest(tests, principal);
}

/**
 * Compiles the NotPrincipal element.
 *
 * A caller is exempt only if everything he is stands in the list: user and account, or session, role and account. That
 * is what the documentation asks for; IAM may be more lenient, and a policy that passes here passes there.
 */
export function compileNotPrincipal(element: unknown, position: string): PrincipalMatcher {
  const tests = principalTests(element, position);
  return (principal) => (identitiesOf(principal).every((one) => strongest(tests, one)) ? undefined : 'principal');
}

function principalTests(element: unknown, position: string): PrincipalTest[] {
  if (element === '*') return [everyone];
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new IamError('IAM_INVALID_PRINCIPAL', `expected "*" or an object, got ${JSON.stringify(element)}`, position);
  }
  const tests = Object.entries(element).flatMap(([type, values]) =>
    [values].flat().map((value: unknown) => principalTest(type, value, position)),
  );
  if (tests.length === 0) throw new IamError('IAM_INVALID_PRINCIPAL', 'names nobody', position);
  return tests;
}

function principalTest(type: string, value: unknown, position: string): PrincipalTest {
  if (typeof value !== 'string') {
    throw new IamError('IAM_INVALID_PRINCIPAL', `expected text, got ${JSON.stringify(value)}`, `${position}.${type}`);
  }
  switch (type) {
    case 'AWS':
      return awsPrincipal(value, `${position}.${type}`);
    case 'Service':
      return (principal) => (principal.type === 'service' && principal.service === value ? 'principal' : undefined);
    case 'Federated':
      return (principal) => (principal.type === 'federated' && principal.provider === value ? 'principal' : undefined);
    case 'CanonicalUser':
      // The owner of an account, or an origin access identity of CloudFront: neither signs requests here.
      return () => undefined;
    default:
      throw new IamError(
        'IAM_INVALID_PRINCIPAL',
        `'${type}' is not AWS, Service, Federated or CanonicalUser`,
        position,
      );
  }
}

function awsPrincipal(value: string, position: string): PrincipalTest {
  if (value === '*') return everyone;
  const account = ACCOUNT.exec(value)?.[1];
  if (account !== undefined) {
    return (principal) => {
      if (!('account' in principal) || principal.account !== account) return undefined;
      return principal.type === 'root' ? 'principal' : 'account';
    };
  }
  if (IDENTITY_ARN.test(value)) {
    return (principal) => {
      if (principal.type === 'role') {
        if (principal.sessionArn === value) return 'principal';
        return principal.arn === value ? 'role' : undefined;
      }
      return principal.type === 'user' && principal.arn === value ? 'principal' : undefined;
    };
  }
  if (UNIQUE_ID.test(value)) {
    return (principal) => {
      if (!('id' in principal) || principal.id !== value) return undefined;
      return principal.type === 'role' ? 'role' : 'principal';
    };
  }
  throw new IamError(
    'IAM_INVALID_PRINCIPAL',
    `'${value}' is neither *, an account nor the ARN of a user, role or session; wildcards within an ARN are not allowed`,
    position,
  );
}

function everyone(): Grant {
  return 'principal';
}

function strongest(tests: readonly PrincipalTest[], principal: RequestPrincipal): Grant | undefined {
  let best: Grant | undefined;
  for (const test of tests) {
    const grant = test(principal);
    if (grant !== undefined && (best === undefined || STRENGTH[grant] > STRENGTH[best])) best = grant;
  }
  return best;
}

/** A caller and everything else he is: his role, his account. */
function identitiesOf(principal: RequestPrincipal): RequestPrincipal[] {
  if (principal.type !== 'user' && principal.type !== 'role') return [principal];
  const { account } = principal;
  const root: RequestPrincipal = { type: 'root', account, arn: `arn:aws:iam::${account}:root` };
  // Taken apart, so that naming the account does not exempt its users.
  if (principal.type === 'user') return [{ ...principal, account: '' }, root];
  const role: RequestPrincipal = { type: 'role', arn: principal.arn, account: '', id: principal.id };
  if (principal.sessionArn === undefined) return [role, root];
  return [{ type: 'role', arn: '', account: '', sessionArn: principal.sessionArn }, role, root];
}
