import { Annotations, Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CLOSED_BUCKET, keepPolicyLike } from './archive-bucket';

/** A bucket for the server access log. */
export function accessLogBucket(scope: Construct, removalPolicy: RemovalPolicy, expiration?: Duration): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'AccessLog', {
    ...CLOSED_BUCKET,
    // S3 delivers its log only to buckets that encrypt with SSE-S3. Source: S3 user guide, "Enabling server access logging".
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [
      {
        id: 'AccessLog',
        expiration: expiration ?? Duration.days(90),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
  });
  keepPolicyLike(bucket, removalPolicy);
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'This bucket takes the access log of the archive; a log of the log would never end',
  });
  return bucket;
}

/**
 * Sends the access log of `bucket` to `log`. Through the bucket policy: the L2's own way depends on a feature flag of
 * the app, without which it sets an ACL, and ACLs are off here.
 */
export function sendAccessLog(scope: Construct, bucket: s3.Bucket, log: s3.IBucket): void {
  const prefix = `s3-access/${Names.uniqueResourceName(scope, { maxLength: 64 })}/`;
  const definition = bucket.node.defaultChild as s3.CfnBucket;
  definition.loggingConfiguration = { destinationBucketName: log.bucketName, logFilePrefix: prefix };
  const { statementAdded } = log.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [log.arnForObjects(`${prefix}*`)],
      conditions: {
        ArnLike: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account },
      },
    }),
  );
  if (statementAdded) return;
  Annotations.of(scope).addWarningV2(
    'sluice:accessLogBucketPolicy',
    `The policy of the imported bucket '${log.node.path}' cannot be changed from here: it must allow ` +
      `logging.s3.amazonaws.com to s3:PutObject below '${prefix}'.`,
  );
}
