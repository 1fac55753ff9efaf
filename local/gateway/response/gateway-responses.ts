import { PropertyReader, type Resource } from '../../assembly';
import { compileSubstitution, type Substitution, tryCompileVariable } from '../context/substitution';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import type { GatewayAnswer } from '../message';
import type { Refusal } from '../refusal';
import { mediaType } from '../request/media-type';
import { addIds, ResponseHeaders } from './response-headers';
import { type GatewayResponseType, isResponseType, RESPONSE_DEFAULTS, type ResponseDefault } from './response-types';

/** A response as the API customises it. */
interface CustomResponse {
  readonly status: number | undefined;
  readonly templates: ReadonlyMap<string, Substitution>;
  readonly headers: readonly (readonly [name: string, value: (exchange: Exchange) => unknown])[];
}

/** How an API answers what never reaches its integrations, or comes back from them broken. */
export class GatewayResponses {
  private readonly custom = new Map<GatewayResponseType, CustomResponse>();

  /** @param resources Of type AWS::ApiGateway::GatewayResponse, of one API */
  public constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      const reader = PropertyReader.of(resource);
      const type = reader.text('ResponseType');
      if (!isResponseType(type)) {
        throw invalid(reader, 'ResponseType', `'${type}' is no gateway response type`);
      }
      this.custom.set(type, readResponse(reader));
    }
  }

  /** Answers a refusal and notes it in `$context.error`. */
  public answer(exchange: Exchange, refusal: Refusal): GatewayAnswer {
    const standard: ResponseDefault = RESPONSE_DEFAULTS[refusal.type];
    const { message = standard.message, status, errorType, validationErrorString } = refusal.options;
    exchange.error = { message, responseType: refusal.type, validationErrorString };
    const own = this.custom.get(refusal.type);
    const original = status ?? standard.status;
    const custom = own ?? this.custom.get(original < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const headers = new ResponseHeaders();
    addIds(headers, exchange);
    headers.set('x-amzn-ErrorType', errorType ?? standard.errorType);
    const chosen = chooseTemplate(custom?.templates, exchange.request.header('accept'));
    headers.set('Content-Type', chosen?.[0] ?? 'application/json');
    for (const [name, value] of custom?.headers ?? []) {
      const text = value(exchange);
      if (text !== undefined && text !== null) headers.set(name, String(text));
    }
    return {
      status: custom?.status ?? original,
      headers: headers.list(),
      body: chosen === undefined ? defaultBody(standard.body, message) : chosen[1](exchange),
    };
  }
}

function defaultBody(style: ResponseDefault['body'], message: string | null): string {
  const text = JSON.stringify(message);
  if (style === 'capital') return `{"Message":${text}}`;
  // A null message was seen without the space on authorizer errors only; those types are compact.
  return style === 'spaced' ? `{"message": ${text}}` : `{"message":${text}}`;
}

/** By the first media type of Accept; else the one for JSON, else the first. */
function chooseTemplate(
  templates: ReadonlyMap<string, Substitution> | undefined,
  accept: string | undefined,
): readonly [type: string, template: Substitution] | undefined {
  if (templates === undefined || templates.size === 0) return undefined;
  for (const type of [mediaType(accept), 'application/json']) {
    const template = type === undefined ? undefined : templates.get(type);
    if (type !== undefined && template !== undefined) return [type, template];
  }
  const [first] = templates;
  return first;
}

function readResponse(reader: PropertyReader): CustomResponse {
  const status = reader.tryInteger('StatusCode');
  if (status !== undefined && (status < 100 || status > 599)) {
    throw invalid(reader, 'StatusCode', `must be a status from 100 to 599, got ${status}`);
  }
  const headers = [...reader.texts('ResponseParameters')].map(([target, source]) => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    const literal = /^'(.*)'$/s.exec(source)?.[1];
    const value = literal === undefined ? tryCompileVariable(source) : () => literal;
    if (name === undefined || value === undefined) {
      const rule = "map gatewayresponse.header.NAME from 'text', method.request.*, context.* or stageVariables.*";
      throw invalid(reader, 'ResponseParameters', `'${target}: ${source}' is no mapping; ${rule}`);
    }
    return [name, value] as const;
  });
  const templates = [...reader.texts('ResponseTemplates')].map(
    ([type, template]) => [type, compileSubstitution(template)] as const,
  );
  return { status, templates: new Map(templates), headers };
}

function invalid(reader: PropertyReader, property: string, message: string): GatewayError {
  return new GatewayError('GATEWAY_INVALID_GATEWAY_RESPONSE', message, `${reader.position}.${property}`);
}
