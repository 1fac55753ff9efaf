import type { CoverageTable } from './coverage';

const POOL_SIGN_UP = 'nobody signs up or in here: tokens are signed by a local key set';
const NO_USERS = 'there are no users: callers and what they may do stand in callers.json';

export const ACCESS_COVERAGE: CoverageTable = {
  'AWS::IAM::Role': {
    run: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Path', 'PermissionsBoundary', 'Policies', 'RoleName'],
    ignored: { MaxSessionDuration: 'sessions do not end while the runtime runs' },
  },
  'AWS::IAM::Policy': {
    run: ['PolicyDocument', 'PolicyName', 'Roles'],
    notEmulated: { Groups: NO_USERS, Users: NO_USERS },
  },
  'AWS::IAM::RolePolicy': { run: ['PolicyDocument', 'PolicyName', 'RoleName'] },
  'AWS::IAM::ManagedPolicy': {
    run: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    notEmulated: { Groups: NO_USERS, Users: NO_USERS },
  },
  'AWS::IAM::User': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::IAM::Group': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::IAM::AccessKey': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::IAM::UserPolicy': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::IAM::GroupPolicy': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::IAM::UserToGroupAddition': { whole: 'not-emulated', reason: NO_USERS },
  'AWS::Cognito::UserPool': {
    ignored: {
      UserPoolName: 'a label: authorizers and tokens name the pool by its id',
      ...Object.fromEntries(
        [
          ...['AccountRecoverySetting', 'AdminCreateUserConfig', 'AliasAttributes', 'AutoVerifiedAttributes'],
          ...['DeletionProtection', 'DeviceConfiguration', 'EmailAuthenticationMessage', 'EmailAuthenticationSubject'],
          ...['EmailConfiguration', 'EmailVerificationMessage', 'EmailVerificationSubject', 'EnabledMfas'],
          ...['MfaConfiguration', 'Policies', 'Schema', 'SmsAuthenticationMessage', 'SmsConfiguration'],
          ...[
            'SmsVerificationMessage',
            'UserAttributeUpdateSettings',
            'UserPoolAddOns',
            'UserPoolTags',
            'UserPoolTier',
          ],
          ...['UsernameAttributes', 'UsernameConfiguration', 'VerificationMessageTemplate'],
          ...['WebAuthnFactorConfiguration', 'WebAuthnRelyingPartyID', 'WebAuthnUserVerification'],
        ].map((property) => [property, POOL_SIGN_UP]),
      ),
    },
    notEmulated: { LambdaConfig: 'triggers are not called: tokens hold no claims of theirs' },
  },
  'AWS::Cognito::UserPoolClient': { whole: 'ignored', reason: POOL_SIGN_UP },
  'AWS::Cognito::UserPoolDomain': { whole: 'ignored', reason: POOL_SIGN_UP },
  'AWS::Cognito::UserPoolResourceServer': {
    whole: 'ignored',
    reason: 'scopes are read from the token alone, as API Gateway does',
  },
  'AWS::WAFv2::WebACL': { whole: 'not-emulated', reason: 'requests that a web ACL would block go through' },
  'AWS::WAFv2::WebACLAssociation': { whole: 'not-emulated', reason: 'requests that a web ACL would block go through' },
  'AWS::WAFv2::IPSet': { whole: 'not-emulated', reason: 'requests that a web ACL would block go through' },
  'AWS::WAFv2::RegexPatternSet': { whole: 'not-emulated', reason: 'requests that a web ACL would block go through' },
  'AWS::WAFv2::LoggingConfiguration': { whole: 'ignored', reason: 'there is no web ACL whose log it would be' },
};
