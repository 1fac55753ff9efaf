import { App, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { IntegrationType, Period, VpcLink } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ApiAuth,
  HealthTarget,
  type IIngestionTarget,
  IngestionApi,
  KinesisPutRecordTarget,
  PartitionKey,
  RouteContentType,
  type TargetBindOptions,
  type TargetConfig,
} from 'cdk-sluice';
import type { Construct } from 'constructs';
import { frontDoor, provisionedStream } from '../../support/front-door';

const METHOD = 'AWS::ApiGateway::Method';
const STAGE = 'AWS::ApiGateway::Stage';

function withEvents(props: Parameters<typeof frontDoor>[0] = {}) {
  const door = frontDoor(props);
  const route = door.api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(door.stack) }));
  return { ...door, route };
}

describe('the front door', () => {
  test('is regional, traced, logged in JSON with both request ids, and never traces data', () => {
    const { template } = withEvents();
    template().hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
    template().hasResourceProperties(STAGE, {
      TracingEnabled: true,
      AccessLogSetting: {
        Format: Match.serializedJson(
          Match.objectLike({ requestId: '$context.requestId', extendedRequestId: '$context.extendedRequestId' }),
        ),
      },
      MethodSettings: Match.arrayWith([Match.objectLike({ ResourcePath: '/*', DataTraceEnabled: false })]),
    });
    template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('is never unlimited', () => {
    withEvents()
      .template()
      .hasResourceProperties(STAGE, {
        MethodSettings: [
          Match.objectLike({
            HttpMethod: '*',
            ResourcePath: '/*',
            ThrottlingRateLimit: 1_000,
            ThrottlingBurstLimit: 500,
          }),
        ],
      });
  });

  test("writes a route's own token bucket under its path and verb", () => {
    const { api, template } = frontDoor();
    api.addRoute('/a/{id}', new HealthTarget(), { method: 'get', throttle: { rateLimit: 7, burstLimit: 3 } });
    template().hasResourceProperties(STAGE, {
      MethodSettings: Match.arrayWith([
        Match.objectLike({
          HttpMethod: 'GET',
          ResourcePath: '/~1a~1{id}',
          ThrottlingRateLimit: 7,
          ThrottlingBurstLimit: 3,
        }),
      ]),
    });
  });

  test('leaves the logging role of the account alone', () => {
    withEvents().template().resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('passes nothing through that no template stands for', () => {
    const { api, template } = withEvents({ corsOrigin: 'https://shop.example.com' });
    api.addHealthRoute();
    const methods = Object.values(template().findResources(METHOD));
    expect(methods.length).toBe(4);
    expect(methods.map(({ Properties }) => Properties.Integration.PassthroughBehavior)).toEqual(
      methods.map(() => 'NEVER'),
    );
  });

  test('gives each route a role for its one action on its one resource', () => {
    const { template, stack } = withEvents();
    template().resourceCountIs('AWS::IAM::Role', 1);
    const stream = stack.getLogicalId(stack.node.findChild('Stream').node.defaultChild as never);
    template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'apigateway.amazonaws.com' } })],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [{ Action: 'kinesis:PutRecord', Effect: 'Allow', Resource: { 'Fn::GetAtt': [stream, 'Arn'] } }],
          },
        },
      ],
    });
    template().hasResourceProperties(METHOD, {
      Integration: { Credentials: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiPOSTeventsRole'), 'Arn'] } },
    });
  });

  test('validates the body by a model of its own for each content type', () => {
    const { template } = withEvents();
    template().hasResourceProperties('AWS::ApiGateway::Model', {
      ContentType: 'application/json',
      Schema: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', minProperties: 1 },
    });
    template().hasResourceProperties(METHOD, {
      RequestModels: { 'application/json': { Ref: Match.stringLikeRegexp('^ApiPOSTeventsPublicModel') } },
      RequestValidatorId: Match.anyValue(),
    });
    template().hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
  });

  test('is deployed anew when a schema changes', () => {
    const deploymentId = (eventSchema: { type: string; required: string[] }) => {
      const { api, stack, template } = frontDoor();
      api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }), { eventSchema });
      return Object.keys(template().findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect(deploymentId({ type: 'object', required: ['a'] })).not.toBe(
      deploymentId({ type: 'object', required: ['b'] }),
    );
    expect(deploymentId({ type: 'object', required: ['a'] })).toBe(deploymentId({ type: 'object', required: ['a'] }));
  });

  test('takes further content types, each with its template and model', () => {
    const { api, stack, template } = frontDoor();
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }), {
      contentTypes: [
        RouteContentType.asSent('text/csv'),
        RouteContentType.mapped('application/vnd.acme+json', '{"acme":1}', { type: 'object' }),
      ],
    });
    const [method] = Object.values(template().findResources(METHOD));
    const templates = method?.Properties.Integration.RequestTemplates;
    expect(Object.keys(templates)).toEqual(['application/json', 'text/csv', 'application/vnd.acme+json']);
    expect(templates['text/csv']).toEqual(templates['application/json']);
    expect(templates['application/vnd.acme+json']).toBe('{"acme":1}');
    expect(Object.keys(method?.Properties.RequestModels)).toEqual(['application/json', 'application/vnd.acme+json']);
  });

  test('holds a JSON type of its own to the schema of the route', () => {
    const { api, stack, template } = frontDoor();
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }), {
      eventSchema: { required: ['id'] },
      contentTypes: [RouteContentType.asSent('application/vnd.acme+json'), RouteContentType.asSent('text/csv')],
    });
    const [method] = Object.values(template().findResources(METHOD));
    expect(Object.keys(method?.Properties.RequestModels)).toEqual(['application/json', 'application/vnd.acme+json']);
  });

  test('tells paths and types apart that differ in one sign', () => {
    const { api, stack } = frontDoor();
    const stream = provisionedStream(stack);
    api.addRoute('/a/b', new HealthTarget());
    api.addRoute('/a:b', new HealthTarget());
    const contentTypes = ['text/a.b', 'text/a-b'].map((type) => RouteContentType.asSent(type, { type: 'string' }));
    expect(() => api.addRoute('/c', new KinesisPutRecordTarget({ stream }), { contentTypes })).not.toThrow();
  });

  test('bounds the execution log too, which API Gateway would make for good', () => {
    const { stack, template } = withEvents();
    const [id] = Object.keys(template().findResources('AWS::ApiGateway::RestApi'));
    template().hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: id }, '/v1']] },
      RetentionInDays: 30,
    });
    template().hasResource(STAGE, { DependsOn: Match.arrayWith([Match.stringLikeRegexp('ExecutionLog')]) });
    expect(stack).toBeDefined();
  });

  test('lets CloudWatch Logs use the key of the access log, or warns that it cannot', () => {
    const stack = new Stack(new App(), 'Test');
    const accessLogKey = new Key(stack, 'Key');
    new IngestionApi(stack, 'Api', { accessLogKey }).addHealthRoute();
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, Match.anyValue()]] } },
          }),
        ]),
      },
    });
    const imported = new Stack(new App(), 'Test');
    const theirs = Key.fromKeyArn(imported, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/k');
    new IngestionApi(imported, 'Api', { accessLogKey: theirs }).addHealthRoute();
    Annotations.fromStack(imported).hasWarning('*', Match.stringLikeRegexp("policy of the imported key 'Test/Key'"));
  });

  test('shows URL and ids as outputs, and no other endpoint', () => {
    const { template } = withEvents({ tenants: [tenant('acme')] });
    expect(Object.keys(template().toJSON().Outputs)).toEqual([
      expect.stringMatching(/^ApiTenantsacmeKeyId/),
      expect.stringMatching(/^ApiPublicUrl/),
      expect.stringMatching(/^ApiPublicRestApiId/),
    ]);
  });

  test('has two instances in one stack that share no name, id or metric', () => {
    const stack = new Stack(new App(), 'Test');
    const stream = provisionedStream(stack);
    const apis = ['A', 'B'].map((id) => new IngestionApi(stack, id, { tenants: [tenant('acme')] }));
    for (const api of apis) api.addRoute('/events', new KinesisPutRecordTarget({ stream }));
    const found = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::RestApi'));
    expect(new Set(found.map(({ Properties }) => Properties.Name)).size).toBe(2);
    const dimensions = apis.map((api) => JSON.stringify(stack.resolve(api.metricServerErrors().toMetricConfig())));
    expect(dimensions[0]).not.toBe(dimensions[1]);
  });

  test.each(['cn-north-1', 'us-gov-west-1', 'eu-west-1'])('names no partition of its own in %s', (region) => {
    const { api, stack, template } = frontDoor({}, { env: { account: '111111111111', region } });
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }));
    expect(JSON.stringify(template().toJSON())).not.toMatch(/arn:aws/);
  });
});

describe('who may call', () => {
  test('is a signed IAM principal by default', () => {
    withEvents().template().hasResourceProperties(METHOD, { AuthorizationType: 'AWS_IAM', ApiKeyRequired: false });
  });

  test('can be a holder of a Cognito token', () => {
    const { api, stack, template } = frontDoor();
    const userPools = [new UserPool(stack, 'Users')];
    api.addRoute('/a', new HealthTarget(), { auth: ApiAuth.cognito({ userPools, scopes: ['events/write'] }) });
    template().hasResourceProperties(METHOD, {
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizationScopes: ['events/write'],
      AuthorizerId: Match.anyValue(),
    });
  });

  test('can be decided by one Lambda authorizer for several routes', () => {
    const { api, stack, template } = frontDoor();
    const auth = ApiAuth.lambdaAuthorizer({ handler: lambdaFunction(stack) });
    api.addRoute('/a', new HealthTarget(), { auth });
    api.addRoute('/b', new HealthTarget(), { auth });
    template().resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    template().resourcePropertiesCountIs(METHOD, { AuthorizationType: 'CUSTOM' }, 2);
    template().hasResourceProperties('AWS::ApiGateway::Authorizer', { AuthorizerResultTtlInSeconds: 300 });
  });

  test('differs in scopes from route to route with one Cognito authorizer', () => {
    const { api, stack, template } = frontDoor();
    const [users, staff] = [new UserPool(stack, 'Users'), new UserPool(stack, 'Staff')];
    api.addRoute('/a', new HealthTarget(), { auth: ApiAuth.cognito({ userPools: [users], scopes: ['a/write'] }) });
    api.addRoute('/b', new HealthTarget(), { auth: ApiAuth.cognito({ userPools: [users], scopes: ['b/write'] }) });
    api.addRoute('/c', new HealthTarget(), { auth: ApiAuth.cognito({ userPools: [staff] }) });
    // One for each set of pools: two routes, one authorizer; one more route, another.
    template().resourceCountIs('AWS::ApiGateway::Authorizer', 2);
  });

  test('is deployed anew when an authorizer changes, feature flags or not', () => {
    const deploymentId = (tokenHeader: string) => {
      const { api, stack, template } = frontDoor();
      const auth = ApiAuth.lambdaAuthorizer({ handler: lambdaFunction(stack), tokenHeader });
      api.addRoute('/a', new HealthTarget(), { auth });
      return Object.keys(template().findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect(deploymentId('X-Token')).not.toBe(deploymentId('Authorization'));
    expect(deploymentId('X-Token')).toBe(deploymentId('X-Token'));
  });

  test('serves two front doors with one choice of auth', () => {
    const stack = new Stack(new App(), 'Test');
    const auth = ApiAuth.lambdaAuthorizer({ handler: lambdaFunction(stack) });
    for (const id of ['A', 'B']) new IngestionApi(stack, id, { auth }).addRoute('/a', new HealthTarget());
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Authorizer', 2);
  });

  test('is asked for a key of its own on top of the auth where tenants are declared', () => {
    const quota = { limit: 1_000, period: Period.DAY };
    const { api, template } = withEvents({ tenants: [{ ...tenant('acme'), quota }, tenant('globex')] });
    api.addHealthRoute();
    template().hasResourceProperties(METHOD, { AuthorizationType: 'AWS_IAM', ApiKeyRequired: true });
    template().hasResourceProperties(METHOD, { AuthorizationType: 'NONE', ApiKeyRequired: false });
    template().resourceCountIs('AWS::ApiGateway::ApiKey', 2);
    template().resourceCountIs('AWS::ApiGateway::UsagePlanKey', 2);
    template().allResourcesProperties('AWS::ApiGateway::ApiKey', { Enabled: true });
    template().hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      ApiStages: [Match.objectLike({ Stage: Match.anyValue() })],
      Throttle: { RateLimit: 5, BurstLimit: 2 },
      Quota: { Limit: 1_000, Period: 'DAY' },
    });
    expect(api.tenantKey('acme')).not.toBe(api.tenantKey('globex'));
  });

  test('is granted the one route, by verb and path', () => {
    const { api, route, stack, template } = withEvents();
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    api.grantInvoke(role, route);
    const policies = Object.values(template().findResources('AWS::IAM::Policy'));
    const [statement, ...others] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(others).toEqual([]);
    expect(statement.Action).toBe('execute-api:Invoke');
    expect(JSON.stringify(statement.Resource)).toMatch(/\/POST\/events"/);
  });

  test('is granted every signed route where none is named, and not the open ones', () => {
    const { api, stack, template } = withEvents();
    api.addHealthRoute();
    api.addRoute('/devices/{device}/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack, 1, 'S2') }));
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    api.grantInvoke(role);
    const resources = JSON.stringify(Object.values(template().findResources('AWS::IAM::Policy')));
    expect(resources).toContain('/POST/events"');
    expect(resources).toContain('/POST/devices/*/events"');
    expect(resources).not.toContain('health');
  });

  test('is granted the signed routes that come later, too', () => {
    const { api, stack, template } = frontDoor();
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    api.grantInvoke(role);
    api.addRoute('/late', new HealthTarget());
    expect(JSON.stringify(Object.values(template().findResources('AWS::IAM::Policy')))).toContain('/POST/late"');
  });
});

describe('CORS', () => {
  test('is off unless asked for', () => {
    const text = JSON.stringify(withEvents().template().toJSON());
    expect(text).not.toContain('Access-Control');
    expect(text).not.toContain('OPTIONS');
  });

  test('answers preflights and lets every answer through, errors of the gateway too', () => {
    const { template } = withEvents({ corsOrigin: 'https://shop.example.com' });
    const origin = "'https://shop.example.com'";
    template().hasResourceProperties(METHOD, { HttpMethod: 'OPTIONS', AuthorizationType: 'NONE' });
    const methods = Object.values(template().findResources(METHOD));
    for (const response of methods.flatMap(({ Properties }) => Properties.Integration.IntegrationResponses)) {
      expect(response.ResponseParameters['method.response.header.Access-Control-Allow-Origin']).toBe(origin);
    }
    template().allResourcesProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseParameters: {
        'gatewayresponse.header.Access-Control-Allow-Origin': origin,
        // Without it a page could not read Retry-After of a 429.
        'gatewayresponse.header.Access-Control-Expose-Headers': "'Retry-After'",
      },
    });
  });

  test('lets browsers send the headers the routes of a path read, with its verbs', () => {
    const { api, stack, template } = frontDoor({ corsOrigin: '*' });
    const partitionKey = PartitionKey.fromHeader('X-Device');
    const auth = ApiAuth.lambdaAuthorizer({ handler: lambdaFunction(stack), tokenHeader: 'X-Token' });
    const target = new KinesisPutRecordTarget({ stream: provisionedStream(stack), partitionKey });
    api.addRoute('/events', target, { auth });
    api.addRoute('/events', new HealthTarget(), { method: 'GET' });
    const methods = Object.values(template().findResources(METHOD));
    const preflights = methods.filter(({ Properties }) => Properties.HttpMethod === 'OPTIONS');
    expect(preflights.length).toBe(1);
    const headers = preflights[0]?.Properties.Integration.IntegrationResponses[0].ResponseParameters;
    expect(headers['method.response.header.Access-Control-Allow-Methods']).toBe("'OPTIONS,POST,GET'");
    expect(headers['method.response.header.Access-Control-Allow-Headers']).toMatch(
      /^'Content-Type,.*,X-Device,X-Token'$/,
    );
  });
});

describe("API Gateway's own answers", () => {
  const answers = (props: Parameters<typeof frontDoor>[0] = {}) => {
    const found = Object.values(withEvents(props).template().findResources('AWS::ApiGateway::GatewayResponse'));
    return new Map(found.map(({ Properties }) => [Properties.ResponseType, Properties]));
  };

  test('are customised for all 21 types, in one shape', () => {
    const all = answers();
    expect(all.size).toBe(21);
    for (const { ResponseTemplates } of all.values()) {
      expect(Object.keys(ResponseTemplates)).toEqual(['application/json']);
      const text = ResponseTemplates['application/json'].replace('$context.error.messageString', '"text"');
      expect(JSON.parse(text)).toEqual({
        error: { code: expect.any(String), message: expect.any(String), requestId: '$context.extendedRequestId' },
      });
    }
  });

  test('set no status on the two defaults, which would change every other type', () => {
    const all = answers();
    expect(all.get('DEFAULT_4XX').StatusCode).toBeUndefined();
    expect(all.get('DEFAULT_5XX').StatusCode).toBeUndefined();
    const others = [...all.values()].filter(({ ResponseType }) => !ResponseType.startsWith('DEFAULT'));
    expect(others.filter(({ StatusCode }) => StatusCode === undefined)).toEqual([]);
  });

  test.each([
    ['THROTTLED', '429', 'Throttled', "'1'"],
    ['QUOTA_EXCEEDED', '429', 'QuotaExceeded', undefined],
    ['INTEGRATION_FAILURE', '503', 'TargetUnavailable', undefined],
    ['INTEGRATION_TIMEOUT', '504', 'TargetTimeout', undefined],
    ['BAD_REQUEST_BODY', '400', 'InvalidRequest', undefined],
    ['UNSUPPORTED_MEDIA_TYPE', '415', 'UnsupportedMediaType', undefined],
    ['UNAUTHORIZED', '401', 'Unauthorized', undefined],
    ['INVALID_API_KEY', '403', 'Forbidden', undefined],
  ])('say of %s what the contract says', (type, status, code, retryAfter) => {
    const answer = answers().get(type);
    expect(answer.StatusCode).toBe(status);
    expect(answer.ResponseTemplates['application/json']).toContain(`"code":"${code}"`);
    expect(answer.ResponseParameters?.['gatewayresponse.header.Retry-After']).toBe(retryAfter);
  });

  test('call an unknown path forbidden where callers sign, and not found elsewhere', () => {
    expect(answers().get('MISSING_AUTHENTICATION_TOKEN').StatusCode).toBe('403');
    const open = answers({ auth: ApiAuth.none('a test') }).get('MISSING_AUTHENTICATION_TOKEN');
    expect(open.StatusCode).toBe('404');
    expect(open.ResponseTemplates['application/json']).toContain('"code":"NotFound"');
  });

  test('call an unknown path forbidden as soon as one route asks for a signature', () => {
    const { api, template } = frontDoor({ auth: ApiAuth.none('a test') });
    api.addRoute('/open', new HealthTarget());
    api.addRoute('/signed', new HealthTarget(), { auth: ApiAuth.iam() });
    template().hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
      StatusCode: '403',
    });
  });
});

describe('the target interface', () => {
  /** SendMessage by a path URI and a form body: nothing like Kinesis. */
  class SqsTarget implements IIngestionTarget {
    public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
      const stack = Stack.of(scope);
      return {
        integration: {
          integrationType: IntegrationType.AWS,
          uri: `arn:${stack.partition}:apigateway:${stack.region}:sqs:path/${stack.account}/queue`,
          requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
          requestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' },
          responses: [{ statusCode: '200', selectionPattern: '200', template: '{}' }, { statusCode: '503' }],
        },
        grants: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [`arn:sqs:${options.path}`] })],
      };
    }
  }

  class VpcLinkTarget implements IIngestionTarget {
    public bind(scope: Construct): TargetConfig {
      const vpcLink = VpcLink.fromVpcLinkId(scope, 'Link', 'vpclink1');
      return {
        integration: {
          integrationType: IntegrationType.HTTP_PROXY,
          uri: 'https://collector.internal/{proxy}',
          httpMethod: 'ANY',
          vpcLink,
          requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
        },
        methodParameters: { 'method.request.path.proxy': true },
      };
    }
  }

  class LambdaProxyTarget implements IIngestionTarget {
    public constructor(private readonly handler: LambdaFunction) {}

    public bind(scope: Construct, { methodArns }: TargetBindOptions): TargetConfig {
      for (const [index, sourceArn] of methodArns.entries()) {
        this.handler.addPermission(`${scope.node.id}${index}`, {
          principal: new ServicePrincipal('apigateway.amazonaws.com'),
          sourceArn,
        });
      }
      const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${this.handler.functionArn}/invocations`;
      return { integration: { integrationType: IntegrationType.AWS_PROXY, uri } };
    }
  }

  test('fits SQS: path URI and form body', () => {
    const { api, template } = frontDoor();
    api.addRoute('/queue', new SqsTarget());
    template().hasResourceProperties(METHOD, {
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':sqs:path/')])] },
        RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
        PassthroughBehavior: 'NEVER',
      },
      MethodResponses: [{ StatusCode: '200' }, { StatusCode: '503' }],
    });
  });

  test('fits a VPC link: connection, path parameter, no templates', () => {
    const { api, template } = frontDoor();
    api.addRoute('/{proxy+}', new VpcLinkTarget());
    template().hasResourceProperties(METHOD, {
      RequestParameters: { 'method.request.path.proxy': true },
      Integration: { Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: 'vpclink1' },
    });
    template().resourceCountIs('AWS::IAM::Role', 0);
  });

  test('fits a Lambda proxy: permission for the one method', () => {
    const { api, stack, template } = frontDoor();
    api.addRoute('/proxy/events', new LambdaProxyTarget(lambdaFunction(stack)));
    const [permission] = Object.values(template().findResources('AWS::Lambda::Permission'));
    expect(JSON.stringify(permission?.Properties.SourceArn)).toContain('/POST/proxy/events');
  });
});

describe('bad props', () => {
  const health = new HealthTarget();

  test('fails for a path without a leading slash', () => {
    expect(() => frontDoor().api.addRoute('events', health)).toThrow(
      "'path' must be a path such as '/events' or '/devices/{device}/events', got 'events'",
    );
  });

  test('fails for a verb HTTP does not have', () => {
    expect(() => frontDoor().api.addRoute('/a', health, { method: 'FETCH' })).toThrow(
      /'method' must be one of .*'FETCH'/,
    );
  });

  test('fails for the same verb and path twice', () => {
    const { api } = frontDoor();
    api.addRoute('/a', health);
    expect(() => api.addRoute('/a', health)).toThrow(
      "'path' must be new to the front door, got 'POST /a' a second time",
    );
  });

  test.each([
    [{ rateLimit: 0, burstLimit: 1 }, /'throttle.rateLimit' must be between 0.01 and 2147483647 requests\/s, got 0/],
    [{ rateLimit: 1, burstLimit: 0 }, /'throttle.burstLimit' must be between 1 and 2147483647 requests, got 0/],
    [{ rateLimit: 1, burstLimit: 1.5 }, /'throttle.burstLimit' must be a whole number of requests, got 1.5/],
  ])('fails for the throttle %j', (throttle, message) => {
    expect(() => frontDoor({ throttle })).toThrow(message);
  });

  test('takes a throttle known only at deployment', () => {
    expect(() => frontDoor({ throttle: { rateLimit: Token.asNumber({ Ref: 'R' }), burstLimit: 1 } })).not.toThrow();
  });

  test('fails for API keys without tenants to hold them', () => {
    expect(() => frontDoor({ auth: ApiAuth.apiKey() })).toThrow(/without tenants.*declare 'tenants'/);
  });

  test('fails for no auth without a reason', () => {
    expect(() => ApiAuth.none(' ')).toThrow("'reason' must say why nobody is asked for credentials");
  });

  test('fails for two tenants of one name', () => {
    expect(() => frontDoor({ tenants: [tenant('a'), tenant('a')] })).toThrow("got 'a' twice");
  });

  test('fails for a tenant nobody declared, and lists those there are', () => {
    expect(() => frontDoor({ tenants: [tenant('a')] }).api.tenantKey('b')).toThrow("got 'b'; its tenants: 'a'");
  });

  test('fails for several CORS origins', () => {
    expect(() => frontDoor({ corsOrigin: 'https://a.example,https://b.example' })).toThrow(
      /'corsOrigin' must be one origin/,
    );
  });

  test('fails for a grant on a route that does not ask for IAM', () => {
    const { api, stack } = frontDoor();
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    expect(() => api.grantInvoke(role, api.addHealthRoute())).toThrow(/'route' must ask for IAM, got 'GET \/health'/);
  });

  test('fails for a content type its target cannot store as sent', () => {
    const contentTypes = [RouteContentType.asSent('text/csv')];
    expect(() => frontDoor().api.addRoute('/a', health, { contentTypes })).toThrow(/use RouteContentType.mapped/);
  });

  test.each(['Text/CSV', 'text/csv; charset=utf-8', 'csv'])('fails for the content type %s', (contentType) => {
    expect(() => RouteContentType.asSent(contentType)).toThrow(/'contentType' must be a media type in lower case/);
  });

  test.each([
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema' }, /'eventSchema.\$schema' must be/],
    [
      { properties: { a: { const: 1 } } },
      /'eventSchema.properties.a.const' is not in JSON Schema draft 4: write an 'enum'/,
    ],
    [{ exclusiveMinimum: 3 }, /'eventSchema.exclusiveMinimum' must be true beside 'minimum' in draft 4, got 3/],
  ])('fails for the schema %j, which is of a later draft', (eventSchema, message) => {
    expect(() => frontDoor().api.addRoute('/a', health, { eventSchema })).toThrow(message);
  });

  test('fails for a schema on a route that has no body to hold to it', () => {
    expect(() => frontDoor().api.addRoute('/a', health, { eventSchema: { type: 'object' } })).toThrow(
      "'eventSchema' of route '/a' has no body to hold to it",
    );
  });

  test('fails for an access log kept for good', () => {
    expect(() => frontDoor({ accessLogRetention: RetentionDays.INFINITE })).toThrow(
      "'accessLogRetention' must be bounded, got INFINITE",
    );
  });

  test('fails for a greedy parameter that is not the last', () => {
    expect(() => frontDoor().api.addRoute('/{proxy+}/x', health)).toThrow(
      "'path' must have its greedy parameter '{proxy+}' at the end, got '/{proxy+}/x'",
    );
  });

  test('fails for two names of one path parameter', () => {
    const { api } = frontDoor();
    api.addRoute('/devices/{device}', health);
    expect(() => api.addRoute('/devices/{id}/events', health)).toThrow(
      "'path' must call the parameter after '/devices/' as another route does, '{device}', got '{id}'",
    );
  });

  test("fails for a route's bad throttle, and names the route", () => {
    expect(() => frontDoor().api.addRoute('/a', health, { throttle: { rateLimit: 0, burstLimit: 1 } })).toThrow(
      "'throttle.rateLimit' of route 'POST /a' must be between",
    );
  });

  test("fails for a tenant's bad throttle, and names the tenant", () => {
    const tenants = [{ name: 'acme', throttle: { rateLimit: 1, burstLimit: 0 } }];
    expect(() => frontDoor({ tenants })).toThrow("'throttle.burstLimit' of tenant 'acme' must be between");
  });

  test('fails for an API key that is not asked for', () => {
    const { api } = frontDoor({ tenants: [tenant('acme')] });
    expect(() => api.addRoute('/a', health, { auth: ApiAuth.apiKey(), tenantKey: false })).toThrow(
      "'auth' of route 'POST /a' is an API key, which 'tenantKey: false' does not ask for: leave 'tenantKey' out",
    );
  });

  test('fails for a grant on a route of another front door', () => {
    const { api, stack } = frontDoor();
    const other = new IngestionApi(stack, 'Other');
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    expect(() => api.grantInvoke(role, other.addRoute('/a', health))).toThrow("got 'POST /a' of another");
  });

  test('fails for a stream of another account, which its name would not find', () => {
    const { api, stack } = frontDoor({}, { env: { account: '111111111111', region: 'us-east-1' } });
    const stream = Stream.fromStreamArn(stack, 'Theirs', 'arn:aws:kinesis:us-east-1:222222222222:stream/theirs');
    expect(() => api.addRoute('/a', new KinesisPutRecordTarget({ stream }))).toThrow(
      "'stream' must be of account 111111111111, which the front door is deployed to, got 'Test/Theirs' of account 222222222222",
    );
  });

  test('takes a property that is called like a later keyword', () => {
    const eventSchema = { type: 'object', properties: { const: { type: 'string' }, if: {} } };
    const { api, stack } = frontDoor();
    const target = new KinesisPutRecordTarget({ stream: provisionedStream(stack) });
    expect(() => api.addRoute('/a', target, { eventSchema })).not.toThrow();
  });
});

function tenant(name: string) {
  return { name, throttle: { rateLimit: 5, burstLimit: 2 } };
}

function lambdaFunction(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
  });
}
