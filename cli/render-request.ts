import type { RenderInput, StringMap } from '../local/vtl';
import { UsageError } from './command';

type Data = { readonly [key: string]: unknown };

/** A request as `sluice render` reads it, with the template it may bring along. */
export interface RenderRequest {
  readonly template?: string;
  readonly input: RenderInput;
}

const PARTS = ['path', 'querystring', 'header'] as const;

/**
 * Reads `{"template","body","params":{"path","querystring","header"},"context","stageVariables"}`, every part of it
 * optional. A body that is no text is taken as the JSON it is. Throws `UsageError` for what is of the wrong kind.
 */
export function readRenderRequest(text: string, where: string): RenderRequest {
  const request = object(parse(text, where), where);
  const params = optional(request.params, `'params' of ${where}`) ?? {};
  const template = request.template;
  if (template !== undefined && typeof template !== 'string') {
    throw new UsageError(`'template' of ${where} must be text`);
  }
  return {
    ...(template === undefined ? {} : { template }),
    input: {
      body: bodyText(request.body),
      params: Object.fromEntries(PARTS.map((part) => [part, texts(params[part], `'params.${part}' of ${where}`)])),
      context: optional(request.context, `'context' of ${where}`) ?? {},
      stageVariables: texts(request.stageVariables, `'stageVariables' of ${where}`),
      overrides: {
        requestOverride: optional(request.requestOverride, `'requestOverride' of ${where}`),
        responseOverride: optional(request.responseOverride, `'responseOverride' of ${where}`),
      },
    },
  };
}

function parse(text: string, where: string): unknown {
  try {
    // PowerShell begins files with a byte-order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function object(value: unknown, where: string): Data {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Data;
  throw new UsageError(`${where} must be a JSON object`);
}

function optional(value: unknown, where: string): Data | undefined {
  return value === undefined || value === null ? undefined : object(value, where);
}

function texts(value: unknown, where: string): StringMap {
  const data = optional(value, where) ?? {};
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, item]) =>
      item === null || item === undefined ? [] : [[name, typeof item === 'string' ? item : String(item)]],
    ),
  );
}
