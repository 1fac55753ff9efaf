import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ApiAuth } from './api-auth';
import type { RouteContentType } from './route-content-type';
import type { Throttle } from './throttle';

/** Options of a route. */
export interface RouteOptions {
  /**
   * Verb of the route.
   * @default POST
   */
  readonly method?: string;

  /**
   * Who may call it.
   * @default - as the front door
   */
  readonly auth?: ApiAuth;

  /**
   * The route's own token bucket.
   * @default - as the stage
   */
  readonly throttle?: Throttle;

  /**
   * JSON Schema (draft 4) of one event; in a batch, of each record's `data`.
   * @default - the target's own: a JSON object with at least one member; in a batch, any JSON value but null
   */
  readonly eventSchema?: { readonly [key: string]: unknown };

  /**
   * Content types the route takes beside `application/json`. All others are answered 415.
   * @default - none
   */
  readonly contentTypes?: RouteContentType[];

  /**
   * Whether a tenant's API key is asked for on top of the auth. Only where the front door has tenants.
   * @default true
   */
  readonly tenantKey?: boolean;
}

/** What a route is made of. */
interface RouteAttributes {
  readonly path: string;
  readonly httpMethod: string;
  readonly auth: ApiAuth;
  readonly throttle?: Throttle;
  readonly methodArns: string[];
  readonly role?: iam.Role;
  readonly urls: string[];
}

/** A route of the front door. Made by `IngestionApi.addRoute`. */
export class IngestionRoute {
  /** @internal */
  public static _of(attributes: RouteAttributes): IngestionRoute {
    return new IngestionRoute(attributes);
  }

  /** Path, with a leading slash. */
  public readonly path: string;
  /** Verb. */
  public readonly httpMethod: string;
  /** Who may call it. */
  public readonly auth: ApiAuth;
  /** The route's own throttle; undefined where the stage's counts. */
  public readonly throttle?: Throttle;
  /** `execute-api` ARNs of its method, one for each REST API of the front door; a path parameter stands as `*`. */
  public readonly methodArns: string[];
  /** The role API Gateway assumes for this route alone; undefined where the target needs no grant. */
  public readonly role?: iam.Role;
  /** The full URL, one for each REST API of the front door. */
  public readonly urls: string[];

  private constructor(attributes: RouteAttributes) {
    this.path = attributes.path;
    this.httpMethod = attributes.httpMethod;
    this.auth = attributes.auth;
    this.throttle = attributes.throttle;
    this.methodArns = attributes.methodArns;
    this.role = attributes.role;
    this.urls = attributes.urls;
  }
}
