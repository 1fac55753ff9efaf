export type { KinesisErrorCode } from './errors';
export type { WriteFaults } from './faults';
export { Kinesis, type KinesisOptions } from './kinesis';
export type { GrowthEntry, KinesisLog, KinesisLogEntry, ThrottledEntry } from './log';
export { KinesisService } from './service';
export { type PutEntry, type PutOutcome, Stream } from './stream';
export { readStreamDefinition, type StreamDefinition } from './stream-definition';
export {
  type ConsumedPage,
  type ConsumedRecord,
  type ConsumedShard,
  type StartingPosition,
  StreamReader,
} from './stream-reader';
