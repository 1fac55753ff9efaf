import type { SchemaReference } from './conversion/definition';
import type { DeliveryRecord } from './record';

/** Why a record could not be processed. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** How often it was tried. */
  readonly attempts: number;
}

/** What is known of the place a record failed at. */
export interface FailureContext {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The function that failed. */
  readonly lambdaArn?: string;
}

/**
 * One line of an object under the error prefix.
 *
 * Source: Firehose developer guide, "Handle failure in data transformation".
 */
export function processingFailure(
  record: DeliveryRecord,
  failure: Failure,
  { time, lambdaArn }: FailureContext,
): Buffer {
  return line({
    attemptsMade: failure.attempts,
    arrivalTimestamp: Math.floor(record.arrival),
    errorCode: failure.code,
    errorMessage: failure.message,
    attemptEndingTimestamp: Math.floor(time),
    rawData: record.data.toString('base64'),
    ...(lambdaArn !== undefined && { lambdaArn }),
  });
}

/** Source: Firehose developer guide, "Handling errors for data format conversion". */
export function conversionFailure(
  record: DeliveryRecord,
  failure: Failure,
  time: number,
  { catalogId, database, table, region, versionId }: SchemaReference,
  home: { readonly account: string; readonly region: string },
): Buffer {
  return line({
    attemptsMade: failure.attempts,
    arrivalTimestamp: Math.floor(record.arrival),
    lastErrorCode: failure.code,
    lastErrorMessage: failure.message,
    attemptEndingTimestamp: Math.floor(time),
    rawData: record.data.toString('base64'),
    sequenceNumber: record.kinesis?.sequenceNumber ?? '',
    subSequenceNumber: record.kinesis?.subsequenceNumber ?? null,
    dataCatalogTable: {
      catalogId: catalogId ?? home.account,
      databaseName: database,
      tableName: table,
      region: region ?? home.region,
      versionId,
      catalogArn: null,
    },
  });
}

function line(error: object): Buffer {
  return Buffer.from(`${JSON.stringify(error)}\n`);
}
