/** For functions that read a stream: `export const handler = processStream(async (event, record) => { … })`. */
export { ConfigError, type ConfigErrorCode } from './config';
export type { EventFormat } from './decode';
export { type HandleEvent, processStream, type StreamFunction, type StreamOptions } from './process-stream';
export type { BatchResponse, InvocationContext, KinesisEvent, KinesisEventRecord } from './stream-event';
export type { StreamRecord } from './stream-record';
