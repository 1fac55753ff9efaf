import { Aspects, CfnOutput, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { checkPattern } from '../checks/pattern';
import { HealthTarget } from '../targets/health-target';
import { PreflightTarget } from '../targets/preflight-target';
import type { IIngestionTarget, TargetConfig } from '../targets/target';
import { ApiAuth, ApiAuthKind } from './api-auth';
import { ApiEndpoint } from './api-endpoint';
import { apiMetric, apiMetrics } from './api-metrics';
import { type BoundRoute, warnOfCapacity } from './capacity-warning';
import { contentTypes } from './content-types';
import { FrontDoor } from './front-door';
import type { IngestionApiProps } from './ingestion-api-props';
import { IngestionRoute, type RouteOptions } from './ingestion-route';
import { renderIntegration } from './integration';
import { checkAuth, checkRoute } from './route-checks';
import { addTenants, type TenantKey } from './tenants';
import { checkThrottle, type Throttle } from './throttle';

const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
const ORIGIN = /^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/;

/**
 * The HTTP front door: API Gateway before the services events go to, with nothing of ours in between.
 *
 * It throttles by token buckets, asks for credentials, validates, maps the request by a VTL template and calls the
 * target with a role made for that one route. Answers follow `docs/http-contract.md`.
 */
export class IngestionApi extends Construct {
  /** The REST APIs of the front door. There may be more than one. */
  public readonly restApis: apigateway.RestApi[];

  /** The stage of each REST API, in the same order. */
  public readonly stages: apigateway.Stage[];

  /** Base URL of each REST API, in the same order, with a trailing slash. */
  public readonly urls: string[];

  /** The access log of each REST API, in the same order. */
  public readonly accessLogs: logs.LogGroup[];

  private readonly endpoints: ApiEndpoint[];
  private readonly auth: ApiAuth;
  private readonly stageThrottle: Throttle;
  private readonly corsOrigin: string | undefined;
  private readonly tenantKeys: readonly TenantKey[];
  private readonly bound: BoundRoute[] = [];
  /** Who may call every route that asks for IAM. */
  private readonly invokers: iam.IGrantable[] = [];
  private readonly preflights = new Map<string, PreflightTarget>();

  public constructor(scope: Construct, id: string, props: IngestionApiProps = {}) {
    super(scope, id);
    const tenants = props.tenants ?? [];
    this.auth = props.auth ?? ApiAuth.iam();
    this.stageThrottle = props.throttle ?? { rateLimit: 1_000, burstLimit: 500 };
    this.corsOrigin = props.corsOrigin;
    checkThrottle(this.stageThrottle);
    checkPattern('stageName', props.stageName, STAGE_NAME, "1 to 128 letters, digits, '-' and '_'");
    checkPattern('corsOrigin', props.corsOrigin, ORIGIN, "one origin, e.g. 'https://shop.example.com', or '*'");
    checkAuth("'auth'", this.auth, tenants.length > 0, true);
    if (props.accessLogRetention === logs.RetentionDays.INFINITE) {
      throw new Error("'accessLogRetention' must be bounded, got INFINITE: an access log names callers and addresses");
    }

    const frontDoor = props.frontDoor ?? FrontDoor.regional();
    this.endpoints = frontDoor._doors.map(
      (door) =>
        new ApiEndpoint(this, door.id, {
          ...door,
          description: `Event ingestion front door ${this.node.path}`,
          stageName: props.stageName ?? 'v1',
          throttle: this.stageThrottle,
          signedCallers: () => this.signedRoutes().length > 0,
          corsOrigin: props.corsOrigin,
          accessLogRetention: props.accessLogRetention ?? logs.RetentionDays.ONE_MONTH,
          accessLogKey: props.accessLogKey,
          accessLogRemovalPolicy: props.accessLogRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
    );
    this.restApis = this.endpoints.map((endpoint) => endpoint.restApi);
    this.stages = this.endpoints.map((endpoint) => endpoint.stage);
    this.urls = this.endpoints.map((endpoint) => endpoint.url('/'));
    this.accessLogs = this.endpoints.map((endpoint) => endpoint.accessLog);
    this.tenantKeys = addTenants(new Construct(this, 'Tenants'), tenants, this.stages);

    this.addOutputs();
    const eventSize = props.eventSize ?? Size.kibibytes(1);
    // Routes may come until synthesis, so that what they admit together is known only then.
    Aspects.of(this).add({
      visit: (node: IConstruct) => {
        if (node === this) warnOfCapacity(this, this.bound, this.stageThrottle, eventSize);
      },
    });
  }

  /**
   * Adds a route: requests of one verb and path go to one target.
   *
   * @param path Path with a leading slash; `{name}` is a path parameter.
   * @param target Where its requests go.
   * @param options Verb, auth, throttle, schema and content types.
   */
  public addRoute(path: string, target: IIngestionTarget, options: RouteOptions = {}): IngestionRoute {
    const httpMethod = (options.method ?? 'POST').toUpperCase();
    const auth = options.auth ?? this.auth;
    const hasTenants = this.tenantKeys.length > 0;
    const tenantKey = (options.tenantKey ?? true) && hasTenants;
    checkRoute(
      path,
      httpMethod,
      options,
      this.bound.map(({ route }) => route),
    );
    checkAuth(`'auth' of route '${httpMethod} ${path}'`, auth, hasTenants, options.tenantKey ?? true);

    // A path may hold every character an id may hold but '|'.
    const scope = new Construct(this, `${httpMethod} ${path}`.replace(/\//g, '|'));
    const methodArns = this.endpoints.map((endpoint) => endpoint.methodArn(httpMethod, path));
    const { eventSchema } = options;
    const config = target.bind(scope, { path, httpMethod, eventSchema, corsOrigin: this.corsOrigin, methodArns });
    const role = this.roleFor(scope, httpMethod, path, config);
    const { requestTemplates, models } = contentTypes(path, config, options);
    for (const endpoint of this.endpoints) {
      endpoint.addRoute(new Construct(scope, endpoint.node.id), {
        path,
        httpMethod,
        auth,
        throttle: options.throttle,
        tenantKey,
        config,
        integration: renderIntegration(config, requestTemplates, role, this.corsOrigin),
        models,
      });
    }
    const urls = this.endpoints.map((endpoint) => endpoint.url(path));
    const route = IngestionRoute._of({ path, httpMethod, auth, throttle: options.throttle, methodArns, role, urls });
    this.bound.push({ route, capacity: config.capacity });
    if (auth.kind === ApiAuthKind.IAM) for (const grantee of this.invokers) this.grantInvoke(grantee, route);
    if (this.corsOrigin !== undefined && !(target instanceof PreflightTarget)) {
      this.addPreflight(path, httpMethod, [
        ...(config.readHeaders ?? []),
        ...(auth._header === undefined ? [] : [auth._header]),
      ]);
    }
    return route;
  }

  /**
   * Adds a route that answers `{"status":"ok"}` and asks for no credentials.
   * @param path Its path. Default `/health`.
   */
  public addHealthRoute(path: string = '/health'): IngestionRoute {
    return this.addRoute(path, new HealthTarget(), {
      method: 'GET',
      auth: ApiAuth.none('a health check has no credentials, and its answer gives nothing away'),
      tenantKey: false,
      throttle: { rateLimit: 10, burstLimit: 10 },
    });
  }

  /**
   * Allows an IAM principal to call routes that ask for IAM.
   *
   * @param grantee Who may call.
   * @param route The one route it may call. Without it, every route of the front door that asks for IAM, those added
   * later too.
   */
  public grantInvoke(grantee: iam.IGrantable, route?: IngestionRoute): iam.Grant {
    const routes = route === undefined ? this.signedRoutes() : [route];
    if (route === undefined) this.invokers.push(grantee);
    if (route !== undefined && !this.bound.some((own) => own.route === route)) {
      throw new Error(
        `'route' must be a route of this front door, got '${route.httpMethod} ${route.path}' of another: ` +
          'grant on the front door it was added to',
      );
    }
    if (route !== undefined && route.auth.kind !== ApiAuthKind.IAM) {
      throw new Error(
        `'route' must ask for IAM, got '${route.httpMethod} ${route.path}' with ${route.auth.kind}: ` +
          'a grant would change nothing',
      );
    }
    if (routes.length === 0) return iam.Grant.drop(grantee, 'granted route by route, as routes are added');
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: routes.flatMap(({ methodArns }) => methodArns),
    });
  }

  /** The API key of a tenant. Its value is read with `aws apigateway get-api-key --include-value`. */
  public tenantKey(name: string): apigateway.IApiKey {
    const found = this.tenantKeys.find((tenant) => tenant.name === name);
    if (found !== undefined) return found.key;
    const known = this.tenantKeys.map((tenant) => `'${tenant.name}'`).join(', ') || 'none';
    throw new Error(`'name' must be a tenant of this front door, got '${name}'; its tenants: ${known}`);
  }

  /** Requests, over all REST APIs of the front door. Default: sum over 5 minutes. */
  public metricRequests(props?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return apiMetric(this.stages, 'Count', { statistic: 'Sum', ...props });
  }

  /** Answers with a 5xx status, over all REST APIs of the front door. Default: sum over 5 minutes. */
  public metricServerErrors(props?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return apiMetric(this.stages, '5XXError', { statistic: 'Sum', ...props });
  }

  /** Answers with a 4xx status, throttles included. Default: sum over 5 minutes. */
  public metricClientErrors(props?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return apiMetric(this.stages, '4XXError', { statistic: 'Sum', ...props });
  }

  /** Time from request to answer in milliseconds, one metric for each REST API. Default: p99 over 5 minutes. */
  public metricLatencies(props?: cloudwatch.MetricOptions): cloudwatch.Metric[] {
    return apiMetrics(this.stages, 'Latency', { statistic: 'p99', ...props });
  }

  private signedRoutes(): IngestionRoute[] {
    return this.bound.map(({ route }) => route).filter((route) => route.auth.kind === ApiAuthKind.IAM);
  }

  private roleFor(scope: Construct, httpMethod: string, path: string, config: TargetConfig): iam.Role | undefined {
    if (config.grants === undefined || config.grants.length === 0) return undefined;
    return new iam.Role(scope, 'Role', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      description: `API Gateway assumes it for ${httpMethod} ${path} alone`.replace(/[{}]/g, ''),
      // Inline, so that the grant is in force as soon as the role is.
      inlinePolicies: { Route: new iam.PolicyDocument({ statements: [...config.grants] }) },
    });
  }

  private addPreflight(path: string, httpMethod: string, headers: string[]): void {
    const known = this.preflights.get(path);
    if (known !== undefined) {
      known.allow(httpMethod, headers);
      return;
    }
    const preflight = new PreflightTarget();
    preflight.allow(httpMethod, headers);
    this.preflights.set(path, preflight);
    this.addRoute(path, preflight, {
      method: 'OPTIONS',
      auth: ApiAuth.none('browsers send preflight requests without credentials'),
      tenantKey: false,
      // A browser keeps the answer for ten minutes.
      throttle: { rateLimit: 50, burstLimit: 50 },
    });
  }

  private addOutputs(): void {
    for (const endpoint of this.endpoints) {
      const name = endpoint.node.id;
      new CfnOutput(this, `${name}Url`, { value: endpoint.url('/'), description: 'Base URL' });
      new CfnOutput(this, `${name}RestApiId`, { value: endpoint.restApi.restApiId, description: 'Id of the REST API' });
    }
  }
}
