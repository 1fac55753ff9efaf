import { compileDatePattern } from './date-pattern';
import type { Output } from './definition';
import type { Identifiers } from './identifiers';
import { MAX_EVALUATED, type PrefixValues } from './prefix';

const RANDOM_LENGTH = 11;
const timestamp = compileDatePattern('yyyy-MM-dd-HH-mm-ss', 'object names');

/** A delivery stream of a template is never updated in a run: its configuration is the first. */
export const VERSION = 1;

/** Where an object lies, less its name. @returns undefined where the evaluated prefix is longer than Firehose takes */
export function tryEvaluatePrefix(
  { prefix, timeZone }: Output,
  values: Omit<PrefixValues, 'timeZone'>,
  ids: Identifiers,
) {
  const evaluated = prefix.evaluate({ ...values, timeZone }, () => ids.text(RANDOM_LENGTH));
  return evaluated.length <= MAX_EVALUATED ? evaluated : undefined;
}

/**
 * The name of an object below its prefix: `stream-version-yyyy-MM-dd-HH-mm-ss-uuid`, in UTC.
 *
 * @param time Arrival of the oldest record, in milliseconds since the epoch
 */
export function objectName(stream: string, time: number, suffix: string, ids: Identifiers): string {
  return `${stream}-${VERSION}-${timestamp(time, 'UTC')}-${ids.uuid()}${suffix}`;
}
