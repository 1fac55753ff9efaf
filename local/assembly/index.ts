export type { CoverageEntry, CoverageReport } from './coverage';
export type { CoverageStatus } from './coverage/coverage';
export { type Deployment, type LoadOptions, loadDeployment } from './deployment';
export { AssemblyError, type AssemblyErrorCode } from './errors';
export type { Json, JsonRecord } from './json';
export type { Output } from './output';
export { PropertyReader } from './property-reader';
export type { Resource } from './resource';
