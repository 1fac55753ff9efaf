import type { PropertyReader } from '../../assembly';
import { bytesOf, textOf } from '../../body';
import { GatewayError } from '../errors';
import type { Exchange } from '../exchange';
import { compileResponseMapping } from '../mapping/response-mapping';
import type { GatewayAnswer } from '../message';
import { Refusal } from '../refusal';
import { type BinaryMediaTypes, mediaType } from '../request/media-type';
import { addIds, ResponseHeaders } from '../response/response-headers';
import type { BackendAnswer } from './backend';
import { MappingTemplate } from './mapping-template';
import { type ContentHandling, fromBase64, responsePayload } from './payload';
import { compilePattern, type Pattern } from './selection';

interface IntegrationResponse {
  readonly status: number;
  /** Undefined for the default one. */
  readonly pattern: Pattern | undefined;
  readonly map: ReturnType<typeof compileResponseMapping>;
  readonly templates: ReadonlyMap<string, MappingTemplate>;
  readonly contentHandling: ContentHandling;
}

/** Turns what the backend answered into what the client gets. */
export class IntegrationResponses {
  private readonly responses: readonly IntegrationResponse[];

  /**
   * @param readers `Integration.IntegrationResponses`
   * @param traced Whether answers carry the trace's id: all but those of MOCK do (recorded)
   */
  public constructor(
    readers: readonly PropertyReader[],
    private readonly binaryTypes: BinaryMediaTypes,
    private readonly traced: boolean,
  ) {
    this.responses = readers.map(readResponse);
  }

  public answer(exchange: Exchange, answer: BackendAnswer): GatewayAnswer {
    const response = this.select(answer.selectionValue);
    const headers = new ResponseHeaders();
    addIds(headers, exchange);
    if (this.traced) headers.set('X-Amzn-Trace-Id', exchange.request.traceId);
    response.map(exchange, answer, headers);
    headers.setDefault('Content-Type', 'application/json');
    const template = chooseTemplate(response.templates, exchange.request.header('accept'));
    let { status } = response;
    let override = exchange.overrides?.responseOverride;
    let body: Buffer | string;
    if (template === undefined) {
      const type = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
      const accept = exchange.request.header('accept');
      body = responsePayload(answer.body, type, accept, response.contentHandling, this.binaryTypes);
    } else {
      const rendered = template.render(exchange, templateBody(answer, this.binaryTypes));
      override = rendered.responseOverride;
      body = response.contentHandling === 'CONVERT_TO_BINARY' ? fromBase64(rendered.output) : rendered.output;
    }
    if (override !== undefined) {
      status = tryStatus(override.status) ?? status;
      overrideHeaders(headers, override.header);
    }
    return { status, headers: headers.list(), body };
  }

  /** The first response whose pattern matches, else the default. AWS's order of several matches is not known. */
  private select(value: string): IntegrationResponse {
    const { responses } = this;
    const chosen =
      responses.find(({ pattern }) => pattern?.(value)) ?? responses.find(({ pattern }) => pattern === undefined);
    if (chosen !== undefined) return chosen;
    throw new Refusal('API_CONFIGURATION_ERROR', {
      reason: `no integration response matches '${value}', and there is no default one`,
    });
  }
}

function templateBody({ body, headers }: BackendAnswer, binaryTypes: BinaryMediaTypes): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return binaryTypes.has(mediaType(type)) ? bytesOf(body).toString('base64') : textOf(body);
}

/** By the first media type of Accept; else the one for JSON, else the first. An empty template counts as none. */
function chooseTemplate(
  templates: ReadonlyMap<string, MappingTemplate>,
  accept: string | undefined,
): MappingTemplate | undefined {
  if (templates.size === 0) return undefined;
  const [first] = templates.values();
  return templates.get(mediaType(accept) ?? 'application/json') ?? templates.get('application/json') ?? first;
}

/** An integer from 100 to 599; anything else is ignored. */
function tryStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

function overrideHeaders(headers: ResponseHeaders, values: unknown): void {
  if (typeof values !== 'object' || values === null) return;
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) headers.setForeign(name, [value].flat().map(String));
  }
}

function readResponse(reader: PropertyReader): IntegrationResponse {
  const status = reader.integer('StatusCode');
  if (status < 100 || status > 599) {
    throw new GatewayError(
      'GATEWAY_INVALID_INTEGRATION',
      `must be a status from 100 to 599, got ${status}`,
      `${reader.position}.StatusCode`,
    );
  }
  const pattern = reader.tryText('SelectionPattern');
  const templates = [...reader.texts('ResponseTemplates')].filter(([, source]) => source !== '');
  return {
    status,
    pattern: pattern ? compilePattern(pattern, `${reader.position}.SelectionPattern`) : undefined,
    map: compileResponseMapping(reader.texts('ResponseParameters'), `${reader.position}.ResponseParameters`),
    templates: new Map(
      templates.map(([type, source]) => [
        type.toLowerCase(),
        new MappingTemplate(source, 'response', `${reader.position}.ResponseTemplates.${type}`),
      ]),
    ),
    contentHandling: readContentHandling(reader),
  };
}

/** @throws GatewayError */
export function readContentHandling(reader: PropertyReader): ContentHandling {
  const handling = reader.tryText('ContentHandling');
  if (handling === undefined || handling === 'CONVERT_TO_BINARY' || handling === 'CONVERT_TO_TEXT') return handling;
  throw new GatewayError(
    'GATEWAY_INVALID_INTEGRATION',
    `must be CONVERT_TO_BINARY or CONVERT_TO_TEXT, got '${handling}'`,
    `${reader.position}.ContentHandling`,
  );
}
