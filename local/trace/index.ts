export type { DeliveredTrace } from './entries';
export {
  type DeliveryStep,
  type FoundEvent,
  findEvent,
  type MappingStep,
  type TracedBody,
  type TracedRecord,
  type TracedRequest,
} from './find-event';
export { TraceRecorder } from './recorder';
export type { StoredBytes } from './stored-record';
