import type { Clock } from '../clock';
import { Quota, type QuotaLimit } from './quota';
import { type RateLimit, TokenBucket } from './token-bucket';

/** Where a request can be refused, in the order the layers are asked. */
export type ThrottleLayer = 'plan-method' | 'plan' | 'stage-method' | 'stage-default' | 'account' | 'plan-quota';

/** The limits of a stage. A limit left out is no limit. */
export interface StageLimits {
  /** Unique among the APIs of a run, such as `a1b2c3/prod`. */
  readonly id: string;
  /** The method settings for all methods: the limit each method has that has none of its own. */
  readonly default?: RateLimit;
  /** Limits of methods, by the method key the caller uses in {@link ThrottleRequest.method}. `none` sets the default aside. */
  readonly methods?: ReadonlyMap<string, RateLimit | 'none'>;
}

/** The limits of a usage plan, which each of its API keys has for itself. */
export interface PlanLimits {
  readonly id: string;
  readonly throttle?: RateLimit;
  readonly quota?: QuotaLimit;
  /** Limits of methods, by stage id, then method key. */
  readonly methods?: ReadonlyMap<string, ReadonlyMap<string, RateLimit>>;
}

/** One request, as the limiter sees it. */
export interface ThrottleRequest {
  readonly stage: StageLimits;
  /** Method key, such as `POST /events`: any spelling, as long as it is the same everywhere. */
  readonly method: string;
  /** The API key the request came with and the plan it belongs to. */
  readonly client?: { readonly keyId: string; readonly plan: PlanLimits };
}

/** The answer: admitted, or which layer refused and what its limit is, for the log. */
export type Admission =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly layer: ThrottleLayer;
      /** Gateway response: `Too Many Requests` or `Limit Exceeded`. */
      readonly response: 'THROTTLED' | 'QUOTA_EXCEEDED';
      /** One line for the local log: the layer, whose it is, and its limit. */
      readonly reason: string;
    };

const ADMITTED: Admission = { admitted: true };

/**
 * All token buckets and quotas of one Region and account.
 *
 * A request takes a token from every layer that applies, or from none. The order is API Gateway's (client and method
 * in the plan, method at the stage, account); within it, three choices where the documentation is silent: the plan's
 * overall limit is asked beside that of its method, both hold; the stage's default gives each method a bucket of its
 * own ("each method in this stage will respect these rate and burst settings", says the console); the quota comes
 * last, so that a throttled request does not use it up.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class GatewayLimiter {
  private readonly account: TokenBucket | undefined;
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly quotas = new Map<string, Quota>();

  /**
   * @param clock Read on every request
   * @param account Shared by all APIs of the Region; no limit if left out
   */
  public constructor(
    private readonly clock: Clock,
    account?: RateLimit,
  ) {
    this.account = account && new TokenBucket(account, clock, 'account');
  }

  /** Takes one token from every layer that applies to the request, or from none. */
  public admit(request: ThrottleRequest): Admission {
    const { stage, method, client } = request;
    const planMethod = client && this.planMethodBucket(client.keyId, client.plan, stage.id, method);
    if (planMethod?.hasToken() === false) return throttled('plan-method', planMethod, request);
    const plan = client?.plan.throttle && this.bucket(`p\0${client.plan.id}\0${client.keyId}`, client.plan.throttle);
    if (plan?.hasToken() === false) return throttled('plan', plan, request);

    const own = stage.methods?.get(method);
    const limit = stageLimitOf(stage, method);
    const atStage = limit && this.bucket(`s\0${stage.id}\0${method}`, limit);
    if (atStage?.hasToken() === false) return throttled(own ? 'stage-method' : 'stage-default', atStage, request);
    if (this.account?.hasToken() === false) return throttled('account', this.account, request);

    const quota = client?.plan.quota && this.quota(client.keyId, client.plan.id, client.plan.quota);
    if (quota?.hasRequest() === false) return quotaExceeded(quota, request);

    planMethod?.take();
    plan?.take();
    atStage?.take();
    this.account?.take();
    quota?.take();
    return ADMITTED;
  }

  private planMethodBucket(keyId: string, plan: PlanLimits, stage: string, method: string): TokenBucket | undefined {
    const limit = plan.methods?.get(stage)?.get(method);
    return limit && this.bucket(`m\0${plan.id}\0${keyId}\0${stage}\0${method}`, limit);
  }

  private bucket(key: string, limit: RateLimit): TokenBucket {
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(limit, this.clock, key.slice(2).replaceAll('\0', ' '));
      this.buckets.set(key, bucket);
    }
    return bucket;
  }

  private quota(keyId: string, planId: string, limit: QuotaLimit): Quota {
    const key = `${planId}\0${keyId}`;
    let quota = this.quotas.get(key);
    if (quota === undefined) {
      quota = new Quota(limit, this.clock, planId);
      this.quotas.set(key, quota);
    }
    return quota;
  }
}

/** What a stage lets through of one method; undefined: as much as the account does. */
export function stageLimitOf({ methods, default: all }: StageLimits, method: string): RateLimit | undefined {
  const own = methods?.get(method) ?? all;
  return own === 'none' ? undefined : own;
}

function throttled(layer: ThrottleLayer, { limit }: TokenBucket, request: ThrottleRequest): Admission {
  return {
    admitted: false,
    layer,
    response: 'THROTTLED',
    reason: `${describe(layer, request)} is exhausted (rate ${limit.rate}, burst ${limit.burst})`,
  };
}

function quotaExceeded({ quota }: Quota, request: ThrottleRequest): Admission {
  return {
    admitted: false,
    layer: 'plan-quota',
    response: 'QUOTA_EXCEEDED',
    reason: `${describe('plan-quota', request)} is used up (${quota.limit} per ${quota.period})`,
  };
}

function describe(layer: ThrottleLayer, { stage, method, client }: ThrottleRequest): string {
  switch (layer) {
    case 'account':
      return 'account throttle';
    case 'stage-default':
      return `default method throttle of stage ${stage.id} for ${method}`;
    case 'stage-method':
      return `method throttle of stage ${stage.id} for ${method}`;
    case 'plan':
      return `throttle of usage plan ${client?.plan.id} for key ${client?.keyId}`;
    case 'plan-method':
      return `throttle of usage plan ${client?.plan.id} on ${method} for key ${client?.keyId}`;
    case 'plan-quota':
      return `quota of usage plan ${client?.plan.id} for key ${client?.keyId}`;
  }
}
