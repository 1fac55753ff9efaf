import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** One metric for each stage, by the name of its API and of the stage. */
export function apiMetrics(
  stages: readonly Stage[],
  metricName: string,
  options: cloudwatch.MetricOptions,
): cloudwatch.Metric[] {
  return stages.map(
    (stage) =>
      new cloudwatch.Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        dimensionsMap: { ApiName: stage.restApi.restApiName, Stage: stage.stageName },
        ...options,
      }),
  );
}

/** The metric of all stages together. */
export function apiMetric(
  stages: readonly Stage[],
  metricName: string,
  options: cloudwatch.MetricOptions,
): cloudwatch.IMetric {
  const metrics = apiMetrics(stages, metricName, options);
  const [first, ...others] = metrics;
  if (first === undefined) throw new Error('a front door has at least one stage');
  if (others.length === 0) return first;
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  // A sum with one idle API in it would be missing data.
  const expression = Object.keys(usingMetrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
  return new cloudwatch.MathExpression({ expression, usingMetrics, label: metricName, period: options.period });
}
