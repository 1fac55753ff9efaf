import type { RequestPrincipal } from './principal';

/** Condition keys of a request, such as `aws:SourceIp`; names in any letter case, several values as an array. */
export type ConditionKeys = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One request, as IAM sees it. */
export interface IamRequest {
  readonly principal: RequestPrincipal;
  /** `service:Name`, in any letter case. */
  readonly action: string;
  /** ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** What the caller of the evaluator knows; keys of the principal are added where they are missing. */
  readonly context?: ConditionKeys;
}

/** A caller makes many requests, and his own keys are the same in each. */
const PRINCIPAL_KEYS = new WeakMap<RequestPrincipal, ReadonlyMap<string, readonly string[]>>();

/** The condition keys of one request, by lower-case name. Built when the first condition or variable asks. */
export class RequestContext {
  private own: ReadonlyMap<string, readonly string[]> | undefined;
  private inherited: ReadonlyMap<string, readonly string[]> | undefined;

  public constructor(private readonly request: IamRequest) {}

  /** @param key In lower case */
  public values(key: string): readonly string[] | undefined {
    this.own ??= collect(this.request.context ?? {});
    return this.own.get(key) ?? this.ofPrincipal().get(key);
  }

  private ofPrincipal(): ReadonlyMap<string, readonly string[]> {
    this.inherited ??= PRINCIPAL_KEYS.get(this.request.principal);
    if (this.inherited === undefined) {
      this.inherited = collect(principalKeys(this.request.principal));
      PRINCIPAL_KEYS.set(this.request.principal, this.inherited);
    }
    return this.inherited;
  }
}

function collect(keys: ConditionKeys): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const name in keys) {
    const value = keys[name];
    if (value !== undefined) values.set(name.toLowerCase(), Array.isArray(value) ? value : [String(value)]);
  }
  return values;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function principalKeys(principal: RequestPrincipal): ConditionKeys {
  switch (principal.type) {
    case 'anonymous':
      return { 'aws:PrincipalType': 'Anonymous', 'aws:PrincipalIsAWSService': false };
    case 'federated':
      return { 'aws:FederatedProvider': principal.provider, 'aws:PrincipalIsAWSService': false };
    case 'service':
      return { 'aws:PrincipalServiceName': principal.service, 'aws:PrincipalIsAWSService': true };
    case 'root':
      return { ...awsKeys(principal), 'aws:PrincipalType': 'Account', 'aws:userid': principal.account };
    case 'user':
      return {
        ...awsKeys(principal),
        'aws:PrincipalType': 'User',
        'aws:username': lastPart(principal.arn),
        'aws:userid': principal.id,
      };
    case 'role':
      // aws:PrincipalArn is the role's ARN, never the session's.
      return {
        ...awsKeys(principal),
        'aws:PrincipalType': 'AssumedRole',
        'aws:userid':
          principal.id && principal.sessionArn ? `${principal.id}:${lastPart(principal.sessionArn)}` : undefined,
      };
  }
}

function awsKeys({ arn, account }: { readonly arn: string; readonly account: string }): ConditionKeys {
  return { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': false };
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
