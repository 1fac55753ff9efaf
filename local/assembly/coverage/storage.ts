import type { CoverageTable } from './coverage';

const NOT_QUERIED = 'describes what lands, for queries on AWS; nothing is queried here';
const NO_ACLS = 'there are no access control lists, and no caller without a key';
const NO_INDEX = 'items are found by their primary key alone';
const NO_TABLE_LIMITS = 'tables have no limit of throughput, no backups and no cost';
const TABLE_IGNORED = {
  BillingMode: NO_TABLE_LIMITS,
  ContributorInsightsSpecification: NO_TABLE_LIMITS,
  DeletionProtectionEnabled: 'concerns the deletion of the table',
  OnDemandThroughput: NO_TABLE_LIMITS,
  PointInTimeRecoverySpecification: NO_TABLE_LIMITS,
  ProvisionedThroughput: NO_TABLE_LIMITS,
  TableClass: NO_TABLE_LIMITS,
  WarmThroughput: NO_TABLE_LIMITS,
};
const TABLE_NOT_EMULATED = {
  GlobalSecondaryIndexes: NO_INDEX,
  LocalSecondaryIndexes: NO_INDEX,
  StreamSpecification: 'changes of items are not passed on',
};
const NO_RULES =
  'rules act after days, on objects that no part of a pipeline reads again: here objects stay until the folder is deleted';
const NEWEST = 'what is read is the newest version, as here; a call for another is refused';

export const STORAGE_COVERAGE: CoverageTable = {
  'AWS::S3::Bucket': {
    run: ['BucketName', 'BucketEncryption'],
    ignored: {
      BucketNamePrefix: 'concerns the name given at creation',
      BucketNamespace: 'concerns the name given at creation',
      AccelerateConfiguration: 'a way to the bucket, not a behaviour of it',
      AnalyticsConfigurations: 'reports only',
      IntelligentTieringConfigurations: 'the cost of storage only',
      LifecycleConfiguration: NO_RULES,
      OwnershipControls: NO_ACLS,
      PublicAccessBlockConfiguration: NO_ACLS,
      VersioningConfiguration: NEWEST,
      InventoryConfigurations: 'reports only',
      LoggingConfiguration: 'server access logs are not written',
      MetricsConfigurations: 'metrics are not published',
      MetadataConfiguration: 'reports only',
      MetadataTableConfiguration: 'reports only',
    },
    notEmulated: {
      AbacStatus: 'tags take no part in access decisions',
      AccessControl: 'nobody reads or writes by an access control list',
      CorsConfiguration: 'the bucket is a folder, not an endpoint for browsers',
      NotificationConfiguration: 'nothing is told of new objects',
      ObjectLockConfiguration: 'objects can be deleted',
      ObjectLockEnabled: 'objects can be deleted',
      ReplicationConfiguration: 'objects are not replicated',
      WebsiteConfiguration: 'the bucket is a folder, not a website',
    },
    unlessValue: {
      AccessControl: ['Private', 'BucketOwnerRead', 'BucketOwnerFullControl', 'LogDeliveryWrite'],
      ObjectLockEnabled: [false],
    },
  },
  'AWS::S3::BucketPolicy': { run: ['Bucket', 'PolicyDocument'] },
  'AWS::KMS::Key': {
    run: ['KeyPolicy'],
    ignored: {
      BypassPolicyLockoutSafetyCheck: 'guards the creation of a key',
      EnableKeyRotation: 'there is no key material',
      KeySpec: 'there is no key material',
      KeyUsage: 'there is no key material',
      MultiRegion: 'there is one Region',
      Origin: 'there is no key material',
      PendingWindowInDays: 'concerns the deletion of a key',
      RotationPeriodInDays: 'there is no key material',
    },
    notEmulated: { Enabled: 'a disabled key serves like any other' },
    unlessValue: { Enabled: [true] },
  },
  'AWS::KMS::Alias': { run: ['AliasName', 'TargetKeyId'] },
  'AWS::Logs::LogGroup': {
    run: ['LogGroupName'],
    ignored: {
      BearerTokenAuthenticationEnabled: 'a way in from outside AWS',
      DeletionProtectionEnabled: 'concerns the deletion of the group',
      FieldIndexPolicies: 'queries only',
      KmsKeyId: 'local logs are not encrypted',
      LogGroupClass: 'the cost of storage only',
      ResourcePolicyDocument: 'who may write is not checked for logs',
      RetentionInDays: 'local logs stay until deleted',
    },
    notEmulated: { DataProtectionPolicy: 'sensitive data is not masked in local logs' },
  },
  'AWS::Logs::LogStream': { run: ['LogGroupName', 'LogStreamName'] },
  'AWS::SSM::Parameter': {
    run: ['Name', 'Type', 'Value'],
    ignored: {
      AllowedPattern: 'guards the creation of a parameter',
      DataType: 'guards the creation of a parameter',
      Policies: 'parameters do not expire here',
      Tier: 'the size of a parameter only',
    },
  },
  'AWS::SecretsManager::Secret': {
    run: [
      ...['Name', 'SecretString', 'KmsKeyId'],
      ...['PasswordLength', 'SecretStringTemplate', 'GenerateStringKey', 'ExcludeCharacters', 'ExcludeLowercase'].map(
        generate,
      ),
      ...['ExcludeNumbers', 'ExcludeUppercase'].map(generate),
    ],
    ignored: {
      ReplicaRegions: 'there is one Region',
      Type: 'a label',
      'GenerateSecretString.ExcludePunctuation': 'what is made up are letters and digits',
      'GenerateSecretString.IncludeSpace': 'what is made up are letters and digits',
      'GenerateSecretString.RequireEachIncludedType': 'what is made up are letters and digits',
    },
  },
  'AWS::SecretsManager::ResourcePolicy': {
    run: ['ResourcePolicy', 'SecretId'],
    ignored: { BlockPublicPolicy: 'guards the creation of a policy' },
  },
  'AWS::SecretsManager::SecretTargetAttachment': {
    whole: 'not-emulated',
    reason: 'the connection details of the database are not added to the secret',
  },
  'AWS::SecretsManager::RotationSchedule': { whole: 'not-emulated', reason: 'secrets are not rotated' },
  'AWS::DynamoDB::Table': {
    run: ['AttributeDefinitions', 'KeySchema', 'SSESpecification', 'TableName', 'TimeToLiveSpecification'],
    ignored: TABLE_IGNORED,
    notEmulated: {
      ...TABLE_NOT_EMULATED,
      ResourcePolicy: 'a policy of the table is not looked at, only those of roles',
      KinesisStreamSpecification: 'changes of items are not passed on',
      ImportSourceSpecification: 'the table begins empty',
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    run: [
      ...['AttributeDefinitions', 'KeySchema', 'SSESpecification', 'TableName', 'TimeToLiveSpecification'],
      ...['Replicas.Region', 'Replicas.SSESpecification'],
    ],
    ignored: {
      ...TABLE_IGNORED,
      ...Object.fromEntries(
        ['ContributorInsightsSpecification', 'DeletionProtectionEnabled', 'PointInTimeRecoverySpecification']
          .concat(['ReadOnDemandThroughputSettings', 'ReadProvisionedThroughputSettings', 'TableClass', 'Tags'])
          .map((property) => [`Replicas.${property}`, NO_TABLE_LIMITS]),
      ),
      GlobalTableWitnesses: 'there is one Region',
      MultiRegionConsistency: 'there is one Region',
      WriteOnDemandThroughputSettings: NO_TABLE_LIMITS,
      WriteProvisionedThroughputSettings: NO_TABLE_LIMITS,
    },
    notEmulated: {
      ...TABLE_NOT_EMULATED,
      'Replicas.GlobalSecondaryIndexes': NO_INDEX,
      'Replicas.KinesisStreamSpecification': 'changes of items are not passed on',
      'Replicas.ReplicaStreamSpecification': 'changes of items are not passed on',
      'Replicas.ResourcePolicy': 'a policy of the table is not looked at, only those of roles',
    },
  },
  // The schema that Firehose writes Parquet and ORC by.
  'AWS::Glue::Database': { run: ['CatalogId', 'DatabaseInput', 'DatabaseName'] },
  'AWS::Glue::Table': {
    run: ['CatalogId', 'DatabaseName', 'Name', 'TableInput'],
    notEmulated: { OpenTableFormatInput: 'Iceberg tables are not written' },
  },
  'AWS::Athena::WorkGroup': { whole: 'ignored', reason: NOT_QUERIED },
  'AWS::Athena::NamedQuery': { whole: 'ignored', reason: NOT_QUERIED },
};

function generate(property: string): string {
  return `GenerateSecretString.${property}`;
}
