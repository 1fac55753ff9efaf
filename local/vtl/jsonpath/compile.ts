import { UnplacedError } from '../errors';
import { compileFilter } from './filter';
import { isDefinite, type JsonPath, type PathFunction, type PathToken } from './path';

const FUNCTIONS: ReadonlySet<string> = new Set<PathFunction>([
  'length',
  'size',
  'min',
  'max',
  'avg',
  'sum',
  'stddev',
  'keys',
  'first',
  'last',
]);

const cache = new Map<string, JsonPath>();
const CACHE_SIZE = 10_000;

/** Compiles `source` in Jayway's dialect; compiled paths are kept. Throws `UnplacedError` INVALID_PATH. */
export function jsonPath(source: string): JsonPath {
  let path = cache.get(source);
  if (!path) {
    path = compilePath(source);
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(source, path);
  }
  return path;
}

export function invalidPath(source: string, reason: string): never {
  throw new UnplacedError('INVALID_PATH', `'${source}' is not a JSONPath: ${reason}`);
}

function compilePath(source: string): JsonPath {
  const trimmed = source.trim();
  if (trimmed === '') return invalidPath(source, 'it is empty');
  const text = /^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`;
  const tokens = new PathParser(text, source).parse();
  return { source, tokens, definite: isDefinite(tokens), fromRoot: text.startsWith('$') };
}

class PathParser {
  private position = 1;
  private readonly tokens: PathToken[] = [];

  constructor(
    private readonly text: string,
    private readonly source: string,
  ) {}

  public parse(): PathToken[] {
    if (this.text.length > 1 && !/[.[]/.test(this.char)) this.fail(`unexpected '${this.char}' after '$'`);
    while (this.position < this.text.length) {
      if (this.char === '[') this.bracket();
      else if (this.char === '.') this.dot();
      else this.fail(`unexpected '${this.char}'`);
    }
    if (this.tokens.at(-1)?.kind === 'scan') this.fail("it must not end with '.' or '..'");
    return this.tokens;
  }

  private get char(): string {
    return this.text[this.position] ?? '';
  }

  private fail(reason: string): never {
    return invalidPath(this.source, reason);
  }

  private dot(): void {
    this.position++;
    if (this.char === '.') {
      this.position++;
      this.tokens.push({ kind: 'scan' });
    }
    if (this.char === '[') return;
    if (this.char === '') this.fail("it must not end with '.' or '..'");
    if (this.char === '*') {
      this.position++;
      this.tokens.push({ kind: 'wildcard' });
      return;
    }
    const match = /[^.[ (]+/y;
    match.lastIndex = this.position;
    const name = match.exec(this.text)?.[0] ?? this.fail(`unexpected '${this.char}'`);
    this.position += name.length;
    if (this.char === '(') this.call(name);
    else if (this.char === ' ') this.fail("a name with blanks needs brackets: ['my name']");
    else this.tokens.push({ kind: 'property', names: [name] });
  }

  private call(name: string): void {
    const end = this.text.indexOf(')', this.position);
    const inside = this.text.slice(this.position + 1, end).trim();
    if (end < 0 || inside !== '') this.fail(`${name}() takes no arguments here`);
    if (!isFunction(name)) this.fail(`there is no function ${name}()`);
    this.position = end + 1;
    this.tokens.push({ kind: 'function', name });
  }

  private bracket(): void {
    const inside = this.text.slice(this.position + 1).trimStart();
    if (/^['"]/.test(inside)) this.properties();
    else if (inside.startsWith('?')) this.filter();
    else this.elements();
  }

  /** `['a']`, `["a"]`, `['a','b']`; a backslash escapes a quote. */
  private properties(): void {
    const pattern = /\[\s*((?:(?:'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")\s*,?\s*)+)\]/y;
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (!match) this.fail('a property in brackets is not closed');
    const quoted = match[1]?.match(/'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/g) ?? [];
    this.position += match[0].length;
    this.tokens.push({ kind: 'property', names: quoted.map((name) => name.slice(1, -1).replace(/\\([\s\S])/g, '$1')) });
  }

  /** `[1]`, `[-1]`, `[0,2]`, `[1:3]`, `[*]`. */
  private elements(): void {
    const end = this.text.indexOf(']', this.position);
    if (end < 0) this.fail("'[' is not closed");
    const inside = this.text.slice(this.position + 1, end).trim();
    this.position = end + 1;
    const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(inside);
    if (inside === '*') {
      this.tokens.push({ kind: 'wildcard' });
    } else if (slice && inside !== ':') {
      const [from, to] = [slice[1], slice[2]].map((text) => (text === undefined ? undefined : Number(text)));
      this.tokens.push({ kind: 'slice', from, to });
    } else if (/^-?\d+(?:\s*,\s*-?\d+)*$/.test(inside)) {
      this.tokens.push({ kind: 'index', indexes: inside.split(',').map(Number) });
    } else {
      this.fail(`'[${inside}]' is no index, slice, property or filter`);
    }
  }

  /** `[?(…)]`: up to the bracket that closes it, outside of quotes and regular expressions. */
  private filter(): void {
    let depth = 0;
    let quote = '';
    const start = this.position;
    for (; this.position < this.text.length; this.position++) {
      const { char } = this;
      if (quote !== '') {
        if (char === '\\') this.position++;
        else if (char === quote) quote = '';
      } else if (
        char === "'" ||
        char === '"' ||
        (char === '/' && /=~\s*$/.test(this.text.slice(start, this.position)))
      ) {
        quote = char;
      } else if (char === '[') {
        depth++;
      } else if (char === ']' && --depth === 0) {
        break;
      }
    }
    const inside = /^\[\s*\?\s*\(([\s\S]*)\)\s*$/.exec(this.text.slice(start, this.position))?.[1];
    if (this.char !== ']' || inside === undefined) this.fail('a filter is not closed');
    this.position++;
    this.tokens.push({ kind: 'filter', matches: compileFilter(inside, this.source) });
  }
}

function isFunction(name: string): name is PathFunction {
  return FUNCTIONS.has(name);
}
