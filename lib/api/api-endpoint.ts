import { Lazy, Names, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { TargetConfig } from '../targets/target';
import { ACCESS_LOG_FORMAT } from './access-log';
import { admitLogs } from './admit-logs';
import { type ApiAuth, ApiAuthKind } from './api-auth';
import { corsHeaders } from './cors';
import { declareExecutionLog } from './execution-log';
import type { VpcDoorProps } from './front-door';
import { addGatewayResponses } from './gateway-responses';
import { partOf, type Throttle } from './throttle';
import { VpcAccess } from './vpc-access';

/** What a REST API of the front door is made of. */
export interface ApiEndpointProps {
  readonly endpointType: apigateway.EndpointType;
  readonly description: string;
  readonly stageName: string;
  /** For the whole front door, of which this API has the part between `from` and `to`, both of 1. */
  readonly throttle: Throttle;
  readonly from: number;
  readonly to: number;
  /** Who may come in through a VPC; undefined for an API of the internet. */
  readonly vpc?: VpcDoorProps;
  /** Whether any route asks for IAM; asked at synthesis. */
  readonly signedCallers: () => boolean;
  readonly corsOrigin?: string;
  readonly accessLogRetention: logs.RetentionDays;
  readonly accessLogKey?: kms.IKey;
  readonly accessLogRemovalPolicy: RemovalPolicy;
}

/** A route, as one REST API needs it. */
export interface EndpointRoute {
  readonly path: string;
  readonly httpMethod: string;
  readonly auth: ApiAuth;
  readonly throttle: Throttle | undefined;
  readonly tenantKey: boolean;
  readonly config: TargetConfig;
  readonly integration: apigateway.Integration;
  readonly models: { readonly [contentType: string]: { readonly [key: string]: unknown } };
}

/** One REST API of a front door, with its stage, log and answers. */
export class ApiEndpoint extends Construct {
  /** The REST API. */
  public readonly restApi: apigateway.RestApi;
  /** Its one stage. */
  public readonly stage: apigateway.Stage;
  /** Where its access log goes. */
  public readonly accessLog: logs.LogGroup;

  private readonly methodSettings: apigateway.CfnStage.MethodSettingProperty[] = [];
  private readonly validator: apigateway.RequestValidator;
  private readonly corsOrigin: string | undefined;
  private readonly vpcAccess: VpcAccess | undefined;
  private readonly base: string | undefined;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiEndpointProps,
  ) {
    super(scope, id);
    this.corsOrigin = props.corsOrigin;
    this.vpcAccess = props.vpc === undefined ? undefined : new VpcAccess(props.vpc);
    if (props.accessLogKey !== undefined) admitLogs(this, props.accessLogKey);
    this.accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: props.accessLogRetention,
      encryptionKey: props.accessLogKey,
      removalPolicy: props.accessLogRemovalPolicy,
    });
    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      // CloudWatch tells APIs apart by their name alone: two of one name would share every metric and alarm.
      restApiName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: props.description,
      endpointConfiguration: {
        types: [props.endpointType],
        vpcEndpoints: props.vpc?.endpoints,
        // Private APIs have to have both. Source: API Gateway refuses others.
        ipAddressType: props.vpc === undefined ? undefined : apigateway.IpAddressType.DUAL_STACK,
      },
      policy: this.vpcAccess?.policy,
      // The account's logging role is one for all APIs: see ApiGatewayAccount.
      cloudWatchRole: false,
      deployOptions: {
        stageName: props.stageName,
        tracingEnabled: true,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLog),
        accessLogFormat: apigateway.AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
    // The front door makes outputs of its own.
    this.restApi.node.tryRemoveChild('Endpoint');
    this.stage = this.restApi.deploymentStage;
    this.base = this.privateBase();
    declareExecutionLog(this, this.restApi, this.stage, props.stageName, {
      retention: props.accessLogRetention,
      removalPolicy: props.accessLogRemovalPolicy,
    });
    this.addMethodSettings(this.partOf(props.throttle));
    this.validator = this.restApi.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    addGatewayResponses(new Construct(this, 'Answers'), this.restApi, props);
    Validations.of(this.stage).acknowledge({
      id: 'AwsSolutions-APIG3',
      reason: 'A web ACL is the choice of whoever deploys; associate one with the ARN of this stage',
    });
  }

  /** The full URL of a path; on a private API by its own name, or by the first endpoint. */
  public url(path: string): string {
    return this.base === undefined ? this.stage.urlForPath(path) : `${this.base}${path}`;
  }

  /** `execute-api` ARN of a method; a path parameter stands as `*`. */
  public methodArn(httpMethod: string, path: string): string {
    const pattern = path.replace(/\{[^}]+\}/g, '*');
    return this.restApi.arnForExecuteApi(httpMethod, pattern, this.stage.stageName);
  }

  /** Adds the method of a route. */
  public addRoute(scope: Construct, route: EndpointRoute): void {
    const { fingerprint, ...auth } = route.auth._bind(this);
    // CDK does so itself only under a feature flag, which an app may not have set.
    if (fingerprint !== undefined) this.restApi.latestDeployment?.addToLogicalId({ authorizer: fingerprint });
    const method = this.restApi.root.resourceForPath(route.path).addMethod(route.httpMethod, route.integration, {
      ...auth,
      apiKeyRequired: route.tenantKey,
      requestValidator: this.validator,
      requestModels: this.models(scope, route.models),
      requestParameters: { ...route.config.methodParameters },
      methodResponses: this.methodResponses(route.config),
    });
    acknowledgeAuth(method, route.auth);
    this.vpcAccess?.admit(route.httpMethod, route.path, this.props.stageName, route.auth.kind);
    if (route.throttle !== undefined) {
      const throttle = this.partOf(route.throttle);
      this.methodSettings.push({
        httpMethod: route.httpMethod,
        // API Gateway wants a path's slashes as ~1 here.
        resourcePath: `/${route.path.replace(/\//g, '~1')}`,
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
        ...this.commonSettings(),
      });
    }
  }

  private partOf(throttle: Throttle): Throttle {
    return partOf(throttle, this.props.from, this.props.to);
  }

  private privateBase(): string | undefined {
    const addresses = this.vpcAccess?.addresses(this.restApi, this.props.stageName);
    const domain = this.vpcAccess?.addDomain(this, this.restApi, this.stage);
    return domain ?? addresses?.[0];
  }

  /** Data traces would write events, and so personal data, into the log. */
  private commonSettings() {
    return { metricsEnabled: true, loggingLevel: 'ERROR', dataTraceEnabled: false };
  }

  /** Routes come after the stage, so that its settings are known only at synth. */
  private addMethodSettings(throttle: Throttle): void {
    this.methodSettings.push({
      httpMethod: '*',
      resourcePath: '/*',
      throttlingRateLimit: throttle.rateLimit,
      throttlingBurstLimit: throttle.burstLimit,
      ...this.commonSettings(),
    });
    const definition = this.stage.node.defaultChild as apigateway.CfnStage;
    definition.methodSettings = Lazy.any({ produce: () => this.methodSettings });
  }

  private models(scope: Construct, schemas: EndpointRoute['models']): { [contentType: string]: apigateway.IModel } {
    const models: { [contentType: string]: apigateway.IModel } = {};
    for (const [contentType, schema] of Object.entries(schemas)) {
      const id = `Model${contentType === 'application/json' ? '' : contentType.replace('/', '|')}`;
      const model = new apigateway.CfnModel(scope, id, { restApiId: this.restApi.restApiId, contentType, schema });
      models[contentType] = apigateway.Model.fromModelName(scope, `${id}Name`, model.ref);
      // A model lives in the deployment it was snapshot in: another schema needs another deployment.
      this.restApi.latestDeployment?.addToLogicalId({ path: scope.node.path, contentType, schema });
      this.restApi.latestDeployment?.node.addDependency(model);
    }
    return models;
  }

  private methodResponses(config: TargetConfig): apigateway.MethodResponse[] {
    return (config.integration.responses ?? []).map(({ statusCode, headers }) => {
      const names = Object.keys({ ...headers, ...corsHeaders(this.corsOrigin) });
      const entries = names.map((name) => [`method.response.header.${name}`, true]);
      return { statusCode, responseParameters: Object.fromEntries(entries) };
    });
  }
}

/** cdk-nag asks for Cognito on every route: the choice of auth is the user's, and typed. */
function acknowledgeAuth(method: apigateway.Method, auth: ApiAuth): void {
  if (auth.kind === ApiAuthKind.COGNITO) return;
  const reason = auth.reason ?? `'auth' of the route is ${auth.kind}`;
  Validations.of(method).acknowledge({ id: 'AwsSolutions-COG4', reason });
  if (auth.kind === ApiAuthKind.NONE || auth.kind === ApiAuthKind.API_KEY) {
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason });
  }
}
