import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** A role that Firehose assumes for this account alone, with one inline policy. */
export function deliveryRole(scope: Construct, document: iam.PolicyDocument): iam.Role {
  // Inline, so that the role is there with its rights or not at all when the delivery stream is made.
  return new iam.Role(scope, 'Role', {
    description: `Delivers for ${scope.node.path}`.slice(0, 1_000),
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    inlinePolicies: { Delivery: document },
  });
}

/**
 * What Firehose needs to write objects.
 * Source: Firehose developer guide, "Grant Firehose access to an Amazon S3 destination".
 */
export function writeObjects(bucketArn: string, objectArns: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      resources: objectArns,
    }),
    new iam.PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucketArn],
    }),
  ];
}

/** Use of the keys that encrypt what Firehose holds and writes. */
export function useKeys(keys: (kms.IKey | undefined)[]): iam.PolicyStatement[] {
  const arns = new Set(keys.flatMap((key) => key?.keyArn ?? []));
  if (arns.size === 0) return [];
  return [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [...arns] })];
}

/** ARNs of a table and of what it lies in: Glue checks all three. */
export function tableArns(scope: Construct, databaseName: string, tableName: string): string[] {
  return [
    glueArn(scope, 'catalog'),
    databaseArn(scope, databaseName),
    glueArn(scope, 'table', `${databaseName}/${tableName}`),
  ];
}

/** ARN of a Glue database. */
export function databaseArn(scope: Construct, databaseName: string): string {
  return glueArn(scope, 'database', databaseName);
}

function glueArn(scope: Construct, resource: string, resourceName?: string): string {
  return Stack.of(scope).formatArn({ service: 'glue', resource, resourceName });
}

/** The schema of a format conversion. Same guide, "Grant Firehose access to AWS Glue". */
export function readSchema(arns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
    resources: arns,
  });
}
