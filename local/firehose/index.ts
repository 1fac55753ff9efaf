export { type GlueTable, type GlueTables, glueTables } from './conversion/definition';
export { type DeliveryStreamDefinition, type Output, tryDestination } from './definition';
export type { DeliveryStream } from './delivery-stream';
export type { AuthorizeRole, RoleCall } from './environment';
export type { FirehoseErrorCode } from './errors';
export { Firehose, type FirehoseOptions } from './firehose';
export { kinesisStreamReader } from './kinesis-stream-reader';
export type {
  BufferingEntry,
  DeliveredEntry,
  DroppedEntry,
  FirehoseLog,
  FirehoseLogEntry,
  NoteEntry,
  OutputKind,
  RetryEntry,
} from './log';
export type { PutLimits } from './put-quota';
export type { KinesisOrigin } from './record';
export { FirehoseService } from './service';
export type { ShardReading, StreamReader, StreamShard } from './stream-reader';
