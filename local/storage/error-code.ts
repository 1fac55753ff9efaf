/** The code of a system error, such as `ENOENT`; undefined if it is none. */
export function errorCode(error: unknown): string | undefined {
  // No `instanceof`: a test runner has an Error of its own.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
