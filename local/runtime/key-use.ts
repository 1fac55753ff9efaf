import type { Deployment } from '../assembly';
import { type Authorize, AwsFault } from '../endpoint';
import type { ConditionKeys } from '../iam';
import { bucketKeys, deliveryKeys, type KeyOf, queueKeys, streamKeys } from './encryption-keys';
import type { RoleAuthority } from './role-authority';

/** What a service asks of the key before it reads or writes for a caller. */
interface KeyUse {
  readonly keyOf: KeyOf;
  /** Code of the refusal. @default - that of any other missing grant */
  readonly code?: string;
  /** Actions on the key, by action on the resource. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
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
  private readonly uses: ReadonlyMap<string, KeyUse>;

  public constructor(
    private readonly deployment: Deployment,
    private readonly authority: RoleAuthority,
  ) {
    const ofBucket = bucketKeys(deployment);
    this.uses = new Map<string, KeyUse>([
      [
        'kinesis',
        {
          keyOf: streamKeys(deployment),
          code: 'KMSAccessDeniedException',
          actions: { PutRecord: [GENERATE], PutRecords: [GENERATE], GetRecords: [DECRYPT] },
        },
      ],
      [
        'firehose',
        {
          keyOf: deliveryKeys(deployment),
          code: 'InvalidKMSResourceException',
          actions: { PutRecord: [GENERATE, DECRYPT], PutRecordBatch: [GENERATE, DECRYPT] },
        },
      ],
      [
        'sqs',
        {
          keyOf: queueKeys(deployment),
          code: 'KMS.AccessDeniedException',
          actions: { SendMessage: [GENERATE, DECRYPT], ReceiveMessage: [DECRYPT] },
        },
      ],
      [
        's3',
        {
          keyOf: (arn) => ofBucket(arn.split(':')[5]?.split('/')[0] ?? ''),
          actions: { PutObject: [GENERATE], GetObject: [DECRYPT] },
        },
      ],
    ]);
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

  /** @throws AwsFault where the service has a code of its own for it */
  private refusal(
    action: string,
    resource: string,
    ask: (kmsAction: string, key: string, service: string) => string | undefined,
  ): string | undefined {
    const [service = '', name = ''] = action.split(':');
    const use = this.uses.get(service);
    const kmsActions = use?.actions[name];
    const key = kmsActions && use?.keyOf(resource);
    if (kmsActions === undefined || key === undefined) return undefined;
    for (const kmsAction of kmsActions) {
      const refusal = ask(kmsAction, key, service);
      if (refusal === undefined) continue;
      if (use?.code !== undefined) throw new AwsFault(use.code, refusal);
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
