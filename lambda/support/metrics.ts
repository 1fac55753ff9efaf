import { Metrics } from '@aws-lambda-powertools/metrics';

/** Where the metrics of all handlers are found in CloudWatch. */
const METRICS_NAMESPACE = 'Sluice';

/**
 * The metrics of one handler, written to its log in the embedded format: that needs no grant and no call. They have the
 * handler's name as the dimension `service` and the function's as `function_name`.
 */
export function makeMetrics(serviceName: string): Metrics {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName });
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;
  if (functionName !== undefined) metrics.setDefaultDimensions({ function_name: functionName });
  return metrics;
}
