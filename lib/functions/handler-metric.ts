import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Source: lambda/support/metrics.ts. */
const NAMESPACE = 'Sluice';

/** A count that a handler writes into its log. */
export function handlerMetric(
  handler: lambda.IFunction,
  service: string,
  metricName: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service, function_name: handler.functionName },
    statistic: 'Sum',
    ...options,
  }).attachTo(handler);
}
