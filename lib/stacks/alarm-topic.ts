import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Makes the topic that a stack's alarms go to, encrypted, and mails them where there is an address. */
export function alarmTopic(
  scope: Construct,
  props: { readonly removalPolicy?: RemovalPolicy; readonly alarmEmail?: string },
): sns.Topic {
  const key = new kms.Key(scope, 'AlarmKey', {
    description: 'Messages of the alarm topic',
    enableKeyRotation: true,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const topic = new sns.Topic(scope, 'Alarms', { masterKey: key, enforceSSL: true });
  if (props.alarmEmail !== undefined) {
    new sns.Subscription(scope, 'AlarmEmail', {
      topic,
      protocol: sns.SubscriptionProtocol.EMAIL,
      endpoint: props.alarmEmail,
    });
  }
  return topic;
}
