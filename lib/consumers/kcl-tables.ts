import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const LEASE_INDEX = 'LeaseOwnerToLeaseKeyIndex';
const USE = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'];

/** The tables of one application. */
export interface KclTables {
  readonly leases: dynamodb.Table;
  readonly workerMetrics: dynamodb.Table;
  readonly coordinatorState: dynamodb.Table;
}

/**
 * The three tables of KCL 3, by the names it looks for. The library would make them itself; made here, the role needs no
 * right to make or change tables, and they go with the stack that needs them. What they hold can be made again: without
 * leases the consumer begins at its initial position.
 *
 * Source: Kinesis developer guide, "DynamoDB metadata tables and load balancing in KCL".
 */
export function kclTables(scope: Construct, application: string, removalPolicy: RemovalPolicy): KclTables {
  const table = (id: string, tableName: string, key: string): dynamodb.Table => {
    const made = new dynamodb.Table(scope, id, {
      tableName,
      partitionKey: { name: key, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      removalPolicy,
    });
    Validations.of(made).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Positions of a moment ago would only have records handled again',
    });
    return made;
  };
  const leases = table('Leases', application, 'leaseKey');
  leases.addGlobalSecondaryIndex({
    indexName: LEASE_INDEX,
    partitionKey: { name: 'leaseOwner', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'leaseKey', type: dynamodb.AttributeType.STRING },
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  });
  return {
    leases,
    workerMetrics: table('WorkerMetrics', `${application}-WorkerMetricStats`, 'wid'),
    coordinatorState: table('CoordinatorState', `${application}-CoordinatorState`, 'key'),
  };
}

/** What KCL does to its tables, once they are there. Source: as above, "IAM permissions". */
export function tableStatements({ coordinatorState, leases, workerMetrics }: KclTables): iam.PolicyStatement[] {
  const resources = [leases, workerMetrics, coordinatorState].map(({ tableArn }) => tableArn);
  return [
    new iam.PolicyStatement({ actions: ['dynamodb:DescribeTable', ...USE], resources }),
    new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${leases.tableArn}/index/${LEASE_INDEX}`] }),
  ];
}
