export type { FunctionDefinition } from './definition';
export type { FunctionSurroundings, RoleCredentials } from './environment-variables';
export type { LambdaErrorCode } from './errors';
export { type DeadLetter, type EventInvocationOptions, EventInvocations } from './event-invocations';
export { type FunctionInvoker, functionInvoker, type Invocation, type InvocationFailure } from './function-invoker';
export type { InvocationResult } from './invocation';
export { Lambda, type LambdaOptions } from './lambda';
export type { InvocationOptions } from './lambda-function';
export type { LambdaLog, LambdaLogEntry } from './log';
export type { BatchTrace } from './mapping/batch-trace';
export type { CheckpointStore } from './mapping/checkpoint';
export {
  type KinesisMappingDefinition,
  type MappingDefinition,
  readMappingDefinition,
  type SqsMappingDefinition,
  type StartingPosition,
} from './mapping/definition';
export type { MappingEnvironment } from './mapping/environment';
export { KinesisShardReader } from './mapping/kinesis-shard-reader';
export { type EventSourceMapping, EventSourceMappings, type MappingSources } from './mapping/mappings';
export type { ShardPage, ShardReader, SourceShard, StreamRecord } from './mapping/shard-reader';
export { LambdaService } from './service';
