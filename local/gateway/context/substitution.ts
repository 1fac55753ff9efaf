import type { Exchange } from '../exchange';
import { compileContextVariable } from './context-variables';

/** A text with variables put in, compiled once. */
export type Substitution = (exchange: Exchange) => string;

type Part = string | ((exchange: Exchange) => unknown);

/** `$context.a.b`, `$stageVariables.a`, `$method.request.kind.name`, each also in braces. */
const VARIABLE =
  /\$(?:\{((?:context|stageVariables|method\.request)(?:\.[\w-]+)+)\}|((?:context|stageVariables|method\.request)(?:\.\w[\w]*)+))/g;

/**
 * Compiles the format of an access log: a variable without a value prints as `-`. Quotes, backslashes and control
 * characters of a value are escaped, so that a line stays a line and JSON stays JSON.
 */
export function compileLogFormat(format: string): Substitution {
  return join(compileParts(format), (value) => {
    if (value === undefined || value === '') return '-';
    return typeof value === 'string' ? escapeText(value) : text(value);
  });
}

/** Compiles the template of a gateway response: simple substitution, not VTL. A variable without a value is empty. */
export function compileSubstitution(template: string): Substitution {
  return join(compileParts(template), (value) => (value === undefined ? '' : text(value)));
}

/** One variable: `context.a.b`, `stageVariables.a`, `method.request.header.a`; undefined if it is none of these. */
export function tryCompileVariable(name: string): ((exchange: Exchange) => unknown) | undefined {
  const [root, ...path] = name.split('.');
  if (root === 'context') return compileContextVariable(path);
  if (root === 'stageVariables') {
    const [variable = ''] = path;
    return ({ stage }) => stage.variables[variable];
  }
  const [request, kind, ...rest] = path;
  const parameter = rest.join('.');
  if (root !== 'method' || request !== 'request') return undefined;
  switch (kind) {
    case 'path':
      return ({ pathParameters }) => pathParameters[parameter];
    case 'querystring':
      return (exchange) => exchange.request.query().get(parameter)?.at(-1);
    case 'header':
      return (exchange) => exchange.request.headers().get(parameter)?.at(-1);
    case 'body':
      return (exchange) => (parameter === '' ? exchange.request.bodyText() : undefined);
    default:
      return undefined;
  }
}

function compileParts(template: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(VARIABLE)) {
    const variable = tryCompileVariable(match[1] ?? match[2] ?? '');
    if (variable === undefined) continue;
    parts.push(template.slice(end, match.index), variable);
    end = match.index + match[0].length;
  }
  parts.push(template.slice(end));
  return parts;
}

function join(parts: readonly Part[], print: (value: unknown) => string): Substitution {
  return (exchange) => {
    let result = '';
    for (const part of parts) result += typeof part === 'string' ? part : print(part(exchange));
    return result;
  };
}

function text(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

/** Quotes, backslashes and control characters. */
const TO_ESCAPE = /[^ !#-[\]-~\u00a0-\uffff]/;

function escapeText(value: string): string {
  return TO_ESCAPE.test(value) ? JSON.stringify(value).slice(1, -1) : value;
}
