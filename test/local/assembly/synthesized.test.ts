import { join } from 'node:path';
import { App, CfnOutput, CrossStackReferences, NestedStack, ReferenceStrength, Stack, Stage } from 'aws-cdk-lib';
import { AwsIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type Deployment, loadDeployment } from '../../../local/assembly';
import { only } from './template-fixture';
import { TemporaryFolder } from './temporary-folder';

// What the CDK of today writes, rather than what this project believes it writes.
const folder = new TemporaryFolder();
afterAll(() => folder.remove());

let count = 0;

function synthesize(build: (app: App) => void): Deployment {
  const outdir = join(folder.path, `cdk-${count++}.out`);
  const app = new App({ outdir, analyticsReporting: false });
  build(app);
  app.synth();
  return loadDeployment(outdir);
}

describe('an API before a stream, in stages', () => {
  const deployment = synthesize((app) => {
    for (const name of ['Dev', 'Prod']) {
      const stage = new Stage(app, name);
      const data = new Stack(stage, 'Data');
      const stream = new Stream(data, 'Events');
      StringParameter.valueForStringParameter(data, '/pipeline/unrelated');
      const front = new Stack(stage, 'Front');
      const role = new Role(front, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
      stream.grantWrite(role);
      const api = new RestApi(front, 'Api', { cloudWatchRole: false, deployOptions: { stageName: 'v1' } });
      const integration = new AwsIntegration({
        service: 'kinesis',
        action: 'PutRecord',
        options: { credentialsRole: role },
      });
      api.root.addResource('events').addMethod('POST', integration);
    }
  });

  test('loads the stacks of the first stage', () => {
    expect([deployment.stage, deployment.stages, deployment.stacks]).toEqual([
      'Dev',
      ['Dev', 'Prod'],
      ['Dev-Data', 'Dev-Front'],
    ]);
  });

  test('ties methods to resources, and those to the root of the API', () => {
    const api = only(deployment, 'AWS::ApiGateway::RestApi');
    const resource = only(deployment, 'AWS::ApiGateway::Resource');
    const method = only(deployment, 'AWS::ApiGateway::Method');
    expect(resource.properties.RestApiId).toBe(api.physicalId);
    expect(resource.properties.ParentId).toMatch(/^[a-z0-9]{10}$/);
    expect(method.properties.ResourceId).toBe(resource.physicalId);
    expect(method.properties.Integration).toMatchObject({
      Uri: 'arn:aws:apigateway:us-east-1:kinesis:action/PutRecord',
      Credentials: only(deployment, 'AWS::IAM::Role').arn,
    });
  });

  test('resolves the policy of a role in one stack to the stream of another', () => {
    const stream = only(deployment, 'AWS::Kinesis::Stream');
    const { PolicyDocument } = only(deployment, 'AWS::IAM::Policy').properties;
    expect(JSON.stringify(PolicyDocument)).toContain(`"${stream.arn}"`);
    expect(deployment.tryArn(stream.arn ?? '')).toBe(stream);
    expect(deployment.tryPhysicalId('AWS::Kinesis::Stream', stream.physicalId)).toBe(stream);
  });

  test('tells construct paths from the manifest', () => {
    expect(only(deployment, 'AWS::Kinesis::Stream').constructPath).toBe('Dev/Data/Events/Resource');
  });

  test('is run or ignored in every property', () => {
    const { entries } = deployment.coverage();
    expect(entries.filter(({ status }) => status === 'not-emulated')).toEqual([]);
    expect(entries.length).toBeGreaterThan(20);
  });

  test('gives the printed URL as an output', () => {
    const api = only(deployment, 'AWS::ApiGateway::RestApi');
    expect(deployment.outputs.map(({ value }) => value)).toContain(
      `https://${api.physicalId}.execute-api.us-east-1.amazonaws.com/v1/`,
    );
  });
});

describe.each([ReferenceStrength.STRONG, ReferenceStrength.WEAK, ReferenceStrength.BOTH])(
  'a %s reference',
  (strength) => {
    const references = (regions: readonly [string, string]): readonly [unknown, unknown] => {
      const [producerRegion, consumerRegion] = regions;
      const deployment = synthesize((app) => {
        const account = '111111111111';
        const producer = new Stack(app, 'Producer', {
          env: { account, region: producerRegion },
          crossRegionReferences: true,
        });
        const consumer = new Stack(app, 'Consumer', {
          env: { account, region: consumerRegion },
          crossRegionReferences: true,
        });
        CrossStackReferences.of(consumer).consume(strength);
        const bucket = new Bucket(producer, 'Bucket', { bucketName: 'the-bucket' });
        new StringParameter(consumer, 'Parameter', { parameterName: 'use', stringValue: bucket.bucketArn });
      });
      const { properties } = deployment.ofType('AWS::SSM::Parameter').find(({ stack }) => stack === 'Consumer') ?? {};
      return [properties?.Value, only(deployment, 'AWS::S3::Bucket').arn];
    };

    test('is resolved from stack to stack', () => {
      const [value, arn] = references(['eu-west-1', 'eu-west-1']);
      expect(value).toBe(arn);
    });

    test('is resolved from Region to Region', () => {
      const [value, arn] = references(['us-east-1', 'eu-west-1']);
      expect(value).toBe(arn);
    });
  },
);

describe('assets, parameters and nested stacks', () => {
  const code = join(folder.write('code/index.js', 'exports.handler = async () => 1;'), '..');
  const deployment = synthesize((app) => {
    const stack = new Stack(app, 'Main');
    const nested = new NestedStack(stack, 'Inner');
    const deeper = new NestedStack(nested, 'Deeper');
    const lambda = new LambdaFunction(nested, 'Fn', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
    });
    const bucket = new Bucket(deeper, 'Bucket', { bucketName: 'deep' });
    new StringParameter(stack, 'Shared', { parameterName: '/shared/name', stringValue: bucket.bucketName });
    const other = new Stack(app, 'Other');
    new CfnOutput(other, 'Read', { value: StringParameter.valueForStringParameter(other, '/shared/name') });
    new CfnOutput(other, 'Arn', { value: lambda.functionArn });
  });

  test('the code of a function is the folder that the asset manifest names', () => {
    expect(only(deployment, 'AWS::Lambda::Function').assetPath).toMatch(/asset\.[0-9a-f]{64}$/);
  });

  test('nested stacks are stacks of the deployment, however deep', () => {
    expect(deployment.stacks).toEqual([
      'Main',
      expect.stringMatching(/^Main-Inner/),
      expect.stringMatching(/^Main-Inner.+-Deeper/),
      'Other',
    ]);
    expect(only(deployment, 'AWS::S3::Bucket').constructPath).toBe('Main/Inner/Deeper/Bucket/Resource');
  });

  test('an SSM parameter carries a value from stack to stack', () => {
    expect(deployment.outputs.find(({ logicalId }) => logicalId === 'Read')?.value).toBe('deep');
  });

  test('an output of a nested stack reaches another stack', () => {
    expect(deployment.outputs.find(({ stack, logicalId }) => stack === 'Other' && logicalId === 'Arn')?.value).toBe(
      only(deployment, 'AWS::Lambda::Function').arn,
    );
  });
});
