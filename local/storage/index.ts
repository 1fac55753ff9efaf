export { type Disk, realDisk } from './disk';
export { type DiskStoreOptions, openDiskStore } from './disk-store';
export { StorageError, type StorageErrorCode, type StorageNote } from './errors';
export { findRecords, type LoggedRecord } from './find-record';
export { memoryStore } from './memory-store';
export { type BatchRun, RecordBatch, type TopicCursor } from './record-batch';
export type { NewRecord, ReadLimit, RecordStore, StoredRecord } from './record-store';
