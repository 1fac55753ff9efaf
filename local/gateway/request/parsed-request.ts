import type { GatewayRequest } from '../message';

/** Values by name, in the order sent; names as sent. */
export type MultiValues = ReadonlyMap<string, readonly string[]>;

/** Texts by name, without a prototype, so that `__proto__` is a name like any other. */
export type Texts = { readonly [name: string]: string };

/** Request headers that never reach a mapping (recorded by LocalStack's header remapping test). */
const UNSEEN_HEADERS = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Headers that API Gateway sets itself, whatever the client sent. */
const REPLACED_HEADERS = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']);

/** A request taken apart. Parts that not every method needs are made when first read. */
export class ParsedRequest {
  public readonly method: string;
  /** As on the wire, without the query string. */
  public readonly path: string;
  /** As on the wire, without the `?`. */
  public readonly queryString: string;
  public readonly body: Buffer;
  public readonly sourceIp: string;
  public readonly protocol: string;
  /** Header values by lower-case name. */
  private readonly values = new Map<string, string[]>();
  private text: string | undefined;
  private seen: Map<string, string[]> | undefined;
  private single: Texts | undefined;
  private parsedQuery: MultiValues | undefined;

  /** @param traceId For requests that bring none */
  public constructor(
    private readonly request: GatewayRequest,
    private readonly newTraceId: string,
  ) {
    const { url, rawHeaders } = request;
    const mark = url.indexOf('?');
    this.method = request.method;
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.queryString = mark < 0 ? '' : url.slice(mark + 1);
    this.body = request.body;
    this.sourceIp = request.sourceIp;
    this.protocol = request.protocol ?? 'HTTP/1.1';
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase();
      const values = this.values.get(name);
      if (values === undefined) this.values.set(name, [rawHeaders[index + 1] ?? '']);
      else values.push(rawHeaders[index + 1] ?? '');
    }
  }

  /** The last value of a header; AWS keeps the last of several. @param name In lower case */
  public header(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  /** All headers by lower-case name, as a signature sees them. */
  public signedHeaders(): Record<string, string | readonly string[]> {
    const headers: Record<string, string | readonly string[]> = Object.create(null);
    for (const [name, values] of this.values) headers[name] = values.length === 1 ? (values[0] ?? '') : values;
    return headers;
  }

  /** The body as text; bytes that are no UTF-8 become U+FFFD. */
  public bodyText(): string {
    this.text ??= this.body.toString('utf8');
    return this.text;
  }

  public get traceId(): string {
    return this.header('x-amzn-trace-id') ?? this.newTraceId;
  }

  /** Headers as mappings, templates and functions see them, names as sent. */
  public headers(): MultiValues {
    if (this.seen !== undefined) return this.seen;
    const { rawHeaders, sourceIp } = this.request;
    const seen = new Map<string, string[]>();
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      const lower = name.toLowerCase();
      if (UNSEEN_HEADERS.has(lower) || REPLACED_HEADERS.has(lower)) continue;
      const values = seen.get(name);
      if (values === undefined) seen.set(name, [rawHeaders[index + 1] ?? '']);
      else values.push(rawHeaders[index + 1] ?? '');
    }
    const forwarded = this.values.get('x-forwarded-for');
    seen.set('X-Amzn-Trace-Id', [this.traceId]);
    seen.set('X-Forwarded-For', [forwarded === undefined ? sourceIp : `${forwarded.join(', ')}, ${sourceIp}`]);
    seen.set('X-Forwarded-Port', ['443']);
    seen.set('X-Forwarded-Proto', ['https']);
    this.seen = seen;
    return seen;
  }

  /** The last value of each of {@link headers}. */
  public singleHeaders(): Texts {
    this.single ??= lastValues(this.headers());
    return this.single;
  }

  public query(): MultiValues {
    this.parsedQuery ??= parseQuery(this.queryString);
    return this.parsedQuery;
  }
}

/** The last of each name's values. */
export function lastValues(values: MultiValues): Texts {
  const texts: Record<string, string> = Object.create(null);
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
