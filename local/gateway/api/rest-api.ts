import { type Deployment, PropertyReader, type Resource } from '../../assembly';
import { type CompiledPolicies, compilePolicies, expandExecuteApiResources } from '../../iam';
import type { RateLimit } from '../../throttle';
import { compileLogFormat } from '../context/substitution';
import { GatewayError } from '../errors';
import { BinaryMediaTypes } from '../request/media-type';
import type { Texts } from '../request/parsed-request';
import { GatewayResponses } from '../response/gateway-responses';
import { Router } from '../routing/router';
import { stageLimits } from '../throttling/stage-limits';
import type { UsagePlans } from '../throttling/usage-plans';
import { Models } from '../validation/models';
import type { GatewayEnvironment } from './environment';
import { compileMethod, type MethodRuntime, methodKey } from './method';
import { resourcePaths } from './resource-paths';
import type { AccessLog, Stage } from './stage';

/** A REST API, ready to serve. */
export interface RestApi {
  readonly id: string;
  /** Construct path, or logical id. */
  readonly position: string;
  readonly methods: readonly MethodRuntime[];
  readonly stages: readonly Stage[];
  /** Endpoints that a private API is bound to. */
  readonly vpcEndpointIds: readonly string[];
}

/** What the APIs of a deployment share. */
export interface ApiSurroundings {
  readonly deployment: Deployment;
  readonly plans: UsagePlans;
  /** The account's own token bucket, which limits inherit from. */
  readonly accountLimit: RateLimit;
  readonly environment: GatewayEnvironment;
}

/** Compiles a REST API: its methods once, for all of its stages. */
export function compileRestApi(resource: Resource, around: ApiSurroundings): RestApi {
  const { deployment, plans, environment } = around;
  const reader = PropertyReader.of(resource);
  const id = resource.physicalId;
  const ofApi = (type: string) =>
    deployment.ofType(`AWS::ApiGateway::${type}`).filter((each) => PropertyReader.of(each).tryText('RestApiId') === id);
  const byId = (type: string) => new Map(ofApi(type).map((each) => [each.physicalId, each]));
  const paths = resourcePaths(rootId(resource, ofApi('Method'), ofApi('Resource')), ofApi('Resource'));
  const surroundings = {
    region: deployment.region,
    policy: readPolicy(reader, resource, deployment),
    keySource: reader.tryText('ApiKeySourceType') === 'AUTHORIZER' ? ('AUTHORIZER' as const) : ('HEADER' as const),
    plans,
    models: new Models(id, ofApi('Model')),
    binaryTypes: new BinaryMediaTypes(reader.textList('BinaryMediaTypes')),
    authorizers: byId('Authorizer'),
    lambdaAuthorizers: new Map(),
    validators: byId('RequestValidator'),
    environment,
  };
  const router = new Router<MethodRuntime>();
  const methods = ofApi('Method').map((each) => {
    const resourceId = PropertyReader.of(each).text('ResourceId');
    const path = paths.get(resourceId);
    if (path === undefined) {
      const message = `'ResourceId' ${resourceId} is no resource of the same API`;
      throw new GatewayError('GATEWAY_BROKEN_RESOURCE_TREE', message, each.position);
    }
    const method = compileMethod(each, path, surroundings);
    if (!router.add(path, method.verb, method)) {
      const message = `${method.verb} ${path} is declared twice`;
      throw new GatewayError('GATEWAY_DUPLICATE_METHOD', message, each.position);
    }
    return method;
  });
  const endpoints = reader.tryRecord('EndpointConfiguration');
  const isPrivate = endpoints?.textList('Types').includes('PRIVATE') === true;
  const shared = { router, isPrivate, responses: new GatewayResponses(ofApi('GatewayResponse')) };
  const keys = methods.map(({ verb, resourcePath }) => methodKey(verb, resourcePath));
  const stages = [
    ...ofApi('Stage').map((stage) => compileStage(id, stage, shared, keys, around)),
    ...ofApi('Deployment').flatMap((each) => stageOfDeployment(id, each, shared, keys, around)),
  ];
  const vpcEndpointIds = endpoints?.textList('VpcEndpointIds') ?? [];
  return { id, position: resource.constructPath ?? resource.logicalId, methods, stages, vpcEndpointIds };
}

/**
 * The id of an API's root resource: what its resources and methods hang on without being a resource themselves. A second
 * such id is refused where it stands.
 */
function rootId(api: Resource, methods: readonly Resource[], resources: readonly Resource[]): string {
  const known = new Set(resources.map(({ physicalId }) => physicalId));
  const parents = [
    ...resources.map((each) => PropertyReader.of(each).text('ParentId')),
    ...methods.map((each) => PropertyReader.of(each).text('ResourceId')),
  ];
  return parents.find((id) => !known.has(id)) ?? api.physicalId;
}

function readPolicy(reader: PropertyReader, resource: Resource, deployment: Deployment): CompiledPolicies | undefined {
  const given = reader.tryJson('Policy');
  if (given === undefined) return undefined;
  const { partition, region, account } = deployment;
  const arn = `arn:${partition}:execute-api:${region}:${account}:${resource.physicalId}`;
  try {
    const document: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    const name = `${resource.logicalId}.Policy`;
    return compilePolicies([{ name, document: expandExecuteApiResources(document, arn) }], 'resource');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('GATEWAY_INVALID_POLICY', reason, `${reader.position}.Policy`, { cause: error });
  }
}

type Shared = Pick<Stage, 'router' | 'isPrivate' | 'responses'>;

function compileStage(
  apiId: string,
  resource: Resource,
  shared: Shared,
  methodKeys: readonly string[],
  { deployment, accountLimit }: ApiSurroundings,
): Stage {
  const reader = PropertyReader.of(resource);
  const name = reader.tryText('StageName') ?? resource.physicalId;
  return {
    ...addressOf(apiId, name, deployment),
    ...shared,
    deploymentId: reader.tryText('DeploymentId') ?? '',
    variables: Object.assign(Object.create(null), Object.fromEntries(reader.texts('Variables'))) as Texts,
    tracing: reader.flag('TracingEnabled'),
    limits: stageLimits(`${apiId}/${name}`, resource, accountLimit, methodKeys),
    accessLog: readAccessLog(reader),
    position: resource.constructPath ?? resource.logicalId,
  };
}

/** A deployment may make a stage of its own: `StageName`. */
function stageOfDeployment(
  apiId: string,
  resource: Resource,
  shared: Shared,
  methodKeys: readonly string[],
  { deployment, accountLimit }: ApiSurroundings,
): Stage[] {
  const name = PropertyReader.of(resource).tryText('StageName');
  if (name === undefined) return [];
  return [
    {
      ...addressOf(apiId, name, deployment),
      ...shared,
      deploymentId: resource.physicalId,
      variables: Object.create(null) as Texts,
      tracing: false,
      limits: stageLimits(`${apiId}/${name}`, undefined, accountLimit, methodKeys),
      accessLog: undefined,
      position: resource.constructPath ?? resource.logicalId,
    },
  ];
}

function addressOf(apiId: string, name: string, { region, account, partition }: Deployment) {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    apiId,
    name,
    region,
    account,
    partition,
    domainName: `${apiId}.execute-api.${region}.${suffix}`,
    executeApiArn: `arn:${partition}:execute-api:${region}:${account}:${apiId}/${name}`,
  };
}

function readAccessLog(stage: PropertyReader): AccessLog | undefined {
  const setting = stage.tryRecord('AccessLogSetting');
  const format = setting?.tryText('Format');
  if (setting === undefined || format === undefined) return undefined;
  return { destination: setting.tryText('DestinationArn') ?? '', format: compileLogFormat(format) };
}
