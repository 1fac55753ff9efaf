import { type Clock, systemClock } from '../clock';
import {
  byKey,
  checkName,
  copyOf,
  etagOf,
  type ListQuery,
  type ObjectInfo,
  type ObjectProperties,
  type ObjectStore,
  type RangeOf,
  type StoredObject,
} from './object-store';

/** Objects in memory. */
export class MemoryObjectStore implements ObjectStore {
  private readonly buckets = new Map<string, Map<string, StoredObject>>();

  public constructor(private readonly clock: Clock = systemClock) {}

  public async put(
    bucket: string,
    key: string,
    body: Uint8Array,
    properties: ObjectProperties = {},
  ): Promise<ObjectInfo> {
    checkName(bucket, key);
    const copy = Buffer.from(body);
    const lastModified = Math.floor(this.clock.now());
    const object = { key, size: copy.length, etag: etagOf(copy), lastModified, properties, body: copy };
    const objects = this.buckets.get(bucket) ?? new Map<string, StoredObject>();
    this.buckets.set(bucket, objects.set(key, object));
    return object;
  }

  public async tryHead(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    return this.tryGet(bucket, key);
  }

  public async tryGet(bucket: string, key: string, rangeOf?: RangeOf): Promise<StoredObject | undefined> {
    const object = this.buckets.get(bucket)?.get(key);
    if (object === undefined) return undefined;
    const range = rangeOf?.(object);
    return range === undefined ? object : { ...object, body: copyOf(object.body, range) };
  }

  public async delete(bucket: string, key: string): Promise<void> {
    this.buckets.get(bucket)?.delete(key);
  }

  public async list(bucket: string, { prefix = '' }: ListQuery = {}): Promise<ObjectInfo[]> {
    const objects = [...(this.buckets.get(bucket)?.values() ?? [])];
    return objects.filter(({ key }) => key.startsWith(prefix)).sort(byKey);
  }
}
