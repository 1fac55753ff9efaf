import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Source: CloudWatch Logs user guide, "Encrypt log data", with its wildcards spelled out. */
const ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Lets CloudWatch Logs use `key` for log groups of this account and Region; without it the group cannot be made. */
export function admitLogs(scope: Construct, key: kms.IKey): void {
  const { account, region } = Stack.of(scope);
  const added = key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ACTIONS,
      resources: ['*'],
      conditions: {
        // The group's own name would close a circle: it is made with the key.
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': Stack.of(scope).formatArn({ service: 'logs', resource: '*' }),
        },
        StringEquals: { 'aws:SourceAccount': account },
      },
    }),
  ).statementAdded;
  if (added) return;
  Annotations.of(scope).addWarningV2(
    'sluice:accessLogKey',
    `The policy of the imported key '${key.node.path}' cannot be changed from here: it must allow ` +
      `logs.${region}.amazonaws.com to use it, or the access log cannot be made`,
  );
}
