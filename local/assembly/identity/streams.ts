import type { IdentityTable } from './identity';

const LAMBDA = 'arn:{partition}:lambda:{region}:{account}';

/** What carries records: streams, delivery, functions, queues, topics and event buses. */
export const STREAM_IDENTITIES: IdentityTable = {
  'AWS::Kinesis::Stream': {
    name: { property: 'Name' },
    ref: '{name}',
    arn: 'arn:{partition}:kinesis:{region}:{account}:stream/{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::Kinesis::StreamConsumer': {
    name: { property: 'ConsumerName' },
    ref: '{arn}',
    arn: '{property:StreamARN}/consumer/{name}:1700000000',
    attributes: { ConsumerARN: '{arn}', ConsumerCreationTimestamp: '1700000000', ConsumerStatus: 'ACTIVE' },
  },
  'AWS::KinesisAnalyticsV2::Application': {
    name: { property: 'ApplicationName' },
    ref: '{name}',
    arn: 'arn:{partition}:kinesisanalytics:{region}:{account}:application/{name}',
  },
  'AWS::ECS::Cluster': {
    name: { property: 'ClusterName' },
    ref: '{name}',
    arn: 'arn:{partition}:ecs:{region}:{account}:cluster/{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::ECS::Service': {
    name: { property: 'ServiceName' },
    ref: '{arn}',
    arn: 'arn:{partition}:ecs:{region}:{account}:service/{property:Cluster}/{name}',
    attributes: { Name: '{name}', ServiceArn: '{arn}' },
  },
  'AWS::ECS::TaskDefinition': {
    name: { property: 'Family' },
    ref: '{arn}',
    arn: 'arn:{partition}:ecs:{region}:{account}:task-definition/{name}:1',
    attributes: { TaskDefinitionArn: '{arn}' },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    name: { property: 'DeliveryStreamName', longest: 64 },
    ref: '{name}',
    arn: 'arn:{partition}:firehose:{region}:{account}:deliverystream/{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::Lambda::Function': {
    name: { property: 'FunctionName', longest: 64 },
    ref: '{name}',
    arn: `${LAMBDA}:function:{name}`,
    attributes: { Arn: '{arn}' },
  },
  'AWS::Lambda::Version': {
    ref: '{arn}',
    arn: '{function:FunctionName}:1',
    attributes: { FunctionArn: '{arn}', Version: '1' },
  },
  'AWS::Lambda::Alias': {
    name: { property: 'Name' },
    ref: '{arn}',
    arn: '{function:FunctionName}:{name}',
    attributes: { AliasArn: '{arn}' },
  },
  'AWS::Lambda::Permission': { ref: '{stack}-{logicalId}-{upper:12}', attributes: { Id: '{ref}' } },
  'AWS::Lambda::EventSourceMapping': {
    ref: '{uuid}',
    arn: `${LAMBDA}:event-source-mapping:{ref}`,
    attributes: { Id: '{ref}', EventSourceMappingArn: '{arn}' },
  },
  'AWS::Lambda::LayerVersion': {
    name: { property: 'LayerName', longest: 64 },
    ref: '{arn}',
    arn: `${LAMBDA}:layer:{name}:1`,
    attributes: { LayerVersionArn: '{arn}' },
  },
  'AWS::Lambda::EventInvokeConfig': { ref: '{stack}-{logicalId}-{upper:12}' },
  'AWS::Lambda::Url': {
    ref: '{function:TargetFunctionArn}',
    attributes: { FunctionArn: '{ref}', FunctionUrl: 'https://{lower:32}.lambda-url.{region}.on.aws/' },
  },
  'AWS::SQS::Queue': {
    name: { property: 'QueueName', longest: 75, fifo: 'FifoQueue' },
    ref: 'https://sqs.{region}.{urlSuffix}/{account}/{name}',
    arn: 'arn:{partition}:sqs:{region}:{account}:{name}',
    attributes: { Arn: '{arn}', QueueName: '{name}', QueueUrl: '{ref}' },
  },
  'AWS::SQS::QueuePolicy': { ref: '{stack}-{logicalId}-{upper:12}', attributes: { Id: '{ref}' } },
  'AWS::SNS::Topic': {
    name: { property: 'TopicName', fifo: 'FifoTopic' },
    ref: '{arn}',
    arn: 'arn:{partition}:sns:{region}:{account}:{name}',
    attributes: { TopicArn: '{arn}', TopicName: '{name}' },
  },
  'AWS::SNS::TopicPolicy': { ref: '{stack}-{logicalId}-{upper:12}', attributes: { Id: '{ref}' } },
  'AWS::SNS::Subscription': { ref: '{arn}', arn: '{property:TopicArn}:{uuid}', attributes: { Arn: '{arn}' } },
  'AWS::Events::EventBus': {
    name: { property: 'Name' },
    ref: '{name}',
    arn: 'arn:{partition}:events:{region}:{account}:event-bus/{name}',
    attributes: { Arn: '{arn}', Name: '{name}' },
  },
  'AWS::Events::Rule': {
    name: { property: 'Name', longest: 64 },
    ref: '{name}',
    arn: 'arn:{partition}:events:{region}:{account}:rule/{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::StepFunctions::StateMachine': {
    name: { property: 'StateMachineName', longest: 80 },
    ref: '{arn}',
    arn: 'arn:{partition}:states:{region}:{account}:stateMachine:{name}',
    attributes: { Arn: '{arn}', Name: '{name}', StateMachineRevisionId: '{uuid}' },
  },
};
