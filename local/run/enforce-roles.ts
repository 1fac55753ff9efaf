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
/** Decisions kept: role, action and resource decide alone, since nothing of the request is in their context. */
const CAPACITY = 10_000;

/**
 * Lets a call through only if its role may be assumed by API Gateway and allows what the call does, and a call without a
 * role only if the function's own policy allows it. What is refused answers as the service does, and the log names role,
 * action and construct path.
 */
export class RoleEnforcer implements TargetCaller {
  private readonly roles: Roles;
  private readonly functions: FunctionPolicies;
  private readonly refusals = new Map<string, string | undefined>();
  private readonly trusted = new Set<string>();
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
    const role = this.roles.tryRole(executionRole);
    if (role === undefined) {
      this.note(`role ${executionRole} is not in this deployment: what it allows is not checked`);
      return undefined;
    }
    this.checkTrust(role, call);
    const permission = permissionOf(call, (service, region, resource) => this.arnOf(service, region, resource));
    if (permission === undefined) return undefined;
    const key = `${executionRole}\0${permission.action}\0${permission.resource}`;
    if (!this.refusals.has(key)) {
      if (this.refusals.size >= CAPACITY) this.refusals.clear();
      this.refusals.set(key, this.refusalOf(role, permission));
    }
    const message = this.refusals.get(key);
    if (message === undefined) return undefined;
    const unknown = role.unknownPolicies.length === 0 ? '' : `; not known here: ${role.unknownPolicies.join(', ')}`;
    this.write(`${call.service} refuses: role ${role.arn} [${role.position}] lacks ${permission.action}${unknown}`);
    return denied(call.service, message);
  }

  private checkTrust(role: Role, call: TargetCall): void {
    const key = `${role.arn}\0${call.sourceArn}`;
    if (this.trusted.has(key)) return;
    const { account } = this.deployment;
    const request: IamRequest = {
      principal: GATEWAY,
      action: 'sts:AssumeRole',
      resource: role.arn,
      context: { 'aws:SourceArn': call.sourceArn, 'aws:SourceAccount': account },
    };
    if (evaluate(request, role.trust).decision === 'allow') {
      if (this.trusted.size >= CAPACITY) this.trusted.clear();
      this.trusted.add(key);
      return;
    }
    const message = `API Gateway does not have permission to assume the role ${role.arn} [${role.position}]: its trust policy must allow sts:AssumeRole to apigateway.amazonaws.com`;
    throw new TargetConfigurationError(message);
  }

  private refusalOf(role: Role, { action, resource }: Permission): string | undefined {
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

  private arnOf(service: string, region: string, resource: string): string {
    return `arn:${this.deployment.partition}:${service}:${region}:${this.deployment.account}:${resource}`;
  }

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
