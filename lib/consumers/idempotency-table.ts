import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What Powertools calls. Source: its documentation of idempotency, "Required resources". */
const ACTIONS = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** A table of what was handled: hashes, and nothing of the events. It goes with its consumer. */
export function idempotencyTable(scope: Construct): dynamodb.Table {
  const table = new dynamodb.Table(scope, 'Handled', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiration',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(table).acknowledge({
    id: 'AwsSolutions-DDB3',
    reason: 'What was handled is of no use once its events have expired: there is nothing to bring back',
  });
  return table;
}

export function idempotencyStatement(table: dynamodb.ITable): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ACTIONS, resources: [table.tableArn] });
}
