import type { HiveDeserializer, OpenXDeserializer } from './definition';
import type { JsonObject } from './documents';
import { parseHiveTimestamp, parseOpenXTimestamp } from './timestamp';

/** How a deserializer finds fields and reads times. */
export interface FieldReader {
  /** The fields of an object, by column name. */
  fields(object: JsonObject): (column: string) => unknown;
  /** @returns Milliseconds since the epoch; undefined where the value is no time */
  timestamp(value: unknown): number | undefined;
}

/** Source: github.com/rcongiu/Hive-JSON-Serde, and Firehose API reference, OpenXJsonSerDe and HiveJsonSerDe. */
export function fieldReader(deserializer: OpenXDeserializer | HiveDeserializer): FieldReader {
  if (deserializer.kind === 'Hive') {
    const { timestampFormats } = deserializer;
    return { fields: byLowerCase, timestamp: (value) => parseHiveTimestamp(value, timestampFormats) };
  }
  const { caseInsensitive, dotsToUnderscores, keyOf } = deserializer;
  const keys = new Map([...keyOf].map(([column, key]) => [column.toLowerCase(), key]));
  const rename = (key: string) => {
    const name = dotsToUnderscores ? key.replaceAll('.', '_') : key;
    return caseInsensitive ? name.toLowerCase() : name;
  };
  return {
    fields: (object) => {
      const byName = new Map(Object.entries(object).map(([key, value]) => [rename(key), value]));
      return (column) => {
        const key = keys.get(column);
        return byName.get(key === undefined ? column : rename(key));
      };
    },
    timestamp: parseOpenXTimestamp,
  };
}

function byLowerCase(object: JsonObject): (column: string) => unknown {
  const byName = new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
  return (column) => byName.get(column);
}
