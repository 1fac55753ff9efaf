/** The directives of Velocity 1.7 that take a block. */
export const BLOCK_DIRECTIVES: ReadonlySet<string> = new Set(['foreach', 'macro', 'define', 'literal']);

/** The directives of Velocity 1.7 that take none. */
const LINE_DIRECTIVES: ReadonlySet<string> = new Set(['include', 'parse', 'evaluate', 'break', 'stop']);

/** True for the name of a built-in directive; `#if` and `#set` belong to the grammar and are none. */
export function isDirective(name: string): boolean {
  return BLOCK_DIRECTIVES.has(name) || LINE_DIRECTIVES.has(name);
}
