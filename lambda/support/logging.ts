import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The logger of one handler: one JSON object a line. What is given to it must be about the work, never out of an
 * event: counts, reasons of a closed set, names of our own resources. An error is given whole only where its message
 * cannot hold event data.
 */
export function makeLogger(serviceName: string): Logger {
  return new Logger({ serviceName, sampleRateValue: 0 });
}
