import { textOf } from '../../body';
import type { GatewayEnvironment } from '../api/environment';
import type { Exchange } from '../exchange';
import { compileRequestMapping } from '../mapping/request-mapping';
import type { GatewayAnswer } from '../message';
import { Refusal } from '../refusal';
import { type BinaryMediaTypes, mediaType } from '../request/media-type';
import { addIds, ResponseHeaders } from '../response/response-headers';
import { isJsonRecord } from '../validation/json-record';
import type { Integration } from './backend';
import { requestPart } from './proxy-event';
import { checkInvocation, type ServiceBackendOptions } from './service-backend';
import { callService } from './service-call';
import { compilePlaceholders } from './service-uri';

/** What Lambda takes in one invocation. Source: Lambda quotas. */
const INVOCATION_BYTES = 6_291_456;

/** AWS_PROXY: a function gets the whole request and gives the whole answer. */
export class LambdaProxyIntegration implements Integration {
  private readonly target: ReturnType<typeof compilePlaceholders>;
  private readonly map: ReturnType<typeof compileRequestMapping>;

  public constructor(
    parameters: ReadonlyMap<string, string>,
    position: string,
    private readonly options: ServiceBackendOptions,
    private readonly binaryTypes: BinaryMediaTypes,
    private readonly environment: GatewayEnvironment,
  ) {
    this.map = compileRequestMapping(parameters, 'AWS_PROXY', `${position}.RequestParameters`);
    this.target = compilePlaceholders(options.uri.target, (value) => value);
  }

  public async run(exchange: Exchange): Promise<GatewayAnswer> {
    // Mappings change nothing here, but an illegal one still fails (recorded).
    const mapped = this.map(exchange);
    if (this.options.method !== 'POST') {
      // Recorded: the Lambda service refuses every other verb.
      throw new Refusal('INTEGRATION_FAILURE', {
        reason: `a function is invoked by POST, 'IntegrationHttpMethod' is ${this.options.method}`,
      });
    }
    const { request } = exchange;
    const isBase64Encoded = this.binaryTypes.has(mediaType(request.header('content-type')));
    const text = isBase64Encoded ? request.body.toString('base64') : request.bodyText();
    const event = { ...requestPart(exchange), body: request.body.length === 0 ? null : text, isBase64Encoded };
    const body = JSON.stringify(event);
    const size = Buffer.byteLength(body);
    if (size > INVOCATION_BYTES) {
      throw new Refusal('REQUEST_TOO_LARGE', {
        reason: `the event has ${size} bytes, an invocation ${INVOCATION_BYTES}`,
      });
    }
    const { uri, credentials, timeout } = this.options;
    const answer = await callService(
      exchange,
      uri,
      credentials,
      {
        method: 'POST',
        target: this.target(exchange, mapped),
        headers: [['Content-Type', 'application/json']],
        query: [],
        body,
        timeout,
      },
      this.environment,
    );
    // What was sent on has every header in it, and is the request in other words.
    exchange.received = answer.body;
    checkInvocation(answer, 500);
    if (answer.headers.some(([name]) => name.toLowerCase() === 'x-amz-function-error')) {
      throw malformed(`the function failed: ${textOf(answer.body).slice(0, 300)}`);
    }
    return this.proxied(exchange, textOf(answer.body));
  }

  private proxied(exchange: Exchange, text: string): GatewayAnswer {
    const answer = parseAnswer(text);
    const headers = new ResponseHeaders();
    addIds(headers, exchange);
    for (const [name, value] of Object.entries(answer.headers)) headers.setForeign(name, [String(value)]);
    for (const [name, values] of Object.entries(answer.multiValueHeaders)) {
      headers.setForeign(name, [values].flat().map(String));
    }
    headers.setDefault('Content-Type', 'application/json');
    headers.set('X-Amzn-Trace-Id', exchange.request.traceId);
    const decode = answer.isBase64Encoded && this.binaryTypes.has(mediaType(exchange.request.header('accept')));
    const body = decode ? Buffer.from(answer.body, 'base64') : answer.body;
    return { status: answer.status, headers: headers.list(), body };
  }
}

function parseAnswer(text: string) {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw malformed('the function answered no JSON', error);
  }
  if (!isJsonRecord(parsed)) throw malformed('the function answered no object');
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed;
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw malformed(`'statusCode' must be a whole number from 100 to 599, got ${JSON.stringify(statusCode)}`);
  }
  if (body !== undefined && body !== null && typeof body !== 'string') throw malformed("'body' must be text");
  for (const [name, map] of Object.entries({ headers, multiValueHeaders })) {
    if (map !== undefined && map !== null && !isJsonRecord(map)) throw malformed(`'${name}' must be an object`);
  }
  return {
    status,
    headers: isJsonRecord(headers) ? headers : {},
    multiValueHeaders: isJsonRecord(multiValueHeaders) ? multiValueHeaders : {},
    body: typeof body === 'string' ? body : '',
    isBase64Encoded: isBase64Encoded === true,
  };
}

/** 502 is what a malformed proxy response is known for. */
function malformed(reason: string, cause?: unknown): Refusal {
  return new Refusal('INTEGRATION_FAILURE', { status: 502, reason, cause });
}
