/** Mapping templates of API Gateway: Velocity 1.7 with AWS's variables, run in JavaScript. */
export { VTL_ERRORS, VtlError, type VtlErrorCode } from './errors';
export { DEFAULT_LIMITS, type VtlLimits } from './limits';
export type { TraceEntry, TraceSink } from './runtime/trace';
export {
  type CompileOptions,
  compileTemplate,
  type RenderInput,
  type RenderResult,
  type StringMap,
  type Template,
} from './template';
export type { Overrides, RequestOverride, ResponseOverride } from './variables/context';
