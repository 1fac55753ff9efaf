export type { S3ErrorCode } from './errors';
export { accessDenied } from './fault';
export { FileObjectStore } from './file-object-store';
export { MemoryObjectStore } from './memory-object-store';
export type { ListQuery, ObjectInfo, ObjectProperties, ObjectStore, RangeOf, StoredObject } from './object-store';
export { type Bucket, S3Service } from './service';
