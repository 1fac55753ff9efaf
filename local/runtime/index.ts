export { type Backlog, totalOf } from './backlog';
export { backlogText, drain } from './drain';
export { type Fault, Faults, type ServiceFault, type TargetFault } from './faults';
export { deliveryText, type RuntimeEntry, type RuntimeLog } from './log';
export { FAULT_USAGE, parseFaults, type TimedFault } from './parse-faults';
export { Services, type ServicesOptions } from './services';
