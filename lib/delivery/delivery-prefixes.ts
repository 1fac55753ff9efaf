import type { ObjectPrefix } from './object-prefix';
import { checkPrefix, type PartitionKeys, staticPart } from './prefix-language';

/** Where the objects of one delivery lie: each field but the prefix itself ends in an expression. */
export interface DeliveryPrefixes {
  /** Prefix of the delivered objects. */
  readonly data: string;
  /** Prefix of what could not be delivered. */
  readonly error: string;
  /** Prefix of the raw backup. */
  readonly raw: string;
  /** Prefix of what could not be backed up. */
  readonly rawError: string;
}

const TIME = 'dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/';
const DAY = 'dt=!{timestamp:yyyy-MM-dd}/';

/** The prefixes of a delivery, all made from the one of its objects, so that no two deliveries share one. */
export function deliveryPrefixes(prefix: ObjectPrefix, keys: PartitionKeys): DeliveryPrefixes {
  const data = prefix._render(keys);
  checkPrefix(data, keys);
  const name = staticPart(data).replace(/[/_.-]+$/, '');
  return {
    data,
    error: `errors/${name}/!{firehose:error-output-type}/${DAY}`,
    raw: `raw/${name}/${TIME}`,
    // Of a backup made by CloudFormation, Firehose knows no error prefix by itself.
    rawError: `errors/raw/${name}/!{firehose:error-output-type}/${DAY}`,
  };
}
