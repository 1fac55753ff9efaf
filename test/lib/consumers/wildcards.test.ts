import { resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  ConsumerHandler,
  EventStream,
  FlinkCode,
  FlinkConsumer,
  KclConsumer,
  LambdaConsumer,
  TokenAuthorizer,
  TokenVerifier,
} from 'cdk-sluice';
import { wildcardsOf } from '../../support/wildcards';
import { ENV, handlerFile } from './consumed';

const EXAMPLES = resolve(__dirname, '../../../examples');

/** Wildcards by the role they are of, shortened to what tells them. */
function wildcards(): string[] {
  const stack = new Stack(new App(), 'Test', { env: ENV });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: false });
  const { stream } = new EventStream(stack, 'Events');
  const handler = ConsumerHandler.fromFile(handlerFile());
  new LambdaConsumer(stack, 'Lambda', { stream, handler, enhancedFanOut: true });
  new KclConsumer(stack, 'Kcl', {
    stream,
    vpc,
    image: ContainerImage.fromAsset(`${EXAMPLES}/kcl`),
    enhancedFanOut: true,
  });
  new FlinkConsumer(stack, 'Flink', {
    stream,
    vpc,
    code: FlinkCode.fromAsset(`${EXAMPLES}/flink`, { python: 'main.py' }),
  });
  const secret = Secret.fromSecretNameV2(stack, 'Keys', 'keys');
  new TokenAuthorizer(stack, 'Auth', { verifier: TokenVerifier.tenantKeys({ secret }) });
  const template = Template.fromStack(stack).toJSON() as Parameters<typeof wildcardsOf>[0]['template'];
  return wildcardsOf({ template })
    .filter(({ type }) => type.startsWith('AWS::IAM::'))
    .map(({ id, kind, text }) => `${id.replace(/[0-9A-F]{8}$/, '')} ${kind} ${/[^"]*[*?][^"]*/.exec(text)?.[0]}`)
    .sort();
}

test('no role of a consumer or an authorizer has a wildcard but those of a closed list', () => {
  const xray = 'Resource *';
  expect(wildcards()).toEqual([
    `AuthHandlerRoleDefaultPolicy ${xray}`,
    // The six characters that Secrets Manager adds to a secret known by its name.
    'AuthHandlerRoleDefaultPolicy Resource :secretsmanager:eu-west-1:111122223333:secret:keys-??????',
    // Network interfaces of a VPC.
    'FlinkRole Resource *',
    // The service looks for its log group among all.
    'FlinkRole Resource :logs:eu-west-1:111122223333:log-group:*',
    // A token for ECR.
    'KclTaskExecutionRoleDefaultPolicy Resource *',
    // Metrics, of one namespace by a condition.
    'KclTaskRole Resource *',
    // The time a consumer was registered at.
    'KclTaskRole Resource /consumer/Test-Kcl-78212536:*',
    `LambdaHandlerRoleDefaultPolicy ${xray}`,
    // One object a failure.
    'LambdaHandlerRoleDefaultPolicy Resource /aws/lambda/*',
  ]);
});
