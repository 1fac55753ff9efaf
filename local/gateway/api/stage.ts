import type { StageLimits } from '../../throttle';
import type { Substitution } from '../context/substitution';
import type { Texts } from '../request/parsed-request';
import type { GatewayResponses } from '../response/gateway-responses';
import type { Router } from '../routing/router';
import type { MethodRuntime } from './method';

export interface AccessLog {
  readonly destination: string;
  readonly format: Substitution;
}

/** A stage of an API, ready to serve. */
export interface Stage {
  readonly apiId: string;
  readonly name: string;
  /** Whether the API is reached through VPC endpoints alone. */
  readonly isPrivate: boolean;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly deploymentId: string;
  /** As deployed: `{apiId}.execute-api.{region}.amazonaws.com`. */
  readonly domainName: string;
  /** `arn:aws:execute-api:region:account:apiId/stage` */
  readonly executeApiArn: string;
  readonly variables: Texts;
  /** Whether X-Ray traces are on. */
  readonly tracing: boolean;
  readonly limits: StageLimits;
  readonly accessLog: AccessLog | undefined;
  readonly responses: GatewayResponses;
  readonly router: Router<MethodRuntime>;
  /** Where the stage is declared: construct path or logical id. */
  readonly position: string;
}
