import { IamError } from './errors';
import type { RequestContext } from './request-context';

/** How the text of a policy is compared. */
export interface PatternOptions {
  /** What `*` and `?` mean: themselves, any characters, or what they mean in an ARN. */
  readonly wildcards: 'none' | 'text' | 'resource' | 'arn-condition';
  /** Whether `${key}` is replaced; not in policies of version 2008-10-17. */
  readonly variables: boolean;
  /** Lower-cases the pattern; the value to compare must be in lower case already. */
  readonly lowerCase?: boolean;
}

/** Whether a value matches, given the request's condition keys for policy variables. */
export type TextTest = (value: string, context: RequestContext) => boolean;

type Token =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'any' }
  | { readonly type: 'one' }
  | { readonly type: 'variable'; readonly key: string; readonly fallback: string | undefined };

/** The first five parts of an ARN are matched part by part; what follows may hold colons of its own. */
const WHOLE_PARTS = 5;
const MAX_RESOLVED = 256;
const VARIABLE = /^([^,'\s]+)(?:\s*,\s*'([^']*)')?$/;

/**
 * Compiles a pattern once; without policy variables, the test is a comparison or a ready regular expression.
 *
 * @param position Names the place in an error
 */
export function compilePattern(text: string, options: PatternOptions, position: string): TextTest {
  const tokens = tokenize(options.lowerCase ? text.toLowerCase() : text, options, position);
  if (tokens.every((token): token is Exclude<Token, { type: 'variable' }> => token.type !== 'variable')) {
    return compileTokens(tokens, options.wildcards);
  }
  const resolved = new Map<string, TextTest>();
  return (value, context) => {
    const plain = resolve(tokens, context, options.lowerCase === true);
    // A variable without a value or default matches nothing.
    if (plain === undefined) return false;
    const key = JSON.stringify(plain);
    let test = resolved.get(key);
    if (test === undefined) {
      if (resolved.size >= MAX_RESOLVED) resolved.clear();
      test = compileTokens(plain, options.wildcards);
      resolved.set(key, test);
    }
    return test(value, context);
  };
}

type PlainToken = Exclude<Token, { readonly type: 'variable' }>;

function tokenize(text: string, { wildcards, variables }: PatternOptions, position: string): Token[] {
  const tokens: Token[] = [];
  let literal = '';
  const push = (token: Token) => {
    if (literal !== '') tokens.push({ type: 'text', text: literal });
    literal = '';
    tokens.push(token);
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (variables && text.startsWith('${', i)) {
      const end = text.indexOf('}', i);
      const inner = end < 0 ? '' : text.slice(i + 2, end);
      if (inner === '*' || inner === '?' || inner === '$') literal += inner;
      else push(variableToken(inner, text, position));
      i = end;
    } else if (wildcards !== 'none' && character === '*') push({ type: 'any' });
    else if (wildcards !== 'none' && character === '?') push({ type: 'one' });
    else literal += character;
  }
  if (literal !== '') tokens.push({ type: 'text', text: literal });
  return tokens;
}

function variableToken(inner: string, text: string, position: string): Token {
  const match = VARIABLE.exec(inner);
  if (match === null) throw new IamError('IAM_INVALID_VARIABLE', `'${text}' has a malformed variable`, position);
  return { type: 'variable', key: (match[1] ?? '').toLowerCase(), fallback: match[2] };
}

function resolve(tokens: readonly Token[], context: RequestContext, lowerCase: boolean): PlainToken[] | undefined {
  const plain: PlainToken[] = [];
  for (const token of tokens) {
    if (token.type !== 'variable') {
      plain.push(token);
      continue;
    }
    const values = context.values(token.key);
    // Only a key of one value can stand in for a variable.
    const value = values?.length === 1 ? values[0] : token.fallback;
    if (value === undefined) return undefined;
    plain.push({ type: 'text', text: lowerCase ? value.toLowerCase() : value });
  }
  return plain;
}

function compileTokens(tokens: readonly PlainToken[], wildcards: PatternOptions['wildcards']): TextTest {
  const [first, second, third] = tokens;
  if (tokens.every((token) => token.type === 'text')) {
    const whole = tokens.map((token) => token.text).join('');
    return (value) => value === whole;
  }
  if (wildcards !== 'arn-condition') {
    if (first?.type === 'any' && second === undefined) return () => true;
    if (first?.type === 'text' && second?.type === 'any' && third === undefined) {
      const prefix = first.text;
      return (value) => value.startsWith(prefix);
    }
  }
  const regExp = new RegExp(`^${source(tokens, wildcards)}$`);
  return (value) => regExp.test(value);
}

/**
 * In the first five parts of an ARN a wildcard stays within its part. A Resource of fewer parts is not taken apart: there
 * a `*` reaches over colons, so that `arn:aws:kinesis:*` is every resource of the service.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function source(tokens: readonly PlainToken[], wildcards: PatternOptions['wildcards']): string {
  const inParts = wildcards === 'arn-condition' || (wildcards === 'resource' && countColons(tokens) >= WHOLE_PARTS);
  let colons = inParts ? 0 : WHOLE_PARTS;
  let groups = 0;
  let text = '';
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    const within = colons < WHOLE_PARTS;
    if (token.type !== 'any') {
      text += tokenSource(token, within);
      colons += countColons([token]);
    } else if (within) {
      text += '[^:]*';
    } else {
      let chunk = '';
      for (let next = tokens[i + 1]; next !== undefined && next.type !== 'any'; next = tokens[++i + 1]) {
        chunk += tokenSource(next, false);
      }
      // What stands between two wildcards is found at its first place and never looked for again: a look-ahead is not
      // entered twice. So no path a client makes up can keep the match busy.
      text += i + 1 < tokens.length ? `(?=([^]*?${chunk}))\\${++groups}` : `[^]*${chunk}`;
    }
  }
  return text;
}

function tokenSource(token: Exclude<PlainToken, { readonly type: 'any' }>, within: boolean): string {
  if (token.type === 'one') return within ? '[^:]' : '[^]';
  return token.text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function countColons(tokens: readonly PlainToken[]): number {
  return tokens.reduce((count, token) => count + (token.type === 'text' ? token.text.split(':').length - 1 : 0), 0);
}
