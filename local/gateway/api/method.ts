import { PropertyReader, type Resource } from '../../assembly';
import type { ApiAuthorizationType, CompiledPolicies } from '../../iam';
import { type ApiKeySource, requireApiKey } from '../auth/api-key';
import type { Authenticate } from '../auth/authenticate';
import { compileAuthorization } from '../auth/authorize';
import { compileCognito } from '../auth/cognito';
import { compileIam } from '../auth/iam-caller';
import { compileLambdaAuthorizer } from '../auth/lambda-authorizer';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import type { Integration } from '../integration/backend';
import { compileIntegration } from '../integration/compile-integration';
import type { BinaryMediaTypes } from '../request/media-type';
import { throttle } from '../throttling/throttle';
import type { UsagePlans } from '../throttling/usage-plans';
import { validateBody } from '../validation/body';
import type { Models } from '../validation/models';
import { type Check, requireParameters } from '../validation/required-parameters';
import type { GatewayEnvironment } from './environment';

/** What the methods of one API share. */
export interface MethodSurroundings {
  readonly region: string;
  readonly policy: CompiledPolicies | undefined;
  readonly keySource: ApiKeySource;
  readonly plans: UsagePlans;
  readonly models: Models;
  readonly binaryTypes: BinaryMediaTypes;
  /** By id. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** Compiled Lambda authorizers by id: the methods of one share its cache. */
  readonly lambdaAuthorizers: Map<string, Authenticate>;
  /** By id. */
  readonly validators: ReadonlyMap<string, Resource>;
  readonly environment: GatewayEnvironment;
}

/** One step before the integration; a refusal ends the request. */
type Step = (exchange: Exchange) => Promise<void> | void;

/** A method ready to serve: steps in the order of API Gateway, then the integration. */
export interface MethodRuntime {
  readonly resourceId: string;
  readonly resourcePath: string;
  /** As declared: a verb or `ANY`. */
  readonly verb: string;
  readonly auth: ApiAuthorizationType;
  readonly authorizerId: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly steps: readonly Step[];
  readonly integration: Integration;
  /** Type and target, for people: `AWS kinesis:action/PutRecord`. */
  readonly target: string;
  /** Construct path, or logical id. */
  readonly position: string;
}

/** `VERB /path`, the key of a method's token buckets. */
export function methodKey(verb: string, resourcePath: string): string {
  return `${verb} ${resourcePath}`;
}

export function compileMethod(resource: Resource, resourcePath: string, around: MethodSurroundings): MethodRuntime {
  const reader = PropertyReader.of(resource);
  const { environment, keySource, plans } = around;
  const verb = reader.text('HttpMethod').toUpperCase();
  const auth = authorizationType(reader);
  const authorizerId = reader.tryText('AuthorizerId');
  const apiKeyRequired = reader.flag('ApiKeyRequired');
  const key = methodKey(verb, resourcePath);
  const authorize = compileAuthorization(auth, compileAuthenticate(reader, auth, around), around.policy);
  const admit: Step = (exchange) => {
    const client = apiKeyRequired ? requireApiKey(exchange, keySource, plans) : undefined;
    throttle(environment.limiter, key, exchange, client);
  };
  const integration = reader.tryRecord('Integration');
  return {
    resourceId: reader.text('ResourceId'),
    resourcePath,
    verb,
    auth,
    authorizerId,
    apiKeyRequired,
    steps: [...(authorize ? [authorize] : []), admit, ...validation(reader, around)],
    integration: integrationOf(reader, integration, around),
    target: describeTarget(integration),
    position: resource.constructPath ?? resource.logicalId,
  };
}

function integrationOf(reader: PropertyReader, integration: PropertyReader | undefined, around: MethodSurroundings) {
  if (integration !== undefined) return compileIntegration(integration, around.binaryTypes, around.environment);
  // AWS refuses to deploy it: "No integration defined for method".
  const message = "a method needs an 'Integration' to be deployed";
  throw new GatewayError('GATEWAY_INVALID_INTEGRATION', message, reader.position);
}

function authorizationType(reader: PropertyReader): ApiAuthorizationType {
  const type = reader.tryText('AuthorizationType') ?? 'NONE';
  if (type === 'NONE' || type === 'AWS_IAM' || type === 'CUSTOM' || type === 'COGNITO_USER_POOLS') return type;
  const message = `must be NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS, got '${type}'`;
  throw new GatewayError('GATEWAY_INVALID_AUTHORIZER', message, `${reader.position}.AuthorizationType`);
}

function compileAuthenticate(
  reader: PropertyReader,
  type: ApiAuthorizationType,
  { authorizers, lambdaAuthorizers, region, environment }: MethodSurroundings,
): Authenticate | undefined {
  if (type === 'NONE') return undefined;
  if (type === 'AWS_IAM') return compileIam(region, environment);
  const id = reader.text('AuthorizerId');
  const authorizer = authorizers.get(id);
  if (authorizer === undefined) {
    const message = `the API has no authorizer '${id}'`;
    throw new GatewayError('GATEWAY_UNKNOWN_REFERENCE', message, `${reader.position}.AuthorizerId`);
  }
  const settings = PropertyReader.of(authorizer);
  const isCognito = settings.text('Type') === 'COGNITO_USER_POOLS';
  if (isCognito !== (type === 'COGNITO_USER_POOLS')) {
    const message = `'${type}' does not go with an authorizer of type '${settings.text('Type')}'`;
    throw new GatewayError('GATEWAY_INVALID_AUTHORIZER', message, `${reader.position}.AuthorizationType`);
  }
  if (isCognito) return compileCognito(settings, reader.textList('AuthorizationScopes'), environment);
  const compiled = lambdaAuthorizers.get(id) ?? compileLambdaAuthorizer(settings, environment);
  lambdaAuthorizers.set(id, compiled);
  return compiled;
}

/** Parameters first, then the body; none without a validator. */
function validation(reader: PropertyReader, { validators, models }: MethodSurroundings): Check[] {
  const id = reader.tryText('RequestValidatorId');
  if (id === undefined) return [];
  const validator = validators.get(id);
  if (validator === undefined) {
    const message = `the API has no request validator '${id}'`;
    throw new GatewayError('GATEWAY_UNKNOWN_REFERENCE', message, `${reader.position}.RequestValidatorId`);
  }
  const settings = PropertyReader.of(validator);
  return [
    settings.flag('ValidateRequestParameters') ? requireParameters(reader.texts('RequestParameters')) : undefined,
    settings.flag('ValidateRequestBody')
      ? validateBody(reader.texts('RequestModels'), models, reader.position)
      : undefined,
  ].filter((check) => check !== undefined);
}

function describeTarget(integration: PropertyReader | undefined): string {
  const type = integration?.tryText('Type') ?? '';
  const uri = integration?.tryText('Uri') ?? '';
  const lambda = /functions\/arn:[^:]*:lambda:[^:]*:[^:]*:function:([^/]+)\/invocations$/.exec(uri)?.[1];
  if (lambda !== undefined) return `lambda ${lambda}`;
  const service = /^arn:[^:]*:apigateway:[^:]*:([^:]+):(?:action|path)\/(.+)$/.exec(uri);
  if (service !== null) return `${service[1]} ${service[2]}`;
  return type === 'MOCK' ? 'answered by the gateway' : uri;
}
