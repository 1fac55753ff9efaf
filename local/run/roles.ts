import { type Deployment, PropertyReader, type Resource } from '../assembly';
import {
  type CompiledPolicies,
  compilePolicies,
  type PolicyKind,
  type PolicySource,
  type RequestPrincipal,
} from '../iam';
import { RunError } from './errors';
import { tryManagedPolicy } from './managed-policies';

/** A role of the deployment, ready to be evaluated. */
export interface Role {
  readonly arn: string;
  /** Construct path, or logical id. */
  readonly position: string;
  readonly trust: CompiledPolicies;
  readonly policies: CompiledPolicies;
  readonly boundary: CompiledPolicies | undefined;
  /** Managed policies whose content is not known: what they allow is not allowed here. */
  readonly unknownPolicies: readonly string[];
  /** A session of the role, as API Gateway opens it. */
  readonly session: RequestPrincipal;
}

/** The roles of a deployment by ARN, each compiled when first asked for. */
export class Roles {
  private readonly known = new Map<string, Role | undefined>();

  public constructor(private readonly deployment: Deployment) {}

  /** Undefined for a role that the deployment does not hold. @throws RunError */
  public tryRole(arn: string): Role | undefined {
    if (!this.known.has(arn)) {
      const resource = this.deployment.ofType('AWS::IAM::Role').find((role) => role.arn === arn);
      this.known.set(arn, resource && this.compile(arn, resource));
    }
    return this.known.get(arn);
  }

  private compile(arn: string, resource: Resource): Role {
    const reader = PropertyReader.of(resource);
    const name = resource.physicalId;
    const managed = [
      ...reader.textList('ManagedPolicyArns').map((policy) => this.managedPolicy(policy)),
      ...this.attached('AWS::IAM::ManagedPolicy', name),
    ];
    const inline = reader.recordList('Policies').map((policy) => ({
      name: `${resource.logicalId}.${policy.tryText('PolicyName') ?? 'Policies'}`,
      document: policy.tryJson('PolicyDocument'),
    }));
    const sources = [...inline, ...managed, ...this.attached('AWS::IAM::Policy', name), ...this.ofRole(name)];
    const boundary = reader.tryText('PermissionsBoundary');
    const account = this.deployment.account;
    const partition = this.deployment.partition;
    const trust = [
      { name: `${resource.logicalId}.AssumeRolePolicyDocument`, document: reader.tryJson('AssumeRolePolicyDocument') },
    ];
    return {
      arn,
      position: resource.constructPath ?? resource.logicalId,
      trust: compile(trust, 'trust', resource),
      policies: compile(sources.filter(isKnown), 'identity', resource),
      boundary:
        boundary === undefined
          ? undefined
          : compile([this.managedPolicy(boundary)].filter(isKnown), 'identity', resource),
      unknownPolicies: sources.filter((source) => !isKnown(source)).map((source) => source.name),
      session: {
        type: 'role',
        arn,
        account,
        sessionArn: `arn:${partition}:sts::${account}:assumed-role/${name}/BackplaneAssumeRoleInternal`,
      },
    };
  }

  /** Policies that name the role themselves. */
  private attached(type: string, roleName: string): PolicySource[] {
    return this.deployment.ofType(type).flatMap((resource) => {
      const reader = PropertyReader.of(resource);
      if (!reader.textList('Roles').includes(roleName)) return [];
      return [{ name: resource.logicalId, document: reader.tryJson('PolicyDocument') }];
    });
  }

  private ofRole(roleName: string): PolicySource[] {
    return this.deployment.ofType('AWS::IAM::RolePolicy').flatMap((resource) => {
      const reader = PropertyReader.of(resource);
      if (reader.tryText('RoleName') !== roleName) return [];
      return [{ name: resource.logicalId, document: reader.tryJson('PolicyDocument') }];
    });
  }

  private managedPolicy(arn: string): PolicySource {
    const resource = this.deployment.tryPhysicalId('AWS::IAM::ManagedPolicy', arn) ?? this.deployment.tryArn(arn);
    const document = resource ? PropertyReader.of(resource).tryJson('PolicyDocument') : tryManagedPolicy(arn);
    return { name: arn, document };
  }
}

function isKnown({ document }: PolicySource): boolean {
  return document !== undefined;
}

function compile(sources: readonly PolicySource[], kind: PolicyKind, resource: Resource): CompiledPolicies {
  try {
    return compilePolicies(sources, kind);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunError('RUN_INVALID_ROLE', reason, resource.position, { cause: error });
  }
}
