import { type SynthResult, synthReferenceApp, type TemplateFile } from '../support/reference-app';
import { type Statement, wildcardsOf } from '../support/wildcards';

/** What each of API Gateway's roles may do, by the call of its route: actions, and the one resource they are for. */
const ROUTE_GRANTS = {
  'kinesis:PutRecord': [
    ['kinesis:PutRecord', 'Stream862536A4'],
    ['kms:GenerateDataKey', 'StreamKey238BEC37'],
  ],
  'kinesis:PutRecords': [
    ['kinesis:PutRecords', 'Stream862536A4'],
    ['kms:GenerateDataKey', 'StreamKey238BEC37'],
  ],
  'firehose:PutRecord': [
    ['firehose:PutRecord', 'PipelineDirectDeliveryDeliveryStreamAE462B8D'],
    ['kms:Decrypt kms:GenerateDataKey', 'ArchiveKey3EF5EDE5'],
  ],
  'firehose:PutRecordBatch': [
    ['firehose:PutRecordBatch', 'PipelineDirectDeliveryDeliveryStreamAE462B8D'],
    ['kms:Decrypt kms:GenerateDataKey', 'ArchiveKey3EF5EDE5'],
  ],
};

/** What the function of each route may do, beside its own log and traces. */
const FUNCTION_GRANTS = {
  'POST /proxy/events': [
    ['kinesis:PutRecords', 'Stream862536A4'],
    ['kms:GenerateDataKey', 'StreamKey238BEC37'],
  ],
  'POST /proxy/events/batch': [
    ['kinesis:PutRecords', 'Stream862536A4'],
    ['kms:GenerateDataKey', 'StreamKey238BEC37'],
  ],
};

/** X-Ray knows no resources. */
const TRACES = { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' };

/** Policies of AWS that may be attached, with the stack that does. The list is closed as well. */
const MANAGED_POLICIES = [
  // API Gateway's account setting asks for this one.
  ['SluiceAccount', 'service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
  // CDK's provider that empties the buckets of a disposable stage.
  ['dev/SluiceStateful', 'service-role/AWSLambdaBasicExecutionRole'],
];

/** A wildcard that may stand, and why. The list is closed: whatever is not on it fails. */
const ALLOWED: readonly {
  readonly why: string;
  allows(type: string, id: string, text: string, kind: string): boolean;
}[] = [
  {
    why: 'in a key policy, * is the key itself',
    allows: (type, _id, text, kind) =>
      type === 'AWS::KMS::Key' &&
      ((kind === 'Resource' && text === '"*"') || (kind === 'Action' && text === '"kms:*"')),
  },
  {
    why: 'objects below one prefix of one bucket',
    allows: (_type, _id, text, kind) => kind === 'Resource' && /"\/[\w!./=-]+\/\*"\]\]\}$/.test(text),
  },
  {
    why: "an endpoint lets calls through to the APIs of this account; each API's own policy says which",
    allows: (type, _id, text, kind) =>
      type === 'AWS::EC2::VPCEndpoint' &&
      ((kind === 'Principal' && text === '{"AWS":"*"}') ||
        (kind === 'Resource' && /":execute-api:",.*,":\*"\]\]\}$/.test(text))),
  },
  {
    why: 'the health route of a private front door asks for nobody: see the test of its policy',
    allows: (type, _id, text, kind) =>
      type === 'AWS::ApiGateway::RestApi' && kind === 'Principal' && text === '{"AWS":"*"}',
  },
  {
    why: 'traces of functions: the test of their roles holds the actions to X-Ray alone',
    allows: (type, id, text, kind) =>
      type === 'AWS::IAM::Policy' && id.includes('HandlerRoleDefaultPolicy') && kind === 'Resource' && text === '"*"',
  },
  {
    why: "CDK's provider that empties the buckets of a disposable stage",
    allows: (type, _id, text, kind) =>
      type === 'AWS::S3::BucketPolicy' &&
      ((kind === 'Resource' && /"\/\*"\]\]\}$/.test(text)) ||
        (kind === 'Action' && ['"s3:DeleteObject*"', '"s3:GetBucket*"', '"s3:List*"'].includes(text))),
  },
];

const ARN = { 'Fn::GetAtt': ['Stream', 'Arn'] };

describe('every policy of the reference app', () => {
  let app: SynthResult;
  beforeAll(() => {
    app = synthReferenceApp();
  });
  afterAll(() => app.dispose());

  test('has no wildcard but those of a closed list', () => {
    const found = app.templates.flatMap((file) => wildcardsOf(file));
    expect(app.templates.flatMap(refusedIn)).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  test('lets nobody into a private front door by its policy, but to its health', () => {
    const allowed = app.templates.flatMap(({ name, template }) =>
      Object.values(template.Resources)
        .filter(({ Type }) => Type === 'AWS::ApiGateway::RestApi')
        .flatMap(({ Properties }): Statement[] => Properties.Policy?.Statement ?? [])
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Resource }) => [name, Resource]),
    );
    expect(allowed).toEqual([['staging/SluiceStateless', 'execute-api:/v1/GET/health']]);
  });

  test('empties buckets in dev alone', () => {
    const withProvider = app.templates.filter(({ template }) =>
      JSON.stringify(template).includes('S3AutoDeleteObjects'),
    );
    expect(withProvider.map(({ name }) => name)).toEqual(['dev/SluiceStateful']);
  });

  test.each(['dev', 'staging', 'prod'])('lets API Gateway do one thing to one thing on each route of %s', (stage) => {
    const { Resources = {} } = app.templates.find(({ name }) => name === `${stage}/SluiceStateless`)?.template ?? {};
    const all = Object.values(Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && Properties.Integration.Type === 'AWS')
      .map(({ Properties }) => Properties.Integration);
    // Both APIs of a front door that has two use a route's one role.
    const integrations = all.filter(
      (one, index) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
    );
    const credentials = integrations.map(({ Credentials }) => Credentials['Fn::GetAtt'][0]);
    expect(new Set(credentials).size).toBe(credentials.length);

    const grants = integrations.map(({ Uri, Credentials }) => {
      const [, service, action] = /:(\w+):action\/(\w+)"/.exec(JSON.stringify(Uri)) ?? [];
      const { Policies = [], ManagedPolicyArns } = Resources[Credentials['Fn::GetAtt'][0]]?.Properties ?? {};
      expect([Policies.length, ManagedPolicyArns]).toEqual([1, undefined]);
      const statements: Statement[] = Policies[0].PolicyDocument.Statement;
      return [`${service}:${action}`, statements.map((statement) => granted(app.templates, statement))];
    });
    expect(Object.fromEntries(grants)).toEqual(ROUTE_GRANTS);
    expect(grants).toHaveLength(Object.keys(ROUTE_GRANTS).length);
  });

  test.each(['dev', 'staging', 'prod'])('lets the functions of %s write one stream, their logs and traces', (stage) => {
    const { Resources = {} } = app.templates.find(({ name }) => name === `${stage}/SluiceStateless`)?.template ?? {};
    const ofType = (type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
    const grants = ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const [, route] = /^Takes events in: (.+)$/.exec(Properties.Description ?? '') ?? [];
      if (route === undefined) return [];
      const [role] = Properties.Role['Fn::GetAtt'];
      expect(Resources[role]?.Properties.Policies).toBeUndefined();
      const policies = ofType('AWS::IAM::Policy').filter(([, policy]) =>
        policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role),
      );
      const statements: Statement[] = policies.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
      const log = {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [Properties.LoggingConfig.LogGroup.Ref, 'Arn'] },
      };
      expect(statements.slice(0, 2)).toEqual([log, TRACES]);
      return [[route, statements.slice(2).map((statement) => granted(app.templates, statement))]];
    });
    expect(Object.fromEntries(grants)).toEqual(FUNCTION_GRANTS);
  });

  test.each(['dev', 'staging', 'prod'])('lets each function of %s be called by its own methods alone', (stage) => {
    const { Resources = {} } = app.templates.find(({ name }) => name === `${stage}/SluiceStateless`)?.template ?? {};
    const permissions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    const called = permissions.map(({ Properties: { Action, Principal, SourceArn } }) => {
      expect([Action, Principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
      return /\/(POST\/proxy\/events(\/batch)?)"\]\]\}$/.exec(JSON.stringify(SourceArn))?.[1];
    });
    const doors = stage === 'staging' ? 2 : 1;
    const expected = ['POST/proxy/events', 'POST/proxy/events/batch'].flatMap((route) => Array(doors).fill(route));
    expect(called.sort()).toEqual(expected.sort());
  });

  test('gives API Gateway no role but those of the routes and its logging role', () => {
    const trusting = app.templates.flatMap(({ name, template }) =>
      Object.entries(template.Resources)
        .filter(
          ([, { Type, Properties }]) =>
            Type === 'AWS::IAM::Role' && trusts(Properties).includes('apigateway.amazonaws.com'),
        )
        .map(() => name),
    );
    const routes = Object.keys(ROUTE_GRANTS).flatMap(() =>
      ['dev', 'prod', 'staging'].map((stage) => `${stage}/SluiceStateless`),
    );
    expect(trusting.sort()).toEqual(['SluiceAccount', ...routes].sort());
  });

  test('is of a role that one service assumes, and no one else', () => {
    const services = app.templates.flatMap(({ template }) =>
      Object.values(template.Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::IAM::Role' ? [trusts(Properties)] : [],
      ),
    );
    const known = ['apigateway.amazonaws.com', 'firehose.amazonaws.com', 'lambda.amazonaws.com'];
    expect(new Set(services.flat())).toEqual(new Set(known));
    for (const one of services) expect(one).toHaveLength(1);
  });

  test('is written here but for the managed ones of a closed list', () => {
    expect(app.templates.flatMap(managedPolicies)).toEqual(MANAGED_POLICIES);
  });

  test.each<[string, object]>([
    ['actions', { Action: 'kinesis:*', Resource: ARN }],
    ['resources', { Action: 'kinesis:PutRecord', Resource: '*' }],
    ['objects', { Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [ARN, '/*']] } }],
    ['all actions but one', { NotAction: 'iam:PassRole', Resource: ARN }],
    ['all resources but one', { Action: 'kinesis:PutRecord', NotResource: ARN }],
    ['principals', { Action: 'kinesis:PutRecord', Resource: ARN, Principal: '*' }],
    ['principals of AWS', { Action: 'kinesis:PutRecord', Resource: ARN, Principal: { AWS: '*' } }],
    ['all principals but one', { Action: 'kinesis:PutRecord', Resource: ARN, NotPrincipal: { AWS: 'arn' } }],
  ])('would be caught with a wildcard of %s', (_kind, statement) => {
    const PolicyDocument = { Statement: [{ Effect: 'Allow', ...statement }] };
    expect(refusedIn(planted('AWS::IAM::Role', { Policies: [{ PolicyDocument }] }))).toHaveLength(1);
  });

  test.each(['AWS::KMS::Key', 'AWS::S3::BucketPolicy'])(
    'would be caught with a wildcard of principals in a %s',
    (type) => {
      const Statement = [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: ARN, Principal: { AWS: '*' } }];
      expect(refusedIn(planted(type, { PolicyDocument: { Statement } }))).toHaveLength(1);
    },
  );

  test('would be caught with a managed policy that is not on the list', () => {
    const file = planted('AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    expect(managedPolicies(file)).toEqual([['planted', 'AdministratorAccess']]);
  });
});

function planted(Type: string, Properties: object): TemplateFile {
  return { name: 'planted', path: '', template: { Resources: { Planted: { Type, Properties } } } };
}

/** Actions of a statement, and the logical id its resource has in whatever stack. */
function granted(
  templates: readonly TemplateFile[],
  { Effect, Action, Resource, ...more }: Statement,
): [string, string] {
  expect([Effect, more]).toEqual(['Allow', {}]);
  const { 'Fn::GetStackOutput': output, ...own } = Resource as Record<
    string,
    { StackName: string; OutputName: string }
  >;
  const stack = templates.find(({ name }) => name.replace('/', '-') === output?.StackName);
  const value = output === undefined ? own : stack?.template.Outputs[output.OutputName].Value;
  expect(value).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
  return [[Action].flat().join(' '), value['Fn::GetAtt'][0]];
}

/** Services a role trusts; another principal as it is written. */
function trusts(role: { AssumeRolePolicyDocument: { Statement: Statement[] } }): string[] {
  return role.AssumeRolePolicyDocument.Statement.flatMap(({ Principal }) =>
    Object.entries(Principal ?? {}).flatMap(([kind, who]) =>
      kind === 'Service' ? who : JSON.stringify({ [kind]: who }),
    ),
  );
}

/** Managed policies by name, each with its stack: of AWS, and of the stack itself. */
function managedPolicies({ name, template }: TemplateFile): string[][] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::ManagedPolicy') return [[name, id]];
    return [Properties?.ManagedPolicyArns ?? []]
      .flat()
      .map((arn: unknown) => [name, JSON.stringify(arn).replace(/^.*:policy\/([\w/-]+).*$/, '$1')]);
  });
}

function refusedIn(file: TemplateFile) {
  return wildcardsOf(file).filter(
    ({ type, id, text, kind }) => !ALLOWED.some((rule) => rule.allows(type, id, text, kind)),
  );
}
