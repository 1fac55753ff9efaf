import { App, Stack } from 'aws-cdk-lib';
import { Alarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';

import {
  ApiAuth,
  FrontDoor,
  IngestionApi,
  type IngestionApiProps,
  IngestionPipeline,
  type IngestionPipelineProps,
  KinesisPutRecordTarget,
  PipelineAlarms,
} from 'cdk-sluice';
import { makeStages } from '../../bin/make-stages';
import { selectStages } from '../../bin/stage-config';
import { findingsIn, VALIDATED } from '../support/findings';

const EXAMPLES = ['clickstream', 'direct-put-parquet', 'two-streams-tenants'];
const TENANTS = [{ name: 'acme', throttle: { rateLimit: 10, burstLimit: 10 } }];

/** A pipeline each for what the reference app leaves out. */
const PIPELINES: Record<string, (stack: Stack) => IngestionPipelineProps> = {
  Cognito: (stack) => ({ auth: ApiAuth.cognito({ userPools: [theirUsers(stack)] }) }),
  LambdaAuthorizer: (stack) => ({ auth: ApiAuth.lambdaAuthorizer({ handler: theirFunction(stack) }) }),
  ApiKey: () => ({ auth: ApiAuth.apiKey(), tenants: TENANTS }),
  Nobody: () => ({ auth: ApiAuth.none('the demonstration is open to all') }),
  Tenants: () => ({ tenants: TENANTS }),
  Cors: (stack) => ({ auth: ApiAuth.cognito({ userPools: [theirUsers(stack)] }), corsOrigin: '*' }),
  DirectPut: () => ({ directPut: true, prefix: 'orders' }),
};

/** Front doors that a pipeline does not make. */
const FRONT_DOORS: Record<string, IngestionApiProps> = {
  Edge: { frontDoor: FrontDoor.edgeOptimized() },
};

function theirUsers(stack: Stack) {
  return UserPool.fromUserPoolId(stack, 'Users', 'eu-west-1_aBcDeFgHi');
}

function theirFunction(stack: Stack) {
  return lambda.Function.fromFunctionArn(stack, 'Authorizer', 'arn:aws:lambda:eu-west-1:111111111111:function:theirs');
}

/** One app with a stack for each variant. */
function variants(): App {
  const app = new App({ context: VALIDATED });
  for (const [id, props] of Object.entries(PIPELINES)) {
    const stack = new Stack(app, id);
    new IngestionPipeline(stack, 'Pipeline', props(stack));
  }
  for (const [id, props] of Object.entries(FRONT_DOORS)) {
    const stack = new Stack(app, id);
    const { stream } = new IngestionPipeline(stack, 'Pipeline');
    const api = new IngestionApi(stack, 'Api', props);
    api.addRoute('/more', new KinesisPutRecordTarget({ stream }));
    api.addHealthRoute();
    new PipelineAlarms(stack, 'Alarms', { api });
  }
  return app;
}

/** The apps of the examples, as they are compiled; each makes its own. */
function examples(): App[] {
  const apps: App[] = [];
  class ExampleApp extends App {
    public constructor() {
      super({ context: VALIDATED });
      apps.push(this);
    }
  }
  const cdk = jest.requireActual('aws-cdk-lib');
  jest.doMock('aws-cdk-lib', () => new Proxy(cdk, { get: (all, name) => (name === 'App' ? ExampleApp : all[name]) }));
  for (const name of EXAMPLES) require(`../../dist/examples/${name}.js`);
  jest.dontMock('aws-cdk-lib');
  return apps;
}

function referenceApp(): App {
  const app = new App({ context: VALIDATED });
  makeStages(app, selectStages(undefined));
  return app;
}

describe('cdk-nag and the CloudFormation validation', () => {
  test('find nothing in any variant of a pipeline', () => {
    expect(findingsIn(variants())).toEqual([]);
  });

  test("find nothing in the examples but in what is the team's own", () => {
    const found = examples().flatMap(findingsIn);
    expect(found.filter((finding) => !/ (Clickstream\/(Visitors|Alarms)\/Resource)$/.test(finding))).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  test('fail for a planted bucket, so that the check is seen to work', () => {
    const app = variants();
    new Bucket(new Stack(app, 'Planted'), 'Bucket');
    expect(findingsIn(app)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^AwsSolutions-S10 Planted\/Bucket/)]),
    );
  });
});

/** Templates of all stacks, with those in stages. */
function templatesOf(app: App): { Resources: Record<string, { Type: string; Properties: any }> }[] {
  const assembly = app.synth();
  const stacks = app.node.findAll().filter((construct) => Stack.isStack(construct));
  const artifacts = [assembly, ...assembly.nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly)];
  const templates = artifacts.flatMap((part) => part.stacks.map(({ template }) => template));
  expect(templates).toHaveLength(stacks.length);
  return templates;
}

/** Alarms of which a metric has no dimension: these services have no such metric, so that they can never go off. */
function deafAlarms(app: App): string[] {
  return templatesOf(app).flatMap(({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type, Properties }]) => {
        const metrics = [Properties, ...(Properties?.Metrics ?? []).map((entry: any) => entry.MetricStat?.Metric)];
        const named = metrics.filter((metric) => metric?.MetricName !== undefined);
        return Type === 'AWS::CloudWatch::Alarm' && !named.every(({ Dimensions }) => Dimensions?.length > 0);
      })
      .map(([id]) => id),
  );
}

describe('no alarm is without dimensions', () => {
  test('in the reference app', () => {
    expect(deafAlarms(referenceApp())).toEqual([]);
  });

  test('in the variants and the examples', () => {
    expect([variants(), ...examples()].flatMap(deafAlarms)).toEqual([]);
  });

  test.each([
    ['a metric', new Metric({ namespace: 'AWS/Kinesis', metricName: 'IncomingBytes' })],
    [
      'an expression',
      new MathExpression({
        expression: 'a + b',
        usingMetrics: {
          a: new Metric({ namespace: 'AWS/Kinesis', metricName: 'IncomingBytes', dimensionsMap: { StreamName: 's' } }),
          b: new Metric({ namespace: 'AWS/Kinesis', metricName: 'IncomingBytes' }),
        },
      }),
    ],
  ])('which would be caught of %s, planted', (_kind, metric) => {
    const app = variants();
    new Alarm(new Stack(app, 'Planted'), 'Deaf', { metric, threshold: 1, evaluationPeriods: 1 });
    expect(deafAlarms(app)).toEqual([expect.stringMatching(/^Deaf/)]);
  });
});
