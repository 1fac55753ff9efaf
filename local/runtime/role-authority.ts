import { type Deployment, PropertyReader } from '../assembly';
import {
  accessDeniedMessage,
  authorize,
  type CompiledPolicies,
  type ConditionKeys,
  compilePolicies,
  evaluate,
  type IamRequest,
  type RequestPrincipal,
  TRANSPORT,
} from '../iam';
import { type Role, Roles } from '../run/roles';
import { ResourcePolicies } from './resource-policies';

/** Decisions kept, by role, action and resource. */
const CAPACITY = 10_000;

type Refusal = string | undefined;

/** By the service that uses a key for the role. */
type Refusals = Map<string | undefined, Refusal>;

/** A service that acts for a resource, and assumes its role to do so. */
export interface Assumption {
  /** `firehose.amazonaws.com` */
  readonly service: string;
  /** ARN of the resource it acts for. */
  readonly source: string | undefined;
}

/** What the roles of a deployment may do: asked before each call that is made in their name. */
export class RoleAuthority {
  public readonly roles: Roles;
  private readonly resourcePolicies: ResourcePolicies;
  /** By role, action, and resource with the service that uses it: names that come again and again, none put together. */
  private readonly refusals = new Map<string, Map<string, Map<string, Refusals>>>();
  private decisions = 0;
  private readonly keyPolicies = new Map<string, CompiledPolicies | undefined>();
  private readonly untrusting = new Map<string, string | undefined>();
  private readonly told = new Set<string>();

  /** @param say Told of each refusal once, with role, action and construct path */
  public constructor(
    private readonly deployment: Deployment,
    private readonly say: (line: string) => void,
  ) {
    this.roles = new Roles(deployment);
    this.resourcePolicies = new ResourcePolicies(deployment);
  }

  /** Policy of a bucket, queue or stream of the deployment; of an object, that of its bucket. */
  public resourcePolicy(arn: string): CompiledPolicies | undefined {
    return this.resourcePolicies.tryOf(arn);
  }

  /**
   * AWS's text of the refusal; undefined where the role may, or is not part of the deployment.
   *
   * @param via The service that uses a key for the role: `kinesis`
   */
  public refusal(roleArn: string, action: string, resource: string, via?: string): string | undefined {
    const known = this.refusals.get(roleArn)?.get(action)?.get(resource);
    if (known?.has(via) === true) return known.get(via);
    const refusal = this.decide(roleArn, action, resource, via);
    this.keep(roleArn, action, resource, via, refusal);
    return refusal;
  }

  /** Why a service cannot assume a role; undefined where it can. */
  public untrusted(roleArn: string, { service, source }: Assumption): string | undefined {
    const key = `${roleArn}\0${service}\0${source}`;
    if (!this.untrusting.has(key)) this.untrusting.set(key, this.decideTrust(roleArn, { service, source }));
    return this.untrusting.get(key);
  }

  /** Tells of a call that was refused elsewhere, where a role of the deployment made it. */
  public noteRefusal(principal: RequestPrincipal, action: string, resource: string): void {
    if (principal.type !== 'role') return;
    const role = this.roles.tryRole(principal.arn);
    if (role !== undefined) this.tellRefusal(role, action, resource);
  }

  private keep(role: string, action: string, resource: string, via: string | undefined, refusal: Refusal): void {
    if (this.decisions >= CAPACITY) {
      this.refusals.clear();
      this.decisions = 0;
    }
    this.decisions++;
    const ofRole = this.refusals.get(role) ?? new Map<string, Map<string, Refusals>>();
    const ofAction = ofRole.get(action) ?? new Map<string, Refusals>();
    const ofResource = ofAction.get(resource) ?? new Map<string | undefined, Refusal>();
    this.refusals.set(role, ofRole.set(action, ofAction.set(resource, ofResource.set(via, refusal))));
  }

  private decide(roleArn: string, action: string, resource: string, via: string | undefined): Refusal {
    const role = this.roles.tryRole(roleArn);
    if (role === undefined) {
      this.tell(`role ${roleArn} is not in this deployment: what it allows is not checked`);
      return undefined;
    }
    // A key that is not in the deployment has a policy that nobody here can read.
    const isKey = action.startsWith('kms:');
    const policy = isKey ? this.keyPolicy(resource) : this.resourcePolicy(resource);
    const request: IamRequest = {
      principal: role.session,
      action,
      resource,
      context: { ...TRANSPORT, ...(via !== undefined && this.keyContext(via)) },
    };
    const result = authorize({
      request,
      identity: role.policies,
      ...(policy && { resource: policy, resourcePolicyRequired: isKey }),
      ...(role.boundary && { boundary: role.boundary }),
      resourceAccount: resource.split(':')[4] || this.deployment.account,
    });
    if (result.decision === 'allow') return undefined;
    const message = accessDeniedMessage(request, result);
    this.tellRefusal(role, action, resource);
    return message;
  }

  private decideTrust(roleArn: string, { service, source }: Assumption): string | undefined {
    const role = this.roles.tryRole(roleArn);
    if (role === undefined) return undefined;
    const context: ConditionKeys = {
      'aws:SourceAccount': this.deployment.account,
      // Firehose gives the account as the external id.
      'sts:ExternalId': this.deployment.account,
      ...(source !== undefined && { 'aws:SourceArn': source }),
    };
    const request: IamRequest = {
      principal: { type: 'service', service },
      action: 'sts:AssumeRole',
      resource: roleArn,
      context,
    };
    if (evaluate(request, role.trust).decision === 'allow') return undefined;
    const message = `${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    this.tell(
      `refused: ${service} may not assume role ${roleArn} [${role.position}]: its trust policy does not allow it`,
    );
    return message;
  }

  /** Policy of a key of the deployment; undefined for other keys. */
  public keyPolicy(keyArn: string): CompiledPolicies | undefined {
    if (!this.keyPolicies.has(keyArn)) {
      const key = this.deployment.ofType('AWS::KMS::Key').find(({ arn }) => arn === keyArn);
      const document = key && PropertyReader.of(key).tryJson('KeyPolicy');
      const sources = key && document !== undefined ? [{ name: key.logicalId, document }] : undefined;
      this.keyPolicies.set(keyArn, sources && compilePolicies(sources, 'resource'));
    }
    return this.keyPolicies.get(keyArn);
  }

  /** A key is used by the service, for the role. */
  private keyContext(via: string): ConditionKeys {
    const { region, account } = this.deployment;
    return { 'kms:ViaService': `${via}.${region}.amazonaws.com`, 'kms:CallerAccount': account };
  }

  private tellRefusal(role: Role, action: string, resource: string): void {
    this.tell(`refused: role ${role.arn} [${role.position}] lacks ${action} on ${resource}${unknownPolicies(role)}`);
  }

  private tell(line: string): void {
    if (this.told.has(line)) return;
    if (this.told.size >= CAPACITY) this.told.clear();
    this.told.add(line);
    this.say(line);
  }
}

function unknownPolicies({ unknownPolicies: unknown }: Role): string {
  return unknown.length === 0 ? '' : `; not known here: ${unknown.join(', ')}`;
}
