import type { GatewayRequest } from '../message';
import { type HeaderName, headerName } from './header-names';
import type { RequestNames } from './identifiers';
import { contentType } from './media-type';
import { NO_TEXTS, newTexts, type Texts } from './texts';

export type { Texts } from './texts';

/** Values by name, in the order sent; names as sent. */
export type MultiValues = ReadonlyMap<string, readonly string[]>;

/** A request taken apart. Parts that not every method needs are made when first read. */
export class ParsedRequest {
  public readonly method: string;
  /** As on the wire, without the query string. */
  public readonly path: string;
  /** As on the wire, without the `?`. */
  public readonly queryString: string;
  public readonly body: Buffer;
  public readonly sourceIp: string;
  public readonly vpcEndpointId: string | undefined;
  public readonly protocol: string;
  private readonly names: readonly HeaderName[];
  private text: string | undefined;
  private seen: MultiValues | undefined;
  private single: Texts | undefined;
  private parsedQuery: MultiValues | undefined;
  private type: string | undefined;
  private newTraceId: string | undefined;

  /** @param startedAt Milliseconds since the epoch */
  public constructor(
    private readonly request: GatewayRequest,
    private readonly startedAt: number,
    private readonly ids: RequestNames,
  ) {
    const { url, rawHeaders } = request;
    const mark = url.indexOf('?');
    this.method = request.method;
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.queryString = mark < 0 ? '' : url.slice(mark + 1);
    this.body = request.body;
    this.sourceIp = request.sourceIp;
    this.vpcEndpointId = request.vpcEndpointId;
    this.protocol = request.protocol ?? 'HTTP/1.1';
    const names: HeaderName[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) names.push(headerName(rawHeaders[index] ?? ''));
    this.names = names;
  }

  /** The last value of a header; AWS keeps the last of several. @param name In lower case */
  public header(name: string): string | undefined {
    for (let index = this.names.length - 1; index >= 0; index--) {
      if (this.names[index]?.lower === name) return this.value(index);
    }
    return undefined;
  }

  /** Lines `name: value` for those who keep requests, without what proves who calls. */
  public openHeaders(): string {
    let lines = '';
    for (let index = 0; index < this.names.length; index++) {
      const name = this.names[index];
      if (name?.secret === false) lines += `${lines === '' ? '' : '\n'}${name.lower}: ${this.value(index)}`;
    }
    return lines;
  }

  /** All headers by lower-case name, as a signature sees them. */
  public signedHeaders(): Record<string, string | readonly string[]> {
    const headers = newTexts<string | string[]>();
    for (const [index, { lower }] of this.names.entries()) {
      const known = headers[lower];
      if (known === undefined) headers[lower] = this.value(index);
      else if (typeof known === 'string') headers[lower] = [known, this.value(index)];
      else known.push(this.value(index));
    }
    return headers;
  }

  /** The body as text; bytes that are no UTF-8 become U+FFFD. */
  public bodyText(): string {
    this.text ??= this.body.toString('utf8');
    return this.text;
  }

  /** The media type of the body; JSON where none is told. */
  public contentType(): string {
    this.type ??= contentType(this.header('content-type'));
    return this.type;
  }

  /** `X-Amzn-Trace-Id`, the client's own where it sent one. */
  public get traceId(): string {
    this.newTraceId ??= this.header('x-amzn-trace-id') ?? this.ids.traceId(this.startedAt);
    return this.newTraceId;
  }

  /** Headers as mappings, templates and functions see them, names as sent. */
  public headers(): MultiValues {
    if (this.seen !== undefined) return this.seen;
    const seen = new Map<string, string[]>();
    for (const [index, { sent, passed }] of this.names.entries()) {
      if (!passed) continue;
      const values = seen.get(sent);
      if (values === undefined) seen.set(sent, [this.value(index)]);
      else values.push(this.value(index));
    }
    for (const [name, value] of this.added()) seen.set(name, [value]);
    this.seen = seen;
    return seen;
  }

  /** The last value of each of {@link headers}. */
  public singleHeaders(): Texts {
    if (this.single !== undefined) return this.single;
    const texts = newTexts();
    for (let index = 0; index < this.names.length; index++) {
      const name = this.names[index];
      if (name?.passed === true) texts[name.sent] = this.value(index);
    }
    for (const [name, value] of this.added()) texts[name] = value;
    this.single = texts;
    return texts;
  }

  public query(): MultiValues {
    this.parsedQuery ??= parseQuery(this.queryString);
    return this.parsedQuery;
  }

  /** What API Gateway adds. */
  private added(): (readonly [name: string, value: string])[] {
    const { sourceIp } = this;
    const forwarded = this.names.flatMap(({ lower }, index) =>
      lower === 'x-forwarded-for' ? [this.value(index)] : [],
    );
    return [
      ['X-Amzn-Trace-Id', this.traceId],
      ['X-Forwarded-For', forwarded.length === 0 ? sourceIp : `${forwarded.join(', ')}, ${sourceIp}`],
      ['X-Forwarded-Port', '443'],
      ['X-Forwarded-Proto', 'https'],
    ];
  }

  private value(index: number): string {
    return this.request.rawHeaders[index * 2 + 1] ?? '';
  }
}

/** The last of each name's values. */
export function lastValues(values: MultiValues): Texts {
  if (values.size === 0) return NO_TEXTS;
  const texts = newTexts();
  for (const [name, all] of values) texts[name] = all.at(-1) ?? '';
  return texts;
}

/** Percent escapes decoded; what is none stays as it is. */
export function decodeLenient(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Some escape is cut off or no UTF-8: only the rest is decoded.
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString());
  }
}

const NO_VALUES: MultiValues = new Map();

function parseQuery(text: string): MultiValues {
  if (text === '') return NO_VALUES;
  const values = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeForm(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeForm(pair.slice(equals + 1));
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

function decodeForm(text: string): string {
  return decodeLenient(text.replaceAll('+', ' '));
}
