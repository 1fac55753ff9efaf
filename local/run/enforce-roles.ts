import type { Deployment } from '../assembly';
import {
  type GatewayLog,
  type TargetAnswer,
  type TargetCall,
  type TargetCaller,
  TargetConfigurationError,
} from '../gateway';
import { accessDeniedMessage, authorize, evaluate, type IamRequest } from '../iam';
import { FunctionPolicies } from './function-policies';
import { type Role, Roles } from './roles';
import { functionArnOf, type Permission, permissionOf } from './service-permissions';

const GATEWAY = { type: 'service', service: 'apigateway.amazonaws.com' } as const;
/** Sources and decisions kept of a role: what a client can choose of them must not fill the memory. */
const CAPACITY = 10_000;

/** What is known of a role. Role, action and resource decide alone, since nothing of the request is in their context. */
interface KnownRole {
  readonly role: Role;
  /** ARNs of methods that the role trusts. */
  readonly trusted: Set<string>;
  /** What refuses, by action and resource; undefined where nothing does. */
  readonly refusals: Map<string, Map<string, string | undefined>>;
}

/**
 * Lets a call through only if its role may be assumed by API Gateway and allows what the call does, and a call without a
 * role only if the function's own policy allows it. What is refused answers as the service does, and the log names role,
 * action and construct path.
 */
export class RoleEnforcer implements TargetCaller {
  private readonly roles: Roles;
  private readonly functions: FunctionPolicies;
  private readonly known = new Map<string, KnownRole>();
  private readonly noted = new Set<string>();

  public constructor(
    private readonly deployment: Deployment,
    private readonly target: TargetCaller,
    private readonly log: GatewayLog,
  ) {
    this.roles = new Roles(deployment);
    this.functions = new FunctionPolicies(deployment);
  }

  public call(call: TargetCall): Promise<TargetAnswer> {
    try {
      const refused = call.executionRole === undefined ? this.refuseWithoutRole(call) : this.refuseRole(call);
      return refused === undefined ? this.target.call(call) : Promise.resolve(refused);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private refuseRole(call: TargetCall): TargetAnswer | undefined {
    const { executionRole = '' } = call;
    const known = this.tryKnown(executionRole);
    if (known === undefined) {
      this.note(`role ${executionRole} is not in this deployment: what it allows is not checked`);
      return undefined;
    }
    const { role } = known;
    if (!known.trusted.has(call.sourceArn)) this.checkTrust(known, call);
    const permission = permissionOf(call, this.arnOf);
    if (permission === undefined) return undefined;
    const message = this.refusalOf(known, permission);
    if (message === undefined) return undefined;
    const unknown = role.unknownPolicies.length === 0 ? '' : `; not known here: ${role.unknownPolicies.join(', ')}`;
    this.write(`${call.service} refuses: role ${role.arn} [${role.position}] lacks ${permission.action}${unknown}`);
    return denied(call.service, message);
  }

  private tryKnown(arn: string): KnownRole | undefined {
    const known = this.known.get(arn);
    if (known !== undefined) return known;
    const role = this.roles.tryRole(arn);
    if (role === undefined) return undefined;
    const made = { role, trusted: new Set<string>(), refusals: new Map() };
    this.known.set(arn, made);
    return made;
  }

  private checkTrust({ role, trusted }: KnownRole, call: TargetCall): void {
    const { account } = this.deployment;
    const request: IamRequest = {
      principal: GATEWAY,
      action: 'sts:AssumeRole',
      resource: role.arn,
      context: { 'aws:SourceArn': call.sourceArn, 'aws:SourceAccount': account },
    };
    if (evaluate(request, role.trust).decision === 'allow') {
      if (trusted.size >= CAPACITY) trusted.clear();
      trusted.add(call.sourceArn);
      return;
    }
    const message = `API Gateway does not have permission to assume the role ${role.arn} [${role.position}]: its trust policy must allow sts:AssumeRole to apigateway.amazonaws.com`;
    throw new TargetConfigurationError(message);
  }

  private refusalOf({ role, refusals }: KnownRole, permission: Permission): string | undefined {
    const { action, resource } = permission;
    const ofAction = refusals.get(action) ?? new Map<string, string | undefined>();
    const decided = ofAction.get(resource);
    if (decided !== undefined || ofAction.has(resource)) return decided;
    if (ofAction.size >= CAPACITY) ofAction.clear();
    const refusal = this.decide(role, permission);
    refusals.set(action, ofAction.set(resource, refusal));
    return refusal;
  }

  private decide(role: Role, { action, resource }: Permission): string | undefined {
    const request: IamRequest = { principal: role.session, action, resource };
    const result = authorize({
      request,
      identity: role.policies,
      ...(role.boundary && { boundary: role.boundary }),
      resourceAccount: this.deployment.account,
    });
    return result.decision === 'allow' ? undefined : accessDeniedMessage(request, result);
  }

  /** Only functions can be called by the gateway itself, or by a caller's own rights, which are asked by the target. */
  private refuseWithoutRole(call: TargetCall): TargetAnswer | undefined {
    const functionArn = call.service === 'lambda' ? functionArnOf(call.path ?? '') : undefined;
    if (functionArn === undefined || call.caller !== undefined || !this.functions.knows(functionArn)) return undefined;
    const request: IamRequest = {
      principal: GATEWAY,
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      context: { 'aws:SourceArn': call.sourceArn, 'aws:SourceAccount': this.deployment.account },
    };
    if (evaluate(request, this.functions.of(functionArn)).decision === 'allow') return undefined;
    this.write(
      `lambda refuses: no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke ${functionArn} for ${call.sourceArn}`,
    );
    const message = `User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`;
    return denied('lambda', message);
  }

  private readonly arnOf = (service: string, region: string, resource: string): string =>
    `arn:${this.deployment.partition}:${service}:${region}:${this.deployment.account}:${resource}`;

  /** Says a thing once. */
  private note(message: string): void {
    if (this.noted.has(message)) return;
    this.noted.add(message);
    this.write(message);
  }

  private write(message: string): void {
    this.log.write({ kind: 'note', message });
  }
}

/** Services of the JSON protocol refuse with 400, Lambda's REST API with 403. */
function denied(service: string, message: string): TargetAnswer {
  const rest = service === 'lambda';
  return {
    status: rest ? 403 : 400,
    headers: [
      ['Content-Type', rest ? 'application/json' : 'application/x-amz-json-1.1'],
      ['x-amzn-ErrorType', 'AccessDeniedException'],
    ],
    body: Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', Message: message })),
  };
}
