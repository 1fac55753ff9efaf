import { createHash } from 'node:crypto';
import { type Deployment, PropertyReader, type Resource } from '../../assembly';
import type { PlanLimits, QuotaPeriod, RateLimit } from '../../throttle';

/** An API key, and the plan it belongs to for the stage at hand. */
export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly constructPath: string;
}

/** The keys and plans of a deployment. */
export class UsagePlans {
  private readonly keysByValue = new Map<string, ApiKey>();
  /** Plan by key id, by stage id. */
  private readonly plans = new Map<string, Map<string, PlanLimits>>();
  /** Keys that name a stage themselves, without a plan: `StageKeys`. */
  private readonly stageKeys = new Map<string, Set<string>>();

  public constructor(deployment: Deployment) {
    for (const resource of deployment.ofType('AWS::ApiGateway::ApiKey')) this.addKey(resource);
    const plans = new Map(
      deployment.ofType('AWS::ApiGateway::UsagePlan').map((resource) => [resource.physicalId, readPlan(resource)]),
    );
    for (const resource of deployment.ofType('AWS::ApiGateway::UsagePlanKey')) {
      const reader = PropertyReader.of(resource);
      const plan = plans.get(reader.text('UsagePlanId'));
      for (const stage of plan?.stages ?? []) {
        const known = this.plans.get(stage) ?? new Map<string, PlanLimits>();
        if (plan !== undefined) known.set(reader.text('KeyId'), plan.limits);
        this.plans.set(stage, known);
      }
    }
  }

  public get keys(): readonly ApiKey[] {
    return [...this.keysByValue.values()];
  }

  /** An enabled key of that value which may call the stage, with the plan that meters it. */
  public tryKey(stageId: string, value: string): { readonly key: ApiKey; readonly plan?: PlanLimits } | undefined {
    const key = this.keysByValue.get(value);
    if (key === undefined || !key.enabled) return undefined;
    const plan = this.plans.get(stageId)?.get(key.id);
    if (plan !== undefined) return { key, plan };
    return this.stageKeys.get(stageId)?.has(key.id) === true ? { key } : undefined;
  }

  private addKey(resource: Resource): void {
    const reader = PropertyReader.of(resource);
    const key: ApiKey = {
      id: resource.physicalId,
      value: reader.tryText('Value') ?? generatedValue(resource),
      // CloudFormation's default is a key that is off.
      enabled: reader.flag('Enabled'),
      constructPath: resource.constructPath ?? resource.logicalId,
    };
    this.keysByValue.set(key.value, key);
    for (const stageKey of reader.recordList('StageKeys')) {
      const stage = `${stageKey.text('RestApiId')}/${stageKey.text('StageName')}`;
      this.stageKeys.set(stage, (this.stageKeys.get(stage) ?? new Set()).add(key.id));
    }
  }
}

/** AWS makes up 40 characters; here they are the same from run to run. */
function generatedValue(resource: Resource): string {
  return createHash('sha256').update(`${resource.stack}/${resource.logicalId}`).digest('hex').slice(0, 40);
}

function readPlan(resource: Resource): { readonly stages: readonly string[]; readonly limits: PlanLimits } {
  const reader = PropertyReader.of(resource);
  const stages = reader.recordList('ApiStages').map((stage) => ({
    id: `${stage.text('ApiId')}/${stage.text('Stage')}`,
    methods: methodLimits(stage),
  }));
  const quota = reader.tryRecord('Quota');
  const throttle = rateLimit(reader.tryRecord('Throttle'));
  const limit = quota?.tryInteger('Limit');
  return {
    stages: stages.map(({ id }) => id),
    limits: {
      id: resource.physicalId,
      ...(throttle && { throttle }),
      ...(quota !== undefined &&
        limit !== undefined && {
          // Its constructor refuses a period or offset that API Gateway would.
          quota: { limit, period: quota.text('Period') as QuotaPeriod, offset: quota.tryInteger('Offset') ?? 0 },
        }),
      methods: new Map(stages.map(({ id, methods }) => [id, methods])),
    },
  };
}

/** `Throttle` of an API stage: limits by `/path/VERB`. */
function methodLimits(stage: PropertyReader): ReadonlyMap<string, RateLimit> {
  const throttle = stage.tryRecord('Throttle');
  const limits = new Map<string, RateLimit>();
  for (const key of Object.keys(stage.tryJson('Throttle') ?? {})) {
    const limit = rateLimit(throttle?.tryRecord(key));
    const slash = key.lastIndexOf('/');
    if (limit !== undefined) limits.set(`${key.slice(slash + 1)} ${key.slice(0, slash) || '/'}`, limit);
  }
  return limits;
}

function rateLimit(reader: PropertyReader | undefined): RateLimit | undefined {
  const rate = reader?.tryNumber('RateLimit');
  const burst = reader?.tryNumber('BurstLimit');
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: rate ?? 10_000, burst: burst ?? 5_000 };
}
