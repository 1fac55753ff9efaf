import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  ApiAuth,
  FrontDoor,
  IngestionApi,
  type IngestionApiProps,
  KinesisPutRecordTarget,
  type PublicAndVpcDoorProps,
} from 'cdk-sluice';
import { provisionedStream } from '../../support/front-door';

const ENDPOINT = 'vpce-0123456789abcdef0';

function door(
  frontDoor: (stack: Stack, endpoint: ec2.IInterfaceVpcEndpoint) => FrontDoor,
  props: IngestionApiProps = {},
  shards = 10,
) {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'eu-west-1' } });
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', {
    vpcEndpointId: ENDPOINT,
    port: 443,
  });
  const api = new IngestionApi(stack, 'Api', { ...props, frontDoor: frontDoor(stack, endpoint) });
  const route = api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack, shards) }), {
    throttle: { rateLimit: 100, burstLimit: 51 },
  });
  api.addHealthRoute();
  return { stack, api, route, template: () => Template.fromStack(stack) };
}

const vpcOnly = (more: Partial<PublicAndVpcDoorProps> = {}) =>
  door((_stack, endpoint) => FrontDoor.vpcOnly({ endpoints: [endpoint], ...more }));
const both = (more: Partial<PublicAndVpcDoorProps> = {}, props: IngestionApiProps = {}, shards = 10) =>
  door((_stack, endpoint) => FrontDoor.publicAndVpc({ endpoints: [endpoint], ...more }), props, shards);

const statements = (template: Template) =>
  Object.values(template.findResources('AWS::ApiGateway::RestApi')).flatMap(
    ({ Properties }) => Properties.Policy?.Statement ?? [],
  );
const NOT_THROUGH_THE_ENDPOINT = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
  Condition: { StringNotEquals: { 'aws:SourceVpce': [ENDPOINT] } },
};
const HEALTH = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/v1/GET/health',
};

describe('a front door for VPCs alone', () => {
  test('is one private API of both IP families, bound to the endpoint', () => {
    const template = vpcOnly().template();
    template.resourceCountIs('AWS::ApiGateway::RestApi', 1);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [ENDPOINT], IpAddressType: 'dualstack' },
    });
  });

  test('keeps out who comes another way, and lets in nobody but to the health route', () => {
    expect(statements(vpcOnly().template())).toEqual([NOT_THROUGH_THE_ENDPOINT, HEALTH]);
  });

  test('keeps out other ranges too, where some are named', () => {
    expect(statements(vpcOnly({ sourceRanges: ['192.168.0.0/20'] }).template())).toEqual([
      NOT_THROUGH_THE_ENDPOINT,
      {
        ...NOT_THROUGH_THE_ENDPOINT,
        Condition: { NotIpAddress: { 'aws:VpcSourceIp': ['192.168.0.0/20'] } },
      },
      HEALTH,
    ]);
  });

  test('lets in named principals, by name, to routes that ask for IAM', () => {
    const [, allow] = statements(vpcOnly({ principals: [new iam.AccountPrincipal('444455556666')] }).template());
    expect(allow).toEqual({
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:root']] } },
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/v1/POST/events',
    });
  });

  test('lets callers come to routes where a key or a token is asked for', () => {
    const made = vpcOnly();
    const target = new KinesisPutRecordTarget({ stream: provisionedStream(made.stack, 1, 'Open') });
    made.api.addRoute('/devices/{device}/events', target, { auth: ApiAuth.none('inside the plant') });
    expect(statements(made.template())).toContainEqual({
      ...HEALTH,
      Resource: 'execute-api:/v1/POST/devices/*/events',
    });
  });

  test('is deployed anew where its policy changes', () => {
    const deployment = (made: ReturnType<typeof vpcOnly>) =>
      Object.keys(made.template().findResources('AWS::ApiGateway::Deployment'))[0];
    expect(deployment(vpcOnly())).not.toBe(deployment(vpcOnly({ sourceRanges: ['192.168.0.0/20'] })));
  });

  test('is called by the address of its endpoint, which it gives as an output', () => {
    const { stack, api, route } = vpcOnly();
    const template = Template.fromStack(stack);
    const [restApi] = Object.keys(template.findResources('AWS::ApiGateway::RestApi'));
    const url = (path: string) => ({
      'Fn::Join': [
        '',
        ['https://', { Ref: restApi }, `-${ENDPOINT}.execute-api.eu-west-1.`, { Ref: 'AWS::URLSuffix' }, `/v1${path}`],
      ],
    });
    expect(api.urls.map((one) => stack.resolve(one))).toEqual([url('/')]);
    expect(route.urls.map((one) => stack.resolve(one))).toEqual([url('/events')]);
    expect(Object.values(template.findOutputs('*')).map(({ Value }) => Value)).toContainEqual(url('/'));
  });

  test('has a private name where one is given, which its endpoints may use', () => {
    const { api, template } = door((stack, endpoint) =>
      FrontDoor.vpcOnly({
        endpoints: [endpoint],
        domain: {
          domainName: 'events.internal.example.com',
          certificate: acm.Certificate.fromCertificateArn(
            stack,
            'C',
            'arn:aws:acm:eu-west-1:111122223333:certificate/a',
          ),
        },
      }),
    );
    const made = template();
    made.hasResourceProperties('AWS::ApiGateway::DomainNameV2', {
      DomainName: 'events.internal.example.com',
      EndpointConfiguration: { Types: ['PRIVATE'] },
      Policy: { Statement: Match.arrayWith([Match.objectLike(NOT_THROUGH_THE_ENDPOINT)]) },
    });
    made.hasResourceProperties('AWS::ApiGateway::DomainNameAccessAssociation', {
      AccessAssociationSource: ENDPOINT,
      AccessAssociationSourceType: 'VPCE',
    });
    made.resourceCountIs('AWS::ApiGateway::BasePathMappingV2', 1);
    expect(api.urls).toEqual(['https://events.internal.example.com/']);
  });

  test.each<[Partial<PublicAndVpcDoorProps>, string]>([
    [{ endpoints: [] }, "'endpoints' must hold at least one endpoint"],
    [{ sourceRanges: [] }, "'sourceRanges' must hold at least one range"],
    [{ sourceRanges: ['192.168.0.1/20'] }, "'sourceRanges' must begin at the first address of its block"],
  ])('fails for %j', (props, message) => {
    expect(() => vpcOnly(props)).toThrow(message);
  });
});

describe('a front door for both', () => {
  test('is two APIs of the same routes, one role a route', () => {
    const template = both().template();
    template.resourceCountIs('AWS::ApiGateway::RestApi', 2);
    template.resourcePropertiesCountIs('AWS::ApiGateway::Method', { HttpMethod: 'POST' }, 2);
    template.resourceCountIs('AWS::IAM::Role', 1);
    expect(statements(template)).toEqual([NOT_THROUGH_THE_ENDPOINT, HEALTH]);
  });

  const limits = (template: Template) =>
    Object.entries(template.findResources('AWS::ApiGateway::Stage')).map(([id, { Properties }]) => [
      id.includes('Public') ? 'public' : 'private',
      ...Properties.MethodSettings.filter(
        ({ ResourcePath }: { ResourcePath: string }) => ResourcePath !== '/~1health',
      ).map((one: { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }) => [
        one.ThrottlingRateLimit,
        one.ThrottlingBurstLimit,
      ]),
    ]);

  test('splits the throttles of stage and routes, which are stated for the sum', () => {
    const throttle = { rateLimit: 500, burstLimit: 101 };
    expect(limits(both({ publicShare: 0.7 }, { throttle }).template())).toEqual([
      ['public', [350, 71], [70, 36]],
      ['private', [150, 30], [30, 15]],
    ]);
  });

  test('leaves neither side without a token', () => {
    const throttle = { rateLimit: 1, burstLimit: 1 };
    const bursts = limits(both({}, { throttle }).template()).map(([, stage]) => (stage as number[])[1]);
    expect(bursts).toEqual([1, 1]);
  });

  test('counts a tenant over both stages by one plan', () => {
    const tenants = [{ name: 'acme', throttle: { rateLimit: 10, burstLimit: 5 } }];
    const [plan, ...others] = Object.values(
      both({}, { tenants }).template().findResources('AWS::ApiGateway::UsagePlan'),
    );
    expect(others).toEqual([]);
    expect(plan?.Properties.ApiStages).toHaveLength(2);
    expect(plan?.Properties.Throttle).toEqual({ RateLimit: 10, BurstLimit: 5 });
  });

  test('is warned of where both together admit more than the stream takes', () => {
    const warnings = (shards: number, rateLimit: number) => {
      const { stack, api } = both({}, {}, shards);
      api.addRoute('/more', new KinesisPutRecordTarget({ stream: provisionedStream(stack, 1, 'More') }), {
        throttle: { rateLimit, burstLimit: 50 },
      });
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('targetRate')).length;
    };
    // Each side admits half of it, and one shard takes 1,000 records/s.
    expect([warnings(1, 900), warnings(1, 1_100)]).toEqual([0, 1]);
  });

  test('grants callers both APIs', () => {
    const { stack, api, template } = both();
    api.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    const [policy] = Object.values(template().findResources('AWS::IAM::Policy'));
    expect(policy?.Properties.PolicyDocument.Statement[0].Resource).toHaveLength(2);
  });

  test.each([0, 1])('fails for a share of %d', (publicShare) => {
    expect(() => both({ publicShare })).toThrow("'publicShare' must be between 0.01 and 0.99");
  });
});
