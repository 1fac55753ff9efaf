import type { CoverageTable, WholeCoverage } from './coverage';

const WATCHES = 'watches the pipeline and takes no part in it';
const NOTHING_PUBLISHED = 'alarms are not evaluated and calls of SNS are refused: nothing is published to it';
const NO_FLINK = 'programs for Apache Flink are not run: the stream is read by the other consumers alone';
const NO_CONTAINERS = 'containers are not run: the stream is read by the other consumers alone';
const NETWORK = 'there is no VPC: nothing is routed, reached or blocked by it';

/** Types that stand beside a pipeline: harmless, or known and not emulated. */
export const BESIDE_COVERAGE: CoverageTable = {
  'AWS::CDK::Metadata': ignored('tells AWS which CDK version was used'),
  'AWS::CloudFormation::Stack': ignored('its resources are counted themselves'),
  'AWS::CloudFormation::WaitCondition': ignored('concerns deployment'),
  'AWS::CloudFormation::WaitConditionHandle': ignored('concerns deployment'),
  'AWS::CloudWatch::Alarm': ignored(WATCHES),
  'AWS::CloudWatch::CompositeAlarm': ignored(WATCHES),
  'AWS::CloudWatch::Dashboard': ignored(WATCHES),
  'AWS::CloudWatch::AnomalyDetector': ignored(WATCHES),
  'AWS::Logs::MetricFilter': ignored(WATCHES),
  'AWS::Logs::QueryDefinition': ignored(WATCHES),
  'AWS::Logs::ResourcePolicy': ignored('who may write is not checked for logs'),
  'AWS::Budgets::Budget': ignored(WATCHES),
  'AWS::EC2::FlowLog': ignored(WATCHES),
  'AWS::Logs::SubscriptionFilter': notEmulated('log events are not passed on'),
  'AWS::SNS::Topic': ignored(NOTHING_PUBLISHED),
  'AWS::SNS::TopicPolicy': ignored(NOTHING_PUBLISHED),
  'AWS::SNS::Subscription': ignored(NOTHING_PUBLISHED),
  'AWS::KinesisAnalyticsV2::Application': notEmulated(NO_FLINK),
  'AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption': notEmulated(NO_FLINK),
  'AWS::ECS::Cluster': notEmulated(NO_CONTAINERS),
  'AWS::ECS::Service': notEmulated(NO_CONTAINERS),
  'AWS::ECS::TaskDefinition': notEmulated(NO_CONTAINERS),
  'AWS::ApplicationAutoScaling::ScalableTarget': notEmulated(NO_CONTAINERS),
  'AWS::ApplicationAutoScaling::ScalingPolicy': notEmulated(NO_CONTAINERS),
  // Custom resources of CDK's own.
  'Custom::CrossRegionExportReader': ignored('the values it reads are resolved from the other stack'),
  'Custom::CrossRegionExportWriter': ignored('the values it writes are resolved from this stack'),
  'Custom::LogRetention': ignored('local logs stay until deleted'),
  'Custom::S3AutoDeleteObjects': ignored('concerns the deletion of the stack'),
  'AWS::CloudFormation::CustomResource': notEmulated('custom resources are not called: what they set up is missing'),
  ...Object.fromEntries(
    [
      ...['VPC', 'Subnet', 'VPCEndpoint', 'VPCEndpointService', 'VPCEndpointServicePermissions', 'SecurityGroup'],
      ...['SecurityGroupIngress', 'SecurityGroupEgress', 'RouteTable', 'Route', 'SubnetRouteTableAssociation'],
      ...['InternetGateway', 'VPCGatewayAttachment', 'NatGateway', 'EIP', 'NetworkAcl', 'NetworkAclEntry'],
      ...['SubnetNetworkAclAssociation', 'CustomerGateway', 'VPNGateway', 'VPNConnection', 'VPNConnectionRoute'],
      'VPNGatewayRoutePropagation',
    ].map((name): [string, WholeCoverage] => [`AWS::EC2::${name}`, notEmulated(NETWORK)]),
  ),
};

/** What a type without a table counts as. */
export function unknownCoverage(type: string): WholeCoverage {
  if (type.startsWith('Custom::')) return notEmulated('custom resources are not called: what they set up is missing');
  return notEmulated('the runtime does not run resources of this type');
}

function ignored(reason: string): WholeCoverage {
  return { whole: 'ignored', reason };
}

function notEmulated(reason: string): WholeCoverage {
  return { whole: 'not-emulated', reason };
}
