import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CLOSED_BUCKET, keepPolicyLike } from '../archive/archive-bucket';

/** Where Lambda puts what was given up on. Source: Lambda developer guide, "Retain discarded batch records". */
const PREFIX = 'aws/lambda/';

/** A bucket for records that were given up on: closed, and kept when it leaves the stack. */
export function failureBucket(scope: Construct): s3.Bucket {
  const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  const bucket = new s3.Bucket(scope, 'Failures', {
    ...CLOSED_BUCKET,
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [
      { id: 'Failures', expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
    removalPolicy,
  });
  keepPolicyLike(bucket, removalPolicy);
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'Lambda alone writes here, what it could not hand over; who reads it is in CloudTrail',
  });
  return bucket;
}

/** What the function's role needs for Lambda to put failures into `bucket`. Same source. */
export function failureStatements(bucket: s3.IBucket): iam.PolicyStatement[] {
  const statements = [
    new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [failureObjects(bucket)] }),
    new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  ];
  const key = bucket.encryptionKey;
  if (key !== undefined) {
    statements.push(new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn] }));
  }
  return statements;
}

/** ARN of all objects that Lambda puts there. */
export function failureObjects(bucket: s3.IBucket): string {
  return bucket.arnForObjects(`${PREFIX}*`);
}
