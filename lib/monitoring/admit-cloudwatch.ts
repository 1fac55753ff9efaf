import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * Lets CloudWatch publish to `topic` and use its key. Without it an alarm goes off and nobody hears: a topic with a
 * policy of its own admits no service by itself, nor does a customer-managed key. Source: SNS developer guide, "Amazon
 * CloudWatch alarms" and "Enable compatibility between event sources from AWS services and encrypted topics".
 */
export function admitCloudWatch(scope: Construct, topic: sns.ITopic): void {
  const caller = {
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  };
  const publish = new iam.PolicyStatement({ ...caller, actions: ['sns:Publish'], resources: [topic.topicArn] });
  const topicKnows = topic.addToResourcePolicy(publish).statementAdded;
  const keyActions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const useKey = new iam.PolicyStatement({ ...caller, actions: keyActions, resources: ['*'] });
  const keyKnows = topic.masterKey?.addToResourcePolicy(useKey).statementAdded ?? true;
  if (topicKnows && keyKnows) return;
  Annotations.of(scope).addWarningV2(
    'sluice:alarmTopic',
    `The policy of the imported topic '${topic.node.path}' or of its key cannot be changed from here: it must allow ` +
      'cloudwatch.amazonaws.com sns:Publish, and kms:Decrypt and kms:GenerateDataKey on a customer-managed key',
  );
}
