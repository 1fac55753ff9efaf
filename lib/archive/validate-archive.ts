import type { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { checkInteger, checkRange } from '../checks/range';
import type { EventArchiveProps } from './event-archive';

/** Props that say what a new bucket is like. */
const NEW_BUCKET_PROPS: (keyof EventArchiveProps)[] = [
  'expiration',
  'transitions',
  'versioned',
  'noncurrentVersionExpiration',
  'accessLogBucket',
  'accessLogExpiration',
  'queryResultsExpiration',
  'removalPolicy',
];

/** Least age of an object that moves to these classes. Source: S3 user guide, "Transitioning objects". */
const INFREQUENT_ACCESS_DAYS = 30;

/** Largest cut-off, 7 EiB, and the least. Source: Athena API reference, WorkGroupConfiguration. */
const CUTOFF = { min: 10_000_000, max: 7 * 1024 ** 6, unit: 'bytes' };

export function validateArchive(props: EventArchiveProps): void {
  for (const prop of NEW_BUCKET_PROPS) {
    if (props.bucket === undefined || props[prop] === undefined) continue;
    throw new Error(
      `'${prop}' must be left out where 'bucket' is given, got a value: an existing bucket keeps the settings of its owner`,
    );
  }
  if (props.versioned === false && props.noncurrentVersionExpiration !== undefined) {
    throw new Error("'noncurrentVersionExpiration' must be left out where 'versioned' is false, got a value");
  }
  if (props.accessLogBucket !== undefined && props.accessLogExpiration !== undefined) {
    throw new Error(
      "'accessLogExpiration' must be left out where 'accessLogBucket' is given, got a value: set it on that bucket",
    );
  }
  checkDays('expiration', props.expiration);
  checkDays('noncurrentVersionExpiration', props.noncurrentVersionExpiration);
  checkDays('accessLogExpiration', props.accessLogExpiration);
  checkDays('queryResultsExpiration', props.queryResultsExpiration);
  for (const transition of props.transitions ?? []) checkTransition(transition, props.expiration);
  const cutoff = props.bytesScannedCutoff;
  if (cutoff !== undefined && !cutoff.isUnresolved()) checkRange('bytesScannedCutoff', cutoff.toBytes(), CUTOFF);
}

function checkTransition({ storageClass, transitionAfter }: s3.Transition, expiration?: Duration): void {
  const days = inDays(transitionAfter);
  if (days === undefined) return;
  const infrequent = [s3.StorageClass.INFREQUENT_ACCESS, s3.StorageClass.ONE_ZONE_INFREQUENT_ACCESS];
  const min = infrequent.some(({ value }) => value === storageClass.value) ? INFREQUENT_ACCESS_DAYS : 0;
  checkInteger('transitions', days, { min, max: 36_500, unit: 'days', when: `to ${storageClass.value}` });
  const expires = inDays(expiration);
  if (expires === undefined || expires > days) return;
  throw new Error(
    `'expiration' must be later than the transition to ${storageClass.value} after ${days} days, got ${expires}`,
  );
}

function checkDays(prop: string, duration: Duration | undefined): void {
  checkInteger(prop, inDays(duration), { min: 1, max: 36_500, unit: 'days' });
}

function inDays(duration: Duration | undefined): number | undefined {
  if (duration === undefined || duration.isUnresolved()) return undefined;
  return duration.toDays({ integral: false });
}
