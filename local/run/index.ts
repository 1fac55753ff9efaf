export { banner, isLoopback } from './banner';
export { CallersFile } from './callers-file';
export { RoleEnforcer } from './enforce-roles';
export { RunError, type RunErrorCode } from './errors';
export { keepHeapSmall } from './heap';
export { type RunFile, type RunFileRoute, tryReadRunFile } from './run-file';
export { STAND_IN } from './stand-in';
export { type Running, type StartOptions, start } from './start';
export { type TokenOptions, UserPoolKeys } from './user-pool-keys';
