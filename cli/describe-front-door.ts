import { type Deployment, PropertyReader, type Resource } from '../local/assembly';
import { alignColumns } from './table';

/** A token bucket in words. */
interface Limit {
  readonly rate: number | undefined;
  readonly burst: number | undefined;
}

/** Lines on every REST API: its stage, its routes with auth, limit and target, its tenants. */
export function describeFrontDoors(deployment: Deployment): string[] {
  return deployment.ofType('AWS::ApiGateway::RestApi').flatMap((api) => describeFrontDoor(deployment, api));
}

function describeFrontDoor(deployment: Deployment, api: Resource): string[] {
  const ofApi = (type: string) =>
    deployment.ofType(type).filter((resource) => PropertyReader.of(resource).tryText('RestApiId') === api.physicalId);
  const stage = ofApi('AWS::ApiGateway::Stage')[0];
  const limits = stage === undefined ? new Map<string, Limit>() : methodLimits(stage);
  const paths = resourcePaths(api, ofApi('AWS::ApiGateway::Resource'));
  const routes = ofApi('AWS::ApiGateway::Method').map((method) => {
    const reader = PropertyReader.of(method);
    const path = paths.get(reader.text('ResourceId')) ?? '/';
    const verb = reader.text('HttpMethod');
    const limit = limits.get(`${verb} ${path}`) ?? limits.get('* /*');
    return { path, cells: [`  ${verb}`, path, auth(reader), limitText(limit), targetOf(reader)] };
  });
  const rows = routes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).map(({ cells }) => cells);
  const endpoint = PropertyReader.of(api).tryRecord('EndpointConfiguration')?.tryJson('Types') ?? ['EDGE'];
  const stageName = stage === undefined ? 'no stage' : `stage ${stage.physicalId}`;
  return [
    `  front door: ${[endpoint].flat().join(', ')}, ${stageName}`,
    ...alignColumns([['  verb', 'path', 'callers', 'limit', 'target'], ...rows]),
    ...tenants(deployment, api),
  ];
}

/** Full path of each resource of the tree, by its id. */
function resourcePaths(api: Resource, resources: readonly Resource[]): Map<string, string> {
  const byId = new Map(resources.map((resource) => [resource.physicalId, PropertyReader.of(resource)]));
  const pathOf = (id: string): string => {
    const reader = byId.get(id);
    return reader === undefined ? '' : `${pathOf(reader.text('ParentId'))}/${reader.text('PathPart')}`;
  };
  const paths = new Map([...byId.keys()].map((id) => [id, pathOf(id)]));
  return paths.set(api.physicalId, '/');
}

function methodLimits(stage: Resource): Map<string, Limit> {
  const settings = PropertyReader.of(stage).recordList('MethodSettings');
  return new Map(
    settings.map((setting) => {
      const path = (setting.tryText('ResourcePath') ?? '/*').replace(/^\/(?=~1)/, '').replace(/~1/g, '/');
      const limit = {
        rate: setting.tryNumber('ThrottlingRateLimit'),
        burst: setting.tryNumber('ThrottlingBurstLimit'),
      };
      return [`${setting.tryText('HttpMethod') ?? '*'} ${path}`, limit];
    }),
  );
}

function limitText(limit: Limit | undefined): string {
  if (limit?.rate === undefined) return 'none of its own';
  return `${limit.rate}/s, burst ${limit.burst ?? 'of the account'}`;
}

function auth(method: PropertyReader): string {
  const type = method.tryText('AuthorizationType') ?? 'NONE';
  const named: { readonly [type: string]: string } = {
    AWS_IAM: 'IAM',
    COGNITO_USER_POOLS: 'Cognito',
    CUSTOM: 'Lambda',
  };
  const key = method.tryFlag('ApiKeyRequired') === true;
  if (type === 'NONE') return key ? 'API key' : 'anybody';
  return `${named[type] ?? type}${key ? ' and API key' : ''}`;
}

function targetOf(method: PropertyReader): string {
  const integration = method.tryRecord('Integration');
  const type = integration?.tryText('Type');
  const uri = integration?.tryText('Uri') ?? '';
  const [, handler] = /:function:([^/]+)\/invocations$/.exec(uri) ?? [];
  if (handler !== undefined) return `function ${handler}`;
  const action = /:([\w.-]+):(?:action|path)\/(.+)$/.exec(uri);
  if (action !== null) return `${action[1]} ${action[2]}`;
  return type === 'MOCK' ? 'answered by the gateway' : `${type ?? 'none'} ${uri}`.trim();
}

function tenants(deployment: Deployment, api: Resource): string[] {
  const plans = deployment.ofType('AWS::ApiGateway::UsagePlan').flatMap((plan) => {
    const reader = PropertyReader.of(plan);
    const stages = reader.recordList('ApiStages');
    if (!stages.some((stage) => stage.tryText('ApiId') === api.physicalId)) return [];
    const throttle = reader.tryRecord('Throttle');
    const limit = { rate: throttle?.tryNumber('RateLimit'), burst: throttle?.tryNumber('BurstLimit') };
    const quota = reader.tryRecord('Quota');
    const quotaText = quota === undefined ? 'no quota' : `${quota.tryNumber('Limit')} a ${quota.tryText('Period')}`;
    const name = reader.tryText('Description') ?? reader.tryText('UsagePlanName') ?? plan.logicalId;
    return [[`  ${name}`, limitText(limit), quotaText.toLowerCase()]];
  });
  return alignColumns(plans);
}
