import type { RemovalPolicy } from 'aws-cdk-lib';
import type { CfnStage, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * The log group API Gateway writes execution errors of `stage` to. API Gateway would make it by itself, of this very
 * name, to be kept for good and left behind; declared, it has a retention and goes with the stack.
 */
export function declareExecutionLog(
  scope: Construct,
  restApi: RestApi,
  stage: Stage,
  stageName: string,
  options: { readonly retention: logs.RetentionDays; readonly removalPolicy: RemovalPolicy },
): logs.LogGroup {
  const log = new logs.LogGroup(scope, 'ExecutionLog', {
    logGroupName: `API-Gateway-Execution-Logs_${restApi.restApiId}/${stageName}`,
    ...options,
  });
  (stage.node.defaultChild as CfnStage).node.addDependency(log);
  return log;
}
