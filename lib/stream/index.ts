export { EventStream, type EventStreamProps } from './event-stream';
export { type OnDemandCapacityOptions, StreamCapacity } from './stream-capacity';
