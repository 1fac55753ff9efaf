import { check } from './config-error';
import { type Json, put } from './json';
import { tryKeptNumber } from './numbers';
import { readPlaceOption } from './path/path-option';
import { readPath } from './path/read-path';
import type { Step } from './pipeline';
import { Rejection } from './rejection';

/** Values of Firehose's dynamic partitioning that are read out of events. */
export interface PartitionKeysConfig {
  readonly kind: 'partition-keys';
  readonly keys: readonly PartitionKeyConfig[];
}

export interface PartitionKeyConfig {
  readonly name: string;
  readonly path: string;
  /** What stands where the event has no value; undefined where such a record fails. */
  readonly otherwise?: string;
}

/** Longest value, in bytes. A prefix may have 512 characters with all its keys. Source: Firehose, custom prefixes. */
const MAX_LENGTH = 256;

/**
 * Notes partition keys. A value becomes a part of the key of an object: one with a slash, or with a control character,
 * would lie in another partition than it says, and fails the record.
 */
export function partitionKeys({ keys }: PartitionKeysConfig): Step {
  const readers = keys.map(({ name, path, otherwise }) => {
    check(name !== '', 'name', 'a text');
    return { name, path, otherwise, segments: readPlaceOption('path', path).segments };
  });
  return (event, notes) => {
    const values: Record<string, string> = { ...notes.partitionKeys };
    for (const { name, path, otherwise, segments } of readers) {
      const value = textOf(readPath(event, segments)[0]) ?? otherwise;
      if (value === undefined || value === '') throw new Rejection('no-partition-key', path);
      if (!isSafe(value)) throw new Rejection('partition-key', path);
      put(values, name, value);
    }
    notes.partitionKeys = values;
    return event;
  };
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : (tryKeptNumber(value) ?? value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isSafe(value: string): boolean {
  // Half a character is no UTF-8, which an object's key has to be.
  return !/[/\p{Cc}\p{Cs}]/u.test(value) && value !== '.' && value !== '..' && Buffer.byteLength(value) <= MAX_LENGTH;
}
