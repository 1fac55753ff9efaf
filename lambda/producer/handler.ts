import { join } from 'node:path';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { makeLogger } from '../support/logging';
import { makeMetrics } from '../support/metrics';
import { proxyResult, refusal } from './answers';
import { readConfig } from './config';
import { type Ingest, ingest, type Report, type Validator } from './ingest';
import { loadWriter } from './writer';

const logger = makeLogger('producer');
const metrics = makeMetrics('producer');

/** Made as the code is loaded, which on Lambda has more CPU than the requests after it. */
const loaded = tryLoad();

/** What is wrong with a configuration is answered to each request: a function that does not load would be a 503. */
function tryLoad(): Ingest | Error {
  try {
    return load();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function load(): Ingest {
  const config = readConfig(process.env.PRODUCER_CONFIG);
  // Not bundled: the constructs put it beside this file.
  const validate: Validator = require(join(__dirname, 'validator.js'));
  return { config, validate, writer: loadWriter(config) };
}

/** Takes events in from API Gateway, as a Lambda proxy integration. Answers as the routes without a function do. */
export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  const { extendedRequestId = '' } = event.requestContext;
  let corsOrigin: string | null = null;
  try {
    if (loaded instanceof Error) throw loaded;
    const { config, writer } = loaded;
    corsOrigin = config.corsOrigin;
    const before = writer.counts.retried;
    const report = await ingest(event, loaded, () => context.getRemainingTimeInMillis());
    tell(report, writer.counts.retried - before, extendedRequestId);
    return proxyResult(report.answer, corsOrigin);
  } catch (error) {
    // Answered all the same, so that it is no error to Lambda.
    metrics.addMetric('RequestsFailed', MetricUnit.Count, 1);
    logger.error('a request failed for a fault of ours', { extendedRequestId, ...describe(error) });
    return proxyResult(refusal('internal', extendedRequestId), corsOrigin);
  } finally {
    metrics.publishStoredMetrics();
  }
}

function tell(report: Report, retried: number, extendedRequestId: string): void {
  const { answer, stored, failed, causes, refused, rule } = report;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  if (stored > 0) metrics.addMetric('EventsStored', MetricUnit.Count, stored);
  if (failures > 0) metrics.addMetric('EventsFailed', MetricUnit.Count, failures);
  if (retried > 0) metrics.addMetric('EventsRetried', MetricUnit.Count, retried);
  if (refused !== undefined) metrics.addMetric('RequestsRefused', MetricUnit.Count, 1);
  const { status } = answer;
  if (refused !== undefined) logger.info('a request was refused', { extendedRequestId, status, refused, rule });
  else if (failures > 0)
    logger.warn('events were not stored', { extendedRequestId, status, stored, failed, causes, retried });
}

/** An error without its message, which may hold what was sent. */
function describe(error: unknown): { readonly error: string; readonly stack: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, stack: [] };
  const lines = error.stack?.split('\n') ?? [];
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  return { error: `${error.name}${code}`, stack: lines.filter((line) => /^ {4}at /.test(line)) };
}
