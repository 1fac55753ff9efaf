/** One step of a path into an event. */
export type Segment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  /** All members of an object, or all elements of a list. */
  | { readonly kind: 'any' };

/** A path into an event. */
export interface Path {
  readonly text: string;
  /** Segments from the event down; with `descends`, those before the `..`. */
  readonly segments: readonly Segment[];
  /** Segments behind the one `..`, which match at any depth; undefined without. */
  readonly descent: readonly Segment[] | undefined;
}

/** Thrown for a text that is no path. */
class PathError extends Error {
  public override readonly name = 'PathError';

  public constructor(text: string, offset: number, expected: string) {
    super(`'${text}' is no path: expected ${expected} at offset ${offset}`);
  }
}

const NAME = /[\p{L}\p{N}_$-]+/uy;
const INDEX = /\[(\d{1,9})\]/y;
const QUOTED = /\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/sy;

/**
 * Reads a path: `$`, then any number of `.name`, `['any name']`, `[0]`, `[*]` or `.*`, and at most one `..`, which is
 * followed by a name or a bracket and matches at any depth: `$.a.b`, `$.items[*].price`, `$..email`, `$['a b']`.
 * Letter case counts. In a quoted name, a backslash makes the next character plain.
 *
 * @throws PathError
 */
export function parsePath(text: string): Path {
  if (!text.startsWith('$')) throw new PathError(text, 0, "'$'");
  const before: Segment[] = [];
  let descent: Segment[] | undefined;
  for (let at = 1; at < text.length; ) {
    if (text.startsWith('..', at)) {
      if (descent !== undefined) throw new PathError(text, at, "one '..' at most");
      descent = [];
      at += text[at + 2] === '[' ? 2 : 1;
    }
    const found = segmentAt(text, at);
    (descent ?? before).push(found.segment);
    at = found.end;
  }
  return { text, segments: before, descent };
}

function segmentAt(text: string, at: number): { readonly segment: Segment; readonly end: number } {
  if (text[at] === '.') {
    if (text[at + 1] === '*') return { segment: { kind: 'any' }, end: at + 2 };
    const name = matchAt(NAME, text, at + 1);
    if (name === undefined) throw new PathError(text, at + 1, "a name or '*'");
    return { segment: { kind: 'name', name: name[0] }, end: at + 1 + name[0].length };
  }
  if (text.startsWith('[*]', at)) return { segment: { kind: 'any' }, end: at + 3 };
  const index = matchAt(INDEX, text, at);
  if (index !== undefined) {
    return { segment: { kind: 'index', index: Number(index[1]) }, end: at + index[0].length };
  }
  const quoted = matchAt(QUOTED, text, at);
  if (quoted === undefined) throw new PathError(text, at, "'.name', '[0]', '[*]' or ['name']");
  const name = (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gs, '$1');
  return { segment: { kind: 'name', name }, end: at + quoted[0].length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
