import { isAlphabet, stableText, stableUuid } from '../naming';

/** What a pattern can draw on. */
export interface PatternSource {
  /** Tells this resource from every other: stack name and logical id. */
  readonly seed: string;
  /** Plain words: name, rootedName, arn, ref, partition, region, account, urlSuffix, stack, logicalId. */
  word(name: string): string;
  /** The text of a property, dots between levels; undefined where it is absent. */
  tryProperty(path: string): string | undefined;
}

/**
 * Fills a pattern's placeholders:
 * `{word}`; `{property:Path}` and `{property:Path|default}`; `{lower:10}` for ten letters and digits (also digits, hex, upper,
 * mixed), the same in every run, and `{lower:10:salt}` for a second such value; `{uuid}` and `{uuid:salt}`;
 * `{function:Path}` for the function ARN that a property names by name or ARN.
 */
export function fillPattern(pattern: string, source: PatternSource): string {
  return pattern.replace(/\{([^{}]+)\}/g, (_, placeholder: string) => fill(placeholder, source));
}

function fill(placeholder: string, source: PatternSource): string {
  const [kind = '', ...rest] = placeholder.split(':');
  const [first = '', salt = ''] = rest;
  if (kind === 'uuid') return stableUuid(`${source.seed}/${first}`);
  if (isAlphabet(kind)) return stableText(salt === '' ? source.seed : `${source.seed}/${salt}`, kind, Number(first));
  if (kind === 'property') {
    const [path = '', fallback = ''] = rest.join(':').split('|');
    return source.tryProperty(path) ?? fallback;
  }
  if (kind === 'function') return functionArn(source.tryProperty(first) ?? '', source);
  return source.word(kind);
}

function functionArn(name: string, source: PatternSource): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${source.word('partition')}:lambda:${source.word('region')}:${source.word('account')}:function:${name}`;
}
