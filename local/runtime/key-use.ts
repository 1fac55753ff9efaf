import type { Deployment } from '../assembly';
import { type Authorize, AwsFault } from '../endpoint';
import type { ConditionKeys } from '../iam';
import { bucketKeys, deliveryKeys, type KeyOf, queueKeys, streamKeys } from './encryption-keys';
import type { RoleAuthority } from './role-authority';

/** What a service asks of the key before it reads or writes for a caller. */
interface KeyUse {
  readonly service: string;
  readonly keyOf: KeyOf;
  /** Code of the refusal. @default - that of any other missing grant */
  readonly code?: string;
  /** Actions on the key. */
  readonly actions: readonly string[];
}

const [GENERATE, DECRYPT] = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** Whether a role may do something. @returns AWS's text of the refusal; undefined where it may */
export type AskRole = (roleArn: string, action: string, resource: string) => string | undefined;

/**
 * The keys of the customer that streams, deliveries, queues and buckets are encrypted with: whoever uses those must be
 * allowed to use the key as well.
 *
 * Sources: the guides of each service on permissions for KMS keys. That deliveries ask callers, and for both actions,
 * is so since April 2026; before, Firehose used its own grant.
 */
export class KeyUses {
  /** By action on the resource. */
  private readonly uses = new Map<string, KeyUse>();

  public constructor(
    private readonly deployment: Deployment,
    private readonly authority: RoleAuthority,
  ) {
    const ofBucket = bucketKeys(deployment);
    const bucketOf = (arn: string): string => arn.split(':')[5]?.split('/')[0] ?? '';
    this.add(
      { service: 'kinesis', keyOf: streamKeys(deployment), code: 'KMSAccessDeniedException' },
      { PutRecord: [GENERATE], PutRecords: [GENERATE], GetRecords: [DECRYPT] },
    );
    this.add(
      { service: 'firehose', keyOf: deliveryKeys(deployment), code: 'InvalidKMSResourceException' },
      { PutRecord: [GENERATE, DECRYPT], PutRecordBatch: [GENERATE, DECRYPT] },
    );
    this.add(
      { service: 'sqs', keyOf: queueKeys(deployment), code: 'KMS.AccessDeniedException' },
      { SendMessage: [GENERATE, DECRYPT], ReceiveMessage: [DECRYPT] },
    );
    this.add(
      { service: 's3', keyOf: (arn) => ofBucket(bucketOf(arn)) },
      { PutObject: [GENERATE], GetObject: [DECRYPT] },
    );
  }

  /** Asks for the key too, of callers whose policies are evaluated by `decide`. */
  public guard(decide: Authorize): Authorize {
    return (action, resource, options) =>
      decide(action, resource, options) ??
      this.refusal(action, resource, (kmsAction, key, service) => {
        const policy = this.authority.keyPolicy(key);
        const context = { ...options?.context, ...this.context(service) };
        return decide(kmsAction, key, { context, ...(policy && { policy, policyRequired: true }) });
      });
  }

  /** Asks for the key too, of a role. */
  public ofRole: AskRole = (roleArn, action, resource) =>
    this.authority.refusal(roleArn, action, resource) ??
    this.refusal(action, resource, (kmsAction, key, service) =>
      this.authority.refusal(roleArn, kmsAction, key, service),
    );

  private add(use: Omit<KeyUse, 'actions'>, actions: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, asked] of Object.entries(actions)) {
      this.uses.set(`${use.service}:${name}`, { ...use, actions: asked });
    }
  }

  /** @throws AwsFault where the service has a code of its own for it */
  private refusal(
    action: string,
    resource: string,
    ask: (kmsAction: string, key: string, service: string) => string | undefined,
  ): string | undefined {
    const use = this.uses.get(action);
    const key = use?.keyOf(resource);
    if (use === undefined || key === undefined) return undefined;
    for (const kmsAction of use.actions) {
      const refusal = ask(kmsAction, key, use.service);
      if (refusal === undefined) continue;
      if (use.code !== undefined) throw new AwsFault(use.code, refusal);
      return refusal;
    }
    return undefined;
  }

  /** A key is used by the service, for the caller. */
  private context(service: string): ConditionKeys {
    const { region, account } = this.deployment;
    return { 'kms:ViaService': `${service}.${region}.amazonaws.com`, 'kms:CallerAccount': account };
  }
}
