import type { CoverageTable } from './coverage';

const OTHER_DESTINATION = 'records are delivered to S3 only: this destination receives none';
const OTHER_SOURCE = 'records come from direct puts and Kinesis streams only';
const NO_METRICS = 'metrics are not published; records flow the same';
const NO_VPC = 'there is no VPC: the function sees the network of this machine';

export const STREAM_COVERAGE: CoverageTable = {
  'AWS::Kinesis::Stream': {
    run: ['Name', 'ShardCount', 'StreamModeDetails', 'RetentionPeriodHours', 'StreamEncryption', 'MaxRecordSizeInKiB'],
    ignored: { DesiredShardLevelMetrics: NO_METRICS },
    notEmulated: { WarmThroughputMiBps: 'an on-demand stream starts with the shards of one that is new' },
  },
  'AWS::Kinesis::StreamConsumer': { run: ['ConsumerName', 'StreamARN'] },
  'AWS::Kinesis::ResourcePolicy': { run: ['ResourceArn', 'ResourcePolicy'] },
  'AWS::KinesisFirehose::DeliveryStream': {
    run: [
      ...['DeliveryStreamName', 'DeliveryStreamType', 'KinesisStreamSourceConfiguration'],
      ...['ExtendedS3DestinationConfiguration', 'S3DestinationConfiguration'],
      'DeliveryStreamEncryptionConfigurationInput',
    ],
    notEmulated: {
      DirectPutSourceConfiguration: 'the throughput asked for is not kept ready',
      AmazonOpenSearchServerlessDestinationConfiguration: OTHER_DESTINATION,
      AmazonopensearchserviceDestinationConfiguration: OTHER_DESTINATION,
      ElasticsearchDestinationConfiguration: OTHER_DESTINATION,
      HttpEndpointDestinationConfiguration: OTHER_DESTINATION,
      IcebergDestinationConfiguration: OTHER_DESTINATION,
      RedshiftDestinationConfiguration: OTHER_DESTINATION,
      SnowflakeDestinationConfiguration: OTHER_DESTINATION,
      SplunkDestinationConfiguration: OTHER_DESTINATION,
      DatabaseSourceConfiguration: OTHER_SOURCE,
      MSKSourceConfiguration: OTHER_SOURCE,
    },
  },
  'AWS::Lambda::Function': {
    run: [
      ...['Code', 'Environment', 'FunctionName', 'Handler', 'MemorySize', 'PackageType', 'Role', 'Runtime', 'Timeout'],
      ...['Layers', 'ReservedConcurrentExecutions', 'DeadLetterConfig'],
    ],
    ignored: {
      Architectures: 'the code runs on the processor of this machine',
      KmsKeyArn: 'the environment is not stored, so not encrypted',
      LoggingConfig: 'output goes to the terminal',
      RecursiveLoop: 'loops are not detected',
      RuntimeManagementConfig: 'the runtime is the Node.js of this machine',
      SnapStart: 'a start-up optimisation',
      TracingConfig: 'traces are not sent anywhere',
    },
    notEmulated: {
      CapacityProviderConfig: 'there are no managed instances',
      CodeSigningConfigArn: 'signatures of the code are not checked',
      DurableConfig: 'executions are not made durable',
      EphemeralStorage: 'the size of /tmp is that of this machine',
      FileSystemConfigs: 'no file system is mounted',
      FunctionScalingConfig: 'there are no managed instances',
      ImageConfig: 'container images are not run',
      PublishToLatestPublished: 'there is one version of the code',
      TenancyConfig: 'tenants share execution environments',
      VpcConfig: NO_VPC,
    },
  },
  'AWS::Lambda::Version': {
    run: ['FunctionName'],
    ignored: { CodeSha256: 'guards the publication of a version' },
    notEmulated: {
      FunctionScalingConfig: 'there are no managed instances',
      ProvisionedConcurrencyConfig: 'no environments are kept warm',
      RuntimePolicy: 'the runtime is the Node.js of this machine',
    },
  },
  'AWS::Lambda::Alias': {
    run: ['FunctionName', 'Name'],
    ignored: { FunctionVersion: 'there is one version of the code, to which every alias leads' },
    notEmulated: {
      ProvisionedConcurrencyConfig: 'no environments are kept warm',
      RoutingConfig: 'all traffic goes to the one version',
    },
  },
  'AWS::Lambda::Permission': {
    run: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn', 'PrincipalOrgID'],
    notEmulated: {
      EventSourceToken: 'there are no Alexa skills',
      FunctionUrlAuthType: 'there are no function URLs',
      InvokedViaFunctionUrl: 'there are no function URLs',
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    run: [
      ...[
        'BatchSize',
        'BisectBatchOnFunctionError',
        'DestinationConfig',
        'Enabled',
        'EventSourceArn',
        'FilterCriteria',
      ],
      ...['FunctionName', 'FunctionResponseTypes', 'MaximumBatchingWindowInSeconds', 'MaximumRecordAgeInSeconds'],
      ...[
        'MaximumRetryAttempts',
        'ParallelizationFactor',
        'ScalingConfig',
        'StartingPosition',
        'StartingPositionTimestamp',
      ],
    ],
    ignored: {
      KmsKeyArn: 'the filter is not stored, so not encrypted',
      MetricsConfig: NO_METRICS,
      LoggingConfig: NO_METRICS,
    },
    notEmulated: {
      AmazonManagedKafkaEventSourceConfig: OTHER_SOURCE,
      DocumentDBEventSourceConfig: OTHER_SOURCE,
      ProvisionedPollerConfig: OTHER_SOURCE,
      Queues: OTHER_SOURCE,
      SelfManagedEventSource: OTHER_SOURCE,
      SelfManagedKafkaEventSourceConfig: OTHER_SOURCE,
      SourceAccessConfigurations: OTHER_SOURCE,
      Topics: OTHER_SOURCE,
      TumblingWindowInSeconds: 'state is not carried from batch to batch: the mapping is refused at the start',
    },
    unlessValue: { TumblingWindowInSeconds: [0] },
  },
  'AWS::Lambda::LayerVersion': {
    run: ['Content', 'LayerName'],
    ignored: {
      CompatibleArchitectures: 'checked when a layer is attached on AWS',
      CompatibleRuntimes: 'a label',
      LicenseInfo: 'a label',
    },
  },
  'AWS::Lambda::Url': { whole: 'not-emulated', reason: 'there are no function URLs' },
  'AWS::Lambda::EventInvokeConfig': {
    ignored: {
      FunctionName: 'the settings that differ are told by themselves',
      Qualifier: 'the settings that differ are told by themselves',
    },
    notEmulated: {
      DestinationConfig: 'outcomes of asynchronous calls go to the dead-letter queue of the function alone',
      MaximumEventAgeInSeconds: 'asynchronous calls that are throttled are tried for six hours',
      MaximumRetryAttempts: 'asynchronous calls that fail are tried three times in all',
    },
    // What holds without a configuration.
    unlessValue: { MaximumEventAgeInSeconds: [21_600], MaximumRetryAttempts: [2] },
  },
  'AWS::SQS::Queue': {
    run: [
      ...['QueueName', 'FifoQueue', 'ContentBasedDeduplication', 'DelaySeconds', 'MaximumMessageSize', 'RedrivePolicy'],
      ...['MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'VisibilityTimeout', 'KmsMasterKeyId'],
    ],
    ignored: {
      KmsDataKeyReusePeriodSeconds: 'nothing is encrypted on disk',
      SqsManagedSseEnabled: 'nothing is encrypted on disk',
      FifoThroughputLimit: 'the rate of a queue is not limited',
    },
    notEmulated: {
      DeduplicationScope: 'duplicates are found in the whole queue',
      RedriveAllowPolicy: 'any queue may send its dead letters here',
    },
  },
  'AWS::SQS::QueuePolicy': { run: ['PolicyDocument', 'Queues'] },
};
