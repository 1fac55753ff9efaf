import type { ListQuery, ObjectInfo, ObjectProperties, ObjectStore, RangeOf, StoredObject } from '../s3';
import { accessDenied } from '../s3';
import type { Faults } from './faults';

/** Objects, which a fault may keep from being written. */
export class FaultyObjects implements ObjectStore {
  public constructor(
    private readonly objects: ObjectStore,
    private readonly faults: Faults,
  ) {}

  public async put(bucket: string, key: string, body: Uint8Array, properties?: ObjectProperties): Promise<ObjectInfo> {
    if (this.faults.deniesBucket(bucket)) throw accessDenied();
    return this.objects.put(bucket, key, body, properties);
  }

  public tryHead(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    return this.objects.tryHead(bucket, key);
  }

  public tryGet(bucket: string, key: string, rangeOf?: RangeOf): Promise<StoredObject | undefined> {
    return this.objects.tryGet(bucket, key, rangeOf);
  }

  public delete(bucket: string, key: string): Promise<void> {
    return this.objects.delete(bucket, key);
  }

  public list(bucket: string, query?: ListQuery): Promise<ObjectInfo[]> {
    return this.objects.list(bucket, query);
  }
}
