import type { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** One answer of the integration, chosen by the status the service answered with. */
export interface TargetResponse {
  /** Status the producer gets, unless the template overrides it. Each status may stand once in a target. */
  readonly statusCode: string;

  /**
   * Java regular expression that the whole status of the service must match (for a Lambda function that is not a
   * proxy: its `errorMessage`). No two patterns of a target may overlap: which one wins is not known.
   * @default - the response for everything no other pattern matches
   */
  readonly selectionPattern?: string;

  /**
   * Mapping template of the answer, as VTL.
   * @default - the service's body is passed on
   */
  readonly template?: string;

  /**
   * Headers of the answer, as right-hand sides of API Gateway's parameter mapping: `'text'` in single quotes,
   * `integration.response.header.X`, `context.X`.
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
}

/** How API Gateway calls a target. Passthrough is always `NEVER`. */
export interface TargetIntegration {
  /** Kind of integration. */
  readonly integrationType: apigateway.IntegrationType;

  /**
   * What is called: `arn:PARTITION:apigateway:REGION:SERVICE:action/ACTION` or `…:path/PATH`, or a URL.
   * @default - none, as for MOCK
   */
  readonly uri?: string;

  /**
   * HTTP method of the call.
   * @default POST
   */
  readonly httpMethod?: string;

  /**
   * Parameter mapping: `integration.request.header.X` and its kin, to where the value comes from.
   * @default - none
   */
  readonly requestParameters?: { readonly [name: string]: string };

  /**
   * Mapping templates by content type.
   * @default - none, as for a proxy
   */
  readonly requestTemplates?: { readonly [contentType: string]: string };

  /**
   * Answers, each with a status of its own.
   * @default - none, as for a proxy
   */
  readonly responses?: TargetResponse[];

  /**
   * VPC link the call goes through.
   * @default - the internet
   */
  readonly vpcLink?: apigateway.IVpcLink;

  /**
   * Longest wait for the target, 50 ms to 29 s.
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * Conversion of the request's payload.
   * @default - none
   */
  readonly contentHandling?: apigateway.ContentHandling;
}

/** What stands behind a target, as far as it is known at synth. Missing figures are unknown. */
export interface TargetCapacity {
  /** Construct path or name of what takes the records; routes to the same one are added up. */
  readonly name: string;

  /** What is behind, in words for the warning, e.g. `4 shards`. */
  readonly description: string;

  /**
   * Calls per second it takes.
   * @default - unknown
   */
  readonly requestsPerSecond?: number;

  /**
   * Records per second it takes.
   * @default - unknown
   */
  readonly recordsPerSecond?: number;

  /**
   * Bytes per second it takes.
   * @default - unknown
   */
  readonly bytesPerSecond?: number;

  /**
   * Records in one request of this route, for the arithmetic.
   * @default 1
   */
  readonly recordsPerRequest?: number;

  /**
   * Whether a figure is known only at deployment, so that nothing can be compared with it.
   * @default false
   */
  readonly unknownAtSynth?: boolean;

  /**
   * Whether a figure was assumed because the Region is not known at synth.
   * @default false
   */
  readonly regionAssumed?: boolean;
}

/** What a target gives for one route. */
export interface TargetConfig {
  /** How API Gateway calls it. */
  readonly integration: TargetIntegration;

  /**
   * What the route's role must be allowed, and no more. The role is assumed for this route alone.
   * @default - no role is made
   */
  readonly grants?: iam.PolicyStatement[];

  /**
   * JSON Schema (draft 4) of a request body of `application/json`.
   * @default - the body is not validated
   */
  readonly bodySchema?: { readonly [key: string]: unknown };

  /**
   * Whether the target itself holds events to `eventSchema`, as a proxy does that has no `bodySchema`.
   * @default false
   */
  readonly validatesEvents?: boolean;

  /**
   * Request parameters the integration maps, e.g. `method.request.header.X`, and whether each is required.
   * @default - none
   */
  readonly methodParameters?: { readonly [name: string]: boolean };

  /**
   * Whether the `application/json` template stores the body as sent, so that it serves other content types as well.
   * @default false
   */
  readonly takesAnyBody?: boolean;

  /**
   * Headers of the request the target reads beside `Content-Type`, so that browsers may send them where CORS is on.
   * @default - none
   */
  readonly readHeaders?: string[];

  /**
   * What stands behind the target, for the warning at synth.
   * @default - unknown: nothing is warned of
   */
  readonly capacity?: TargetCapacity;
}

/** What a target is told when it is bound to a route. */
export interface TargetBindOptions {
  /** Path of the route, with a leading slash. */
  readonly path: string;

  /** Verb of the route. */
  readonly httpMethod: string;

  /**
   * The user's JSON Schema of one event, draft 4.
   * @default - the target's own
   */
  readonly eventSchema?: { readonly [key: string]: unknown };

  /**
   * Origin that browsers may call from, for targets that make their answers themselves.
   * @default - no CORS
   */
  readonly corsOrigin?: string;

  /** `execute-api` ARNs of the route's method, one for each REST API of the front door: for resource-based permissions. */
  readonly methodArns: string[];
}

/**
 * What a route sends its requests to. A target is bound once for each route it serves, whatever number of REST APIs
 * the front door has.
 */
export interface IIngestionTarget {
  /**
   * Gives the integration, its templates, its responses and its least grants for one route.
   *
   * @param scope Where the target may create constructs of its own; a new scope for each route.
   * @param options The route.
   */
  bind(scope: Construct, options: TargetBindOptions): TargetConfig;
}
