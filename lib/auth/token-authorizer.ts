import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ApiAuth } from '../api/api-auth';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { HandlerFunction } from '../functions/handler-function';
import { handlerMetric } from '../functions/handler-metric';
import { AlarmSet } from '../monitoring/alarm-set';
import type { TokenVerifier } from './token-verifier';

/** API Gateway waits longer, but nobody who calls does. */
const TIMEOUT = Duration.seconds(10);

/** Props of `TokenAuthorizer`. */
export interface TokenAuthorizerProps {
  /** How a token shows who calls. */
  readonly verifier: TokenVerifier;

  /**
   * Header that carries the token, with or without `Bearer` before it. A request without it is answered 401 without a
   * call of the function.
   * @default Authorization
   */
  readonly tokenHeader?: string;

  /**
   * How long API Gateway keeps an answer for a token, 0 to 3,600 seconds. A token that expires or is revoked works until
   * then.
   * @default Duration.minutes(5)
   */
  readonly cacheTtl?: Duration;

  /**
   * MiB. More is more CPU for the first call.
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * Node.js 22 or 24.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * How long the log is kept. It holds no token, and nobody's name.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Topic that the alarms notify. CloudWatch is allowed to publish to it.
   * @default - alarms without an action
   */
  readonly alarmTopic?: ITopic;
}

/**
 * A ready-made authorizer for routes: by JSON Web Tokens, or by a key for each tenant. Without a token, or with a bad
 * one, a request is answered 401; where the token does not suffice, 403; where nothing can be decided, 500.
 */
export class TokenAuthorizer extends Construct {
  /** For a front door or a route. */
  public readonly auth: ApiAuth;

  /** The function that decides. */
  public readonly function: lambda.Function;

  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  public constructor(scope: Construct, id: string, props: TokenAuthorizerProps) {
    super(scope, id);
    const { config, environment, statements, wildcards } = props.verifier._bind(this);
    const base = new HandlerFunction(this, 'Handler', {
      handler: 'authorizer',
      description: `Says who may call: ${this.node.path}`.slice(0, 256),
      timeout: TIMEOUT,
      environment: {
        ...environment,
        AUTHORIZER_CONFIG: Stack.of(this).toJsonString({ version: 1, verifier: config }),
      },
      memorySize: props.memorySize,
      runtime: props.runtime,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    for (const statement of statements) base.addToRolePolicy(statement);
    const reason = 'Secrets Manager ends the ARN of the one secret with six characters that are not known here';
    if (wildcards.length > 0) acknowledgeWildcards(base.role, wildcards, reason);
    this.function = base.function;
    this.auth = ApiAuth.lambdaAuthorizer({
      handler: this.function,
      tokenHeader: props.tokenHeader,
      cacheTtl: props.cacheTtl,
    });
    this.alarms = this.watch(props.alarmTopic);
  }

  /** Requests for which nothing could be decided, since keys or secret were missing: `AuthorizerFailures`, sum. */
  public metricFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return handlerMetric(this.function, 'authorizer', 'AuthorizerFailures', options);
  }

  private watch(topic?: ITopic): cloudwatch.Alarm[] {
    const set = new AlarmSet(this, topic);
    // The function's own errors count every token that is refused: that is how API Gateway is told of them.
    set.add('Failures', {
      metric: this.metricFailures(),
      threshold: 1,
      description: 'Nobody can be let in: the keys of the issuer or the secret of the tenants cannot be had',
    });
    set.add('Throttles', {
      metric: this.function.metricThrottles(),
      threshold: 1,
      description: 'The authorizer is not called for want of concurrency: requests are answered 500',
    });
    return set.alarms;
  }
}
