export type { DeliveredTrace } from './entries';
export {
  type DeliveryStep,
  type FoundEvent,
  findEvent,
  type TracedBody,
  type TracedRecord,
  type TracedRequest,
} from './find-event';
export { TraceRecorder } from './recorder';
