import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, type Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  EventArchive,
  EventDelivery,
  HmacKey,
  type HmacKeyOptions,
  ObjectPrefix,
  RedactAction,
  TransformStep,
} from 'cdk-sluice';
import { transforming } from './transforming';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hmac-AbCdEf';
const hmacStep = (secret: secretsmanager.ISecret, options?: HmacKeyOptions) =>
  TransformStep.redact({ paths: ['$.user'], action: RedactAction.hmac(HmacKey.fromSecret(secret, options)) });
const imported = (stack: Stack) => secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET);
const keys = TransformStep.partitionKeys({ name: 'tenant', path: '$.tenant' });

function delivering(stack: Stack, props: object) {
  return new EventDelivery(stack, 'Delivery', { archive: new EventArchive(stack, 'Archive'), ...props });
}

/** Statements of the function's role beyond its log and traces. */
function grants(template: Template) {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return policy?.Properties.PolicyDocument.Statement.slice(2);
}

test('a transform is a function with its steps in the environment', () => {
  const { template } = transforming();
  template().hasResourceProperties('AWS::Lambda::Function', {
    Timeout: 60,
    Environment: {
      Variables: {
        TRANSFORM_CONFIG: '{"version":1,"steps":[{"kind":"flatten","separator":".","arrays":"keep","joinWith":","}]}',
        TRANSFORM_SECRET: Match.absent(),
      },
    },
  });
});

test('without a key it is granted nothing beyond its log and traces', () => {
  expect(grants(transforming().template())).toEqual([]);
});

describe('with a key of HMACs', () => {
  test('it may read that secret, and nothing else', () => {
    const { template } = transforming((stack) => ({ steps: [hmacStep(imported(stack))] }));
    expect(grants(template())).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: SECRET },
    ]);
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TRANSFORM_SECRET: SECRET } },
    });
  });

  test('it may decrypt with the secret’s own key, by way of Secrets Manager alone', () => {
    const { template } = transforming((stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') });
      return { steps: [hmacStep(secret)] };
    });
    expect(grants(template())).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringMatching(/^Secret/) } },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
          },
        },
      },
    ]);
  });

  test('a secret that is known by name leaves the six characters open that are added to it', () => {
    const { template } = transforming((stack) => ({
      steps: [hmacStep(secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'hmac'))],
    }));
    expect(JSON.stringify(grants(template())[0].Resource)).toMatch(/:secret:hmac-\?{6}"/);
  });

  test('fails for two keys', () => {
    const steps = (stack: Stack) => {
      const secret = imported(stack);
      return { steps: [hmacStep(secret), hmacStep(secret)] };
    };
    expect(() => transforming(steps)).toThrow(
      "'steps' must share one HmacKey, got 2: use the same object in all of them",
    );
  });

  test.each([0, 86_401])('fails where it is kept for %d seconds', (seconds) => {
    expect(() =>
      transforming((stack) => ({ steps: [hmacStep(imported(stack), { cacheTime: Duration.seconds(seconds) })] })),
    ).toThrow(`'cacheTime' must be between 1 and 86400 seconds, got ${seconds}`);
  });
});

test('a configuration that is too long for the environment is a file of the asset', () => {
  const { app, template } = transforming({
    steps: [TransformStep.redact({ paths: Array.from({ length: 400 }, (_, index) => `$.member${index}`) })],
  });
  template().hasResourceProperties('AWS::Lambda::Function', {
    Environment: Match.absent(),
  });
  const { directory } = app.synth();
  const [asset = ''] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(readdirSync(join(directory, asset)).sort()).toEqual(['index.js', 'transform.json']);
  expect(readFileSync(join(directory, asset, 'transform.json'), 'utf8')).toContain('$.member399');
});

test('a schema becomes code in the asset', () => {
  const { app } = transforming({
    steps: [TransformStep.flatten(), TransformStep.validate({ eventSchema: { required: ['id'] } })],
  });
  const { directory } = app.synth();
  const [asset = ''] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(readdirSync(join(directory, asset, 'step-1')).sort()).toEqual(['validator-helpers.js', 'validator.js']);
});

describe('handed to a delivery', () => {
  const prefix = ObjectPrefix.hive('events');

  test('it is called, and its partition keys are the delivery’s', () => {
    const { stack, transform } = transforming({ steps: [keys] });
    delivering(stack, { transform, prefix });
    Template.fromStack(stack).hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: {
        DynamicPartitioningConfiguration: { Enabled: true },
        Prefix: Match.stringLikeRegexp('!\\{partitionKeyFromLambda:tenant\\}'),
        ProcessingConfiguration: {
          Processors: Match.arrayWith([Match.objectLike({ Type: 'Lambda' })]),
        },
      },
    });
  });

  test('Firehose may call it, and its latest version', () => {
    const { stack, transform } = transforming();
    delivering(stack, { transform });
    const arn = stack.resolve(transform.functionArn);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              {
                Effect: 'Allow',
                Action: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
                Resource: [arn, { 'Fn::Join': ['', [arn, ':$LATEST']] }],
              },
            ]),
          },
        },
      ],
    });
  });

  test('fails for partition keys that are not its own', () => {
    const { stack, transform } = transforming({ steps: [keys] });
    expect(() => delivering(stack, { transform, transformPartitionKeys: ['region'] })).toThrow(
      "'transformPartitionKeys' must be those of the transform, tenant, got region: leave it out",
    );
  });
});

test('fails without steps', () => {
  expect(() => transforming({ steps: [] })).toThrow("'steps' must hold at least one step, got none");
});

test('fails for a call that takes longer than Firehose waits', () => {
  expect(() => transforming({ timeout: Duration.seconds(301) })).toThrow(
    "'timeout' must be between 1 and 300 seconds, got 301",
  );
});

test('fails for steps that are known at deployment only', () => {
  const steps = [TransformStep.redact({ paths: ['$.a'], action: RedactAction.mask(Token.asString({ Ref: 'Mask' })) })];
  expect(() => transforming({ steps })).toThrow("'steps' must be known at synth, got a token");
});
