import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../errors';
import type { GatewayAnswer, GatewayRequest } from '../message';
import { MAX_BODY, tooLarge, tooLongHead } from '../request/size-limits';
import { Batch } from './batch';

export interface HttpServerOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** How long a client may take to send its head, in milliseconds. @default 10000 */
  readonly headTimeout?: number;
  /** How long a client may take to send its request, in milliseconds. @default 30000 */
  readonly requestTimeout?: number;
}

/** A server that listens. */
export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Ends open connections and stops. */
  close(): Promise<void>;
}

/** Names and values together; more than the gateway takes, so that it is the one that answers. */
const HEAD_BYTES = 65_536;
const CONTENT_LENGTH = 'content-length';
/** Statuses whose answers have no body. */
const BODYLESS = new Set([204, 304]);

/** Answers a request; what goes wrong is a rejected promise. */
type Handle = (request: GatewayRequest) => Promise<GatewayAnswer>;

/** Listens for HTTP/1.1 and hands each request over whole. @throws GatewayError where it cannot listen */
export function listen(handle: Handle, options: HttpServerOptions = {}): Promise<HttpServer> {
  const { host = '127.0.0.1', port = 0, headTimeout = 10_000, requestTimeout = 30_000 } = options;
  const batch = new Batch();
  const server = createServer(
    {
      maxHeaderSize: HEAD_BYTES,
      headersTimeout: headTimeout,
      requestTimeout: Math.max(requestTimeout, headTimeout),
      connectionsCheckingInterval: Math.max(50, Math.min(headTimeout, requestTimeout, 5_000) / 2),
      keepAliveTimeout: 60_000,
      insecureHTTPParser: false,
    },
    (incoming, outgoing) => receive(incoming, outgoing, handle, batch),
  );
  // What is not HTTP is answered and closed; the code says what was wrong.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseConnection(error, socket as Socket));
  // Expectations other than 100-continue are passed over.
  server.on('checkExpectation', (incoming, outgoing) => receive(incoming, outgoing, handle, batch));
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ host, port: actual, close: () => close(server) });
    });
  });
}

function receive(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handle, batch: Batch): void {
  const { method = 'GET', url = '/', rawHeaders, socket } = incoming;
  const early = tooLongHead(url, rawHeaders) ?? tooLarge(contentLength(rawHeaders));
  if (early !== undefined) {
    refuseEarly(incoming, outgoing, early);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  incoming.on('end', () => {
    const large = tooLarge(size);
    if (large !== undefined) {
      send(outgoing, large, method);
      return;
    }
    const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    const request: GatewayRequest = {
      method,
      url,
      rawHeaders,
      body,
      sourceIp: plainAddress(socket.remoteAddress),
      protocol: `HTTP/${incoming.httpVersion}`,
    };
    batch.add(() => {
      handle(request).then(
        (answer) => send(outgoing, answer, method),
        () => outgoing.destroy(),
      );
    });
  });
  // The client went away.
  incoming.on('error', () => outgoing.destroy());
}

/** Read from the pairs, since `headers` would be put together from all of them. */
function contentLength(rawHeaders: readonly string[]): number {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === CONTENT_LENGTH.length && name.toLowerCase() === CONTENT_LENGTH) {
      return Number(rawHeaders[index + 1]);
    }
  }
  return 0;
}

/** Answers before the body is read. The rest is taken in and thrown away, so that the client reads the answer. */
function refuseEarly(incoming: IncomingMessage, outgoing: ServerResponse, answer: GatewayAnswer): void {
  outgoing.shouldKeepAlive = false;
  incoming.on('error', () => outgoing.destroy());
  incoming.resume();
  send(outgoing, answer, incoming.method ?? 'GET');
}

function send(outgoing: ServerResponse, { status, headers, body }: GatewayAnswer, method: string): void {
  if (outgoing.destroyed) return;
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  const bodyless = BODYLESS.has(status);
  if (!bodyless) flat.push('Content-Length', String(Buffer.byteLength(body)));
  outgoing.writeHead(status, flat);
  if (bodyless || method === 'HEAD') outgoing.end();
  else outgoing.end(body);
}

const REASONS: { readonly [code: string]: string } = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const reason = REASONS[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function plainAddress(address: string | undefined): string {
  if (address === undefined) return '127.0.0.1';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): GatewayError {
  if (error.code === 'EADDRINUSE') {
    return new GatewayError(
      'GATEWAY_ADDRESS_IN_USE',
      `${host}:${port} is in use; choose another port, or 0 for a free one`,
      undefined,
      {
        cause: error,
      },
    );
  }
  return new GatewayError('GATEWAY_CANNOT_LISTEN', `${host}:${port}: ${error.message}`, undefined, { cause: error });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
