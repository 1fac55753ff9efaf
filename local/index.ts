/** The local runtime for tests: what a template would deploy, running in this process. */
export { ManualClock } from './clock';
export { SluiceError } from './errors';
export { type Fault, Faults, type ServiceFault, type TargetFault } from './runtime/faults';
export { type Local, type LocalOptions, type LocalRequest, type LocalResponse, startLocal } from './runtime/local';
export type { DeliveredObject, StreamEvent } from './runtime/readers';
