import type { CoverageTable } from './coverage';

const NO_CACHE = 'responses are never cached: every request reaches its integration';
const CACHE_DETAIL = 'a detail of the response cache, whose use is told by CachingEnabled';
const NO_DOMAIN = 'custom domains do not resolve here: call the printed URL';

export const API_GATEWAY_COVERAGE: CoverageTable = {
  'AWS::ApiGateway::RestApi': {
    run: [
      ...['ApiKeySourceType', 'BinaryMediaTypes', 'Policy'],
      ...['EndpointConfiguration.Types', 'EndpointConfiguration.VpcEndpointIds'],
    ],
    ignored: {
      Name: 'a label: requests name the API by its id',
      FailOnWarnings: 'concerns the import of an API body',
      SecurityPolicy: 'TLS ends before the API: the local endpoint speaks HTTP',
      'EndpointConfiguration.IpAddressType': 'the local endpoint listens on the address it is given',
    },
    notEmulated: {
      Body: 'an OpenAPI body is not read: its routes are missing',
      BodyS3Location: 'an OpenAPI body is not read: its routes are missing',
      CloneFrom: 'another API is not copied: its routes are missing',
      Parameters: 'the import of an API body is not emulated',
      Mode: 'the import of an API body is not emulated',
      DisableExecuteApiEndpoint: 'the endpoint answers although it is disabled',
      EndpointAccessMode: 'the check of the TLS server name is not made',
      MinimumCompressionSize: 'responses are not compressed, and compressed requests not expanded',
    },
    unlessValue: {
      DisableExecuteApiEndpoint: [false],
      EndpointAccessMode: ['BASIC'],
    },
  },
  'AWS::ApiGateway::Resource': { run: ['ParentId', 'PathPart', 'RestApiId'] },
  'AWS::ApiGateway::Method': {
    run: [
      ...['HttpMethod', 'ResourceId', 'RestApiId', 'ApiKeyRequired', 'RequestModels', 'RequestParameters'],
      ...['AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'RequestValidatorId'],
      ...['Type', 'IntegrationHttpMethod', 'Uri', 'Credentials', 'RequestParameters', 'RequestTemplates'].map(
        integration,
      ),
      ...['PassthroughBehavior', 'ContentHandling', 'TimeoutInMillis'].map(integration),
      ...['StatusCode', 'SelectionPattern', 'ResponseParameters', 'ResponseTemplates', 'ContentHandling'].map((name) =>
        integration(`IntegrationResponses.${name}`),
      ),
      'MethodResponses.StatusCode',
      'MethodResponses.ResponseParameters',
    ],
    ignored: {
      OperationName: 'a name for generated SDKs',
      'MethodResponses.ResponseModels': 'for generated SDKs: API Gateway does not validate responses',
    },
    notEmulated: {
      'Integration.CacheKeyParameters': NO_CACHE,
      'Integration.CacheNamespace': NO_CACHE,
      'Integration.ConnectionId': 'there is no VPC link: the request goes straight to the URI',
      'Integration.ConnectionType': 'there is no VPC link: the request goes straight to the URI',
      'Integration.IntegrationTarget': 'there is no VPC link: the request goes straight to the URI',
      'Integration.ResponseTransferMode': 'responses are buffered, not streamed',
      'Integration.TlsConfig': 'certificates of an HTTP integration are checked as Node.js checks them',
    },
    unlessValue: { 'Integration.ConnectionType': ['INTERNET'], 'Integration.ResponseTransferMode': ['BUFFERED'] },
  },
  'AWS::ApiGateway::Deployment': {
    run: ['RestApiId', 'StageName'],
    notEmulated: {
      StageDescription: 'the settings of a stage made by its deployment are not read',
      DeploymentCanarySettings: 'no share of the traffic goes to a canary',
    },
  },
  'AWS::ApiGateway::Stage': {
    run: [
      ...['RestApiId', 'StageName', 'DeploymentId', 'Variables'],
      ...['AccessLogSetting.DestinationArn', 'AccessLogSetting.Format'],
      ...['MethodSettings.ResourcePath', 'MethodSettings.HttpMethod'],
      ...['MethodSettings.ThrottlingRateLimit', 'MethodSettings.ThrottlingBurstLimit'],
    ],
    ignored: {
      CacheClusterSize: CACHE_DETAIL,
      DocumentationVersion: 'a label of the published documentation',
      TracingEnabled: 'traces are not sent anywhere; responses are the same',
      'MethodSettings.CacheDataEncrypted': CACHE_DETAIL,
      'MethodSettings.CacheTtlInSeconds': CACHE_DETAIL,
      'MethodSettings.DataTraceEnabled': 'execution logs are not written; responses are the same',
      'MethodSettings.LoggingLevel': 'execution logs are not written; responses are the same',
      'MethodSettings.MetricsEnabled': 'metrics are not published; responses are the same',
    },
    notEmulated: {
      CacheClusterEnabled: NO_CACHE,
      'MethodSettings.CachingEnabled': NO_CACHE,
      CanarySetting: 'no share of the traffic goes to a canary',
      ClientCertificateId: 'HTTP integrations are called without the client certificate',
    },
    unlessValue: { CacheClusterEnabled: [false], 'MethodSettings.CachingEnabled': [false] },
  },
  'AWS::ApiGateway::Model': {
    run: ['Name', 'RestApiId', 'Schema'],
    ignored: { ContentType: 'methods say themselves which model is for which content type' },
  },
  'AWS::ApiGateway::RequestValidator': {
    run: ['RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters'],
    ignored: { Name: 'a label: methods name the validator by its id' },
  },
  'AWS::ApiGateway::ApiKey': {
    run: ['Enabled', 'Value', 'StageKeys'],
    ignored: {
      Name: 'a label: requests carry the value',
      CustomerId: 'a label for the marketplace',
      GenerateDistinctId: 'concerns the id given at creation',
    },
  },
  'AWS::ApiGateway::UsagePlan': { run: ['ApiStages', 'Quota', 'Throttle'], ignored: { UsagePlanName: 'a label' } },
  'AWS::ApiGateway::UsagePlanKey': {
    run: ['KeyId', 'UsagePlanId'],
    ignored: { KeyType: 'there is one kind of key, API_KEY' },
  },
  'AWS::ApiGateway::Authorizer': {
    run: [
      ...['RestApiId', 'Type', 'AuthorizerUri', 'AuthorizerCredentials', 'AuthorizerResultTtlInSeconds'],
      ...['IdentitySource', 'IdentityValidationExpression', 'ProviderARNs'],
    ],
    ignored: {
      Name: 'a label: methods name the authorizer by its id',
      AuthType: 'read by the import of OpenAPI bodies only',
    },
  },
  'AWS::ApiGateway::GatewayResponse': {
    run: ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
  },
  'AWS::ApiGateway::Account': {
    ignored: { CloudWatchRoleArn: 'access logs are written to a file, which needs no role' },
  },
  'AWS::ApiGateway::DomainName': { whole: 'not-emulated', reason: NO_DOMAIN },
  'AWS::ApiGateway::BasePathMapping': { whole: 'not-emulated', reason: NO_DOMAIN },
  'AWS::ApiGateway::DomainNameV2': { whole: 'not-emulated', reason: NO_DOMAIN },
  'AWS::ApiGateway::BasePathMappingV2': { whole: 'not-emulated', reason: NO_DOMAIN },
  'AWS::ApiGateway::DomainNameAccessAssociation': { whole: 'not-emulated', reason: NO_DOMAIN },
  'AWS::ApiGateway::VpcLink': { whole: 'not-emulated', reason: 'there is no VPC: requests go straight to the URI' },
  'AWS::ApiGateway::ClientCertificate': {
    whole: 'not-emulated',
    reason: 'HTTP integrations are called without the client certificate',
  },
  'AWS::ApiGateway::DocumentationPart': { whole: 'ignored', reason: 'documentation' },
  'AWS::ApiGateway::DocumentationVersion': { whole: 'ignored', reason: 'documentation' },
};

function integration(property: string): string {
  return `Integration.${property}`;
}
