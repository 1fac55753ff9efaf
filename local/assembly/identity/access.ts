import type { IdentityTable } from './identity';

const COGNITO = 'cognito-idp.{region}.{urlSuffix}/{ref}';

/** Who may call, and what watches and guards: roles, user pools, web ACLs, alarms. */
export const ACCESS_IDENTITIES: IdentityTable = {
  'AWS::IAM::Role': {
    name: { property: 'RoleName', longest: 64 },
    ref: '{name}',
    arn: 'arn:{partition}:iam::{account}:role{property:Path|/}{name}',
    attributes: { Arn: '{arn}', RoleId: 'AROA{upper:17}' },
  },
  'AWS::IAM::User': {
    name: { property: 'UserName', longest: 64 },
    ref: '{name}',
    arn: 'arn:{partition}:iam::{account}:user{property:Path|/}{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::IAM::Group': {
    name: { property: 'GroupName' },
    ref: '{name}',
    arn: 'arn:{partition}:iam::{account}:group{property:Path|/}{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::IAM::Policy': { ref: '{stack}-{logicalId}-{upper:12}', attributes: { Id: '{ref}' } },
  'AWS::IAM::RolePolicy': { ref: '{property:PolicyName}|{property:RoleName}' },
  'AWS::IAM::ManagedPolicy': {
    name: { property: 'ManagedPolicyName' },
    ref: '{arn}',
    arn: 'arn:{partition}:iam::{account}:policy{property:Path|/}{name}',
    attributes: { PolicyArn: '{arn}', PolicyId: 'ANPA{upper:17}', DefaultVersionId: 'v1' },
  },
  'AWS::IAM::InstanceProfile': {
    name: { property: 'InstanceProfileName' },
    ref: '{name}',
    arn: 'arn:{partition}:iam::{account}:instance-profile{property:Path|/}{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::Cognito::UserPool': {
    name: { property: 'UserPoolName' },
    ref: '{region}_{mixed:9}',
    arn: 'arn:{partition}:cognito-idp:{region}:{account}:userpool/{ref}',
    attributes: { Arn: '{arn}', UserPoolId: '{ref}', ProviderName: COGNITO, ProviderURL: `https://${COGNITO}` },
  },
  'AWS::Cognito::UserPoolClient': {
    name: { property: 'ClientName' },
    ref: '{lower:26}',
    attributes: { ClientId: '{ref}', Name: '{name}', ClientSecret: '{lower:52:secret}' },
  },
  'AWS::Cognito::UserPoolDomain': {
    name: { property: 'Domain', letters: 'lower' },
    ref: '{name}',
    attributes: { CloudFrontDistribution: 'd{lower:13}.cloudfront.net' },
  },
  'AWS::Cognito::UserPoolResourceServer': { ref: '{property:Identifier}' },
  'AWS::WAFv2::WebACL': {
    name: { property: 'Name' },
    ref: '{name}|{uuid}|{property:Scope}',
    arn: 'arn:{partition}:wafv2:{region}:{account}:regional/webacl/{name}/{uuid}',
    attributes: { Arn: '{arn}', Id: '{uuid}', Capacity: '1', LabelNamespace: 'awswaf:{account}:webacl:{name}:' },
  },
  'AWS::WAFv2::WebACLAssociation': { ref: '{property:ResourceArn}|{property:WebACLArn}' },
  'AWS::WAFv2::IPSet': {
    name: { property: 'Name' },
    ref: '{name}|{uuid}|{property:Scope}',
    arn: 'arn:{partition}:wafv2:{region}:{account}:regional/ipset/{name}/{uuid}',
    attributes: { Arn: '{arn}', Id: '{uuid}' },
  },
  'AWS::WAFv2::LoggingConfiguration': { ref: '{property:ResourceArn}' },
  'AWS::CloudWatch::Alarm': {
    name: { property: 'AlarmName' },
    ref: '{name}',
    arn: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    name: { property: 'AlarmName' },
    ref: '{name}',
    arn: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}',
    attributes: { Arn: '{arn}' },
  },
  'AWS::CloudWatch::Dashboard': { name: { property: 'DashboardName' }, ref: '{name}' },
  'AWS::CloudFormation::Stack': {
    ref: '{arn}',
    arn: 'arn:{partition}:cloudformation:{region}:{account}:stack/{stack}-{logicalId}-{upper:12}/{uuid}',
  },
  'AWS::CertificateManager::Certificate': {
    ref: '{arn}',
    arn: 'arn:{partition}:acm:{region}:{account}:certificate/{uuid}',
  },
};
