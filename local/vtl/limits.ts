/** Bounds on what a template may use. The first two are quotas of API Gateway, the others keep a local run alive. */
export interface VtlLimits {
  /** Size of the template, in bytes of UTF-8. @default 307200 */
  readonly templateBytes: number;
  /** Iterations of one #foreach. @default 1000 */
  readonly foreachIterations: number;
  /** Length of the output, and of any text or list made on the way, in UTF-16 units. @default 33554432 */
  readonly outputLength: number;
  /** Time for one rendering, in milliseconds. @default 5000 */
  readonly milliseconds: number;
}

export const DEFAULT_LIMITS: VtlLimits = {
  templateBytes: 300 * 1024,
  foreachIterations: 1000,
  outputLength: 32 * 1024 * 1024,
  milliseconds: 5000,
};
