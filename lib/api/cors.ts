/** Headers that let a browser of `origin` read an answer, as parameter mappings; none without an origin. */
export function corsHeaders(origin: string | undefined): { [name: string]: string } {
  if (origin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': `'${origin}'`,
    // Browsers hide every other header from the page.
    'Access-Control-Expose-Headers': "'Retry-After'",
  };
}
