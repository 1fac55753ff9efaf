import type { IdentityTable } from './identity';

/** What holds data and describes it: buckets, keys, tables, parameters, secrets, logs. */
export const STORAGE_IDENTITIES: IdentityTable = {
  'AWS::S3::Bucket': {
    name: { property: 'BucketName', longest: 63, letters: 'lower' },
    ref: '{name}',
    arn: 'arn:{partition}:s3:::{name}',
    attributes: {
      Arn: '{arn}',
      DomainName: '{name}.s3.{urlSuffix}',
      RegionalDomainName: '{name}.s3.{region}.{urlSuffix}',
      DualStackDomainName: '{name}.s3.dualstack.{region}.{urlSuffix}',
      WebsiteURL: 'http://{name}.s3-website-{region}.{urlSuffix}',
    },
  },
  'AWS::S3::BucketPolicy': { ref: '{property:Bucket}' },
  'AWS::KMS::Key': {
    ref: '{uuid}',
    arn: 'arn:{partition}:kms:{region}:{account}:key/{ref}',
    attributes: { Arn: '{arn}', KeyId: '{ref}' },
  },
  'AWS::KMS::Alias': {
    name: { property: 'AliasName' },
    ref: '{name}',
    arn: 'arn:{partition}:kms:{region}:{account}:{name}',
  },
  'AWS::Glue::Database': {
    name: { property: 'DatabaseInput.Name', letters: 'lower' },
    ref: '{name}',
    arn: 'arn:{partition}:glue:{region}:{account}:database/{name}',
  },
  'AWS::Glue::Table': {
    name: { property: 'TableInput.Name', letters: 'lower' },
    ref: '{name}',
    arn: 'arn:{partition}:glue:{region}:{account}:table/{property:DatabaseName}/{name}',
  },
  'AWS::Athena::WorkGroup': {
    name: { property: 'Name' },
    ref: '{name}',
    arn: 'arn:{partition}:athena:{region}:{account}:workgroup/{name}',
    attributes: {
      CreationTime: '1700000000',
      'WorkGroupConfiguration.EngineVersion.EffectiveEngineVersion': 'Athena engine version 3',
    },
  },
  'AWS::Athena::NamedQuery': { name: { property: 'Name' }, ref: '{uuid}', attributes: { NamedQueryId: '{ref}' } },
  'AWS::SSM::Parameter': {
    name: { property: 'Name', generated: 'CFN-{logicalId}-{upper:12}' },
    ref: '{name}',
    arn: 'arn:{partition}:ssm:{region}:{account}:parameter{rootedName}',
    attributes: { Type: '{property:Type}', Value: '{property:Value}' },
  },
  'AWS::SecretsManager::Secret': {
    name: { property: 'Name', generated: '{logicalId}-{upper:12}' },
    ref: '{arn}',
    arn: 'arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{mixed:6}',
    attributes: { Id: '{arn}' },
  },
  'AWS::SecretsManager::SecretTargetAttachment': { ref: '{property:SecretId}', attributes: { Id: '{ref}' } },
  'AWS::Logs::LogGroup': {
    name: { property: 'LogGroupName', longest: 512 },
    ref: '{name}',
    // With the trailing `:*`, as GetAtt gives it.
    arn: 'arn:{partition}:logs:{region}:{account}:log-group:{name}:*',
    attributes: { Arn: '{arn}' },
  },
  'AWS::Logs::LogStream': { name: { property: 'LogStreamName' }, ref: '{name}' },
  'AWS::Logs::MetricFilter': { name: { property: 'FilterName' }, ref: '{name}' },
  'AWS::Logs::SubscriptionFilter': { name: { property: 'FilterName' }, ref: '{name}' },
  'AWS::Logs::ResourcePolicy': { name: { property: 'PolicyName' }, ref: '{name}' },
  'AWS::Logs::QueryDefinition': { ref: '{uuid}', attributes: { QueryDefinitionId: '{ref}' } },
  'AWS::DynamoDB::Table': {
    name: { property: 'TableName' },
    ref: '{name}',
    arn: 'arn:{partition}:dynamodb:{region}:{account}:table/{name}',
    attributes: { Arn: '{arn}', StreamArn: '{arn}/stream/2024-01-01T00:00:00.000' },
  },
  'AWS::DynamoDB::GlobalTable': {
    name: { property: 'TableName' },
    ref: '{name}',
    arn: 'arn:{partition}:dynamodb:{region}:{account}:table/{name}',
    attributes: { Arn: '{arn}', TableId: '{uuid}', StreamArn: '{arn}/stream/2024-01-01T00:00:00.000' },
  },
};
