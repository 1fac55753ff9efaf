import { Token } from 'aws-cdk-lib';
import { checkPattern } from '../checks/pattern';
import { checkInteger, checkRange } from '../checks/range';
import { EventTransform } from '../transform/event-transform';
import type { DeliveryFormat } from './delivery-format';
import type { EventDeliveryProps } from './event-delivery-props';
import type { PartitionKeys } from './prefix-language';
import { checkTransform } from './transform';

const KEY_NAME = /^[a-z_][a-z0-9_]*$/;
const RETRY = { min: 0, max: 7_200, unit: 'seconds' };
const EXTENSION = /^\.[0-9a-z!\-_.*'()]{1,127}$/;

/** The partition keys of a delivery, checked. */
export function partitionKeysOf(props: EventDeliveryProps): PartitionKeys {
  const fromQuery = Object.keys(props.partitionKeys ?? {});
  const fromTransform = transformPartitionKeys(props);
  if (props.partitionKeys !== undefined && fromQuery.length === 0) {
    throw new Error("'partitionKeys' must name at least one key, got none: leave it out for prefixes of time alone");
  }
  for (const [name, path] of Object.entries(props.partitionKeys ?? {})) {
    checkPattern(`partitionKeys.${name}`, path, /^[^\s].*$/, "a jq 1.6 expression, e.g. '.customer.id'");
  }
  for (const name of [...fromQuery, ...fromTransform]) {
    checkPattern('partitionKeys', name, KEY_NAME, 'named in lower case, digits and underscores: they become columns');
  }
  const twin = fromQuery.find((name) => fromTransform.includes(name));
  if (twin !== undefined) {
    throw new Error(
      `'transformPartitionKeys' must not repeat a key of 'partitionKeys', got '${twin}' in both: name one otherwise`,
    );
  }
  return { fromQuery, fromTransform };
}

/** Keys that the transform gives: an `EventTransform` knows its own. */
function transformPartitionKeys({ transform, transformPartitionKeys: named }: EventDeliveryProps): string[] {
  if (!(transform instanceof EventTransform)) return named ?? [];
  const { partitionKeys } = transform;
  if (named === undefined || [...named].sort().join() === [...partitionKeys].sort().join()) return partitionKeys;
  throw new Error(
    `'transformPartitionKeys' must be those of the transform, ${partitionKeys.join(', ') || 'none'}, got ${named.join(', ')}: leave it out`,
  );
}

/** Throws unless the props of a delivery are legal, each and together. */
export function validateDelivery(props: EventDeliveryProps, format: DeliveryFormat, dynamic: boolean): void {
  if (format._converts && props.newlineDelimiter === true) {
    throw new Error(
      "'newlineDelimiter' must be false where the format is converted, got true: Parquet and ORC have no lines",
    );
  }
  for (const prop of ['partitionRetry', 'deaggregation'] as const) {
    if (dynamic || props[prop] === undefined) continue;
    throw new Error(
      `'${prop}' must be left out where partitioning is not dynamic, got a value: give 'partitionKeys' or drop it`,
    );
  }
  const retry = props.partitionRetry;
  if (retry !== undefined && !retry.isUnresolved()) {
    checkInteger('partitionRetry', retry.toSeconds({ integral: false }), RETRY);
  }
  const history = props.queryableHistory;
  if (history !== undefined && !history.isUnresolved()) {
    checkRange('queryableHistory', history.toDays({ integral: false }), { min: 1, max: 36_500, unit: 'days' });
  }
  checkExtension(props.fileExtension, format);
  checkTransform(props);
}

function checkExtension(extension: string | undefined, format: DeliveryFormat): void {
  checkPattern('fileExtension', extension, EXTENSION, "a dot and then 0-9a-z!-_.*'(), at most 128 characters");
  if (extension === undefined || Token.isUnresolved(extension)) return;
  if (format._objectCompression !== 'GZIP' || extension.endsWith('.gz')) return;
  throw new Error(
    `'fileExtension' must end with .gz where objects are compressed by GZIP, got '${extension}': Athena tells it by that`,
  );
}
