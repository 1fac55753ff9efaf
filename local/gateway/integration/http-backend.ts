import { bytesOf } from '../../body';
import type { GatewayEnvironment } from '../api/environment';
import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';
import { compileRequestMapping } from '../mapping/request-mapping';
import type { GatewayAnswer, HeaderPair } from '../message';
import type { BinaryMediaTypes } from '../request/media-type';
import { addIds, ResponseHeaders } from '../response/response-headers';
import type { TargetAnswer } from '../target';
import type { Backend, BackendAnswer, Integration } from './backend';
import { addGatewayHeaders } from './gateway-headers';
import { responsePayload } from './payload';
import { recorded } from './service-call';
import { compilePlaceholders } from './service-uri';

export interface HttpOptions {
  readonly uri: string;
  /** `IntegrationHttpMethod`; undefined forwards the client's verb. */
  readonly method: string | undefined;
  readonly timeout: number;
}

/** HTTP: an endpoint called with mapped parameters and a template's output. */
export class HttpBackend implements Backend {
  private readonly url: ReturnType<typeof compilePlaceholders>;

  public constructor(
    private readonly options: HttpOptions,
    private readonly environment: GatewayEnvironment,
  ) {
    this.url = compilePlaceholders(options.uri, encodePath);
  }

  public async call(exchange: Exchange, request: IntegrationRequest, body: Buffer | string): Promise<BackendAnswer> {
    addGatewayHeaders(exchange, request);
    const method = methodOf(this.options, exchange);
    const answer = await send(exchange, this.options, this.environment, {
      url: withQuery(this.url(exchange, request), request.query()),
      method,
      headers: request.headers(),
      body: bodyless(method) ? Buffer.alloc(0) : bytesOf(body),
    });
    const { status, headers } = answer;
    return { status, headers, body: bytesOf(answer.body), selectionValue: String(status) };
  }
}

/** HTTP_PROXY: headers, query and body go through, and so does the answer. */
export class HttpProxyIntegration implements Integration {
  private readonly url: ReturnType<typeof compilePlaceholders>;
  private readonly map: (exchange: Exchange) => IntegrationRequest;

  public constructor(
    parameters: ReadonlyMap<string, string>,
    position: string,
    private readonly options: HttpOptions,
    private readonly binaryTypes: BinaryMediaTypes,
    private readonly environment: GatewayEnvironment,
  ) {
    this.map = compileRequestMapping(parameters, 'HTTP_PROXY', `${position}.RequestParameters`);
    this.url = compilePlaceholders(options.uri, encodePath);
  }

  public async run(exchange: Exchange): Promise<GatewayAnswer> {
    const mapped = this.map(exchange);
    const { request, stage } = exchange;
    for (const [name, values] of request.headers()) {
      const lower = name.toLowerCase();
      // A signature was for the gateway: it is not passed on.
      if (lower === 'host' || (lower === 'authorization' && exchange.caller !== undefined)) continue;
      mapped.setDefaultHeader(name, values.join(','));
    }
    mapped.setDefaultHeader('x-amzn-apigateway-api-id', stage.apiId);
    const query = [...request.query()].flatMap(([name, values]) => values.map((value): HeaderPair => [name, value]));
    const method = methodOf(this.options, exchange);
    const answer = await send(exchange, this.options, this.environment, {
      url: withQuery(this.url(exchange, mapped), [...query, ...mapped.query()]),
      method,
      headers: mapped.headers(),
      body: request.body,
    });
    const headers = new ResponseHeaders();
    addIds(headers, exchange);
    copyHeaders(answer, headers);
    headers.setDefault('Content-Type', 'application/json');
    const type = headers.get('content-type');
    const body = responsePayload(bytesOf(answer.body), type, request.header('accept'), undefined, this.binaryTypes);
    return { status: answer.status, headers: headers.list(), body };
  }
}

function copyHeaders(answer: TargetAnswer, headers: ResponseHeaders): void {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of answer.headers) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  for (const [name, values] of grouped) headers.setForeign(name, values);
}

function send(
  exchange: Exchange,
  { timeout }: HttpOptions,
  { http, clock }: GatewayEnvironment,
  call: {
    readonly url: string;
    readonly method: string;
    readonly headers: readonly HeaderPair[];
    readonly body: Uint8Array;
  },
): Promise<TargetAnswer> {
  return recorded(exchange, clock, timeout, (deadline) => http.send({ ...call, signal: deadline.signal }));
}

function methodOf({ method }: HttpOptions, { request }: Exchange): string {
  return method === undefined || method === 'ANY' ? request.method : method;
}

function bodyless(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function withQuery(url: string, query: readonly HeaderPair[]): string {
  if (query.length === 0) return url;
  const text = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

/** A greedy parameter holds slashes, which stay. */
function encodePath(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/');
}
