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
  | { readonly type: 'any' | 'one' }
  | { readonly type: 'variable'; readonly key: string; readonly fallback: string | undefined };

/** The first five parts of an ARN are matched part by part; what follows may hold colons of its own. */
const RESOURCE_PART = 5;
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
 * In a Resource, a `*` that ends a part of an ARN can reach over the colon; any other stays within its part. In an ARN
 * condition each of the six parts is checked for itself.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function source(tokens: readonly PlainToken[], wildcards: PatternOptions['wildcards']): string {
  const inArn = wildcards === 'resource' || wildcards === 'arn-condition';
  let colons = 0;
  let text = '';
  tokens.forEach((token, index) => {
    const within = inArn && colons < RESOURCE_PART;
    if (token.type === 'text') {
      text += token.text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      colons += token.text.split(':').length - 1;
    } else if (token.type === 'one') {
      text += within ? '[^:]' : '[^]';
    } else {
      const next = tokens[index + 1];
      const endsPart = next === undefined || (next.type === 'text' && next.text.startsWith(':'));
      text += within && !(wildcards === 'resource' && endsPart) ? '[^:]*' : '[^]*';
    }
  });
  return text;
}
