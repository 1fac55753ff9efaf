import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { AwsEndpoint } from './endpoint';
import { EndpointError } from './errors';
import { exchange, type WireRequest, type WireResponse } from './exchange';

/** What a client of HTTP/2 begins with, and no request of HTTP/1.1 does. Source: RFC 9113, section 3.4. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** How long a client may take to send its first bytes, and its whole request, in milliseconds. */
const FIRST_BYTES = 10_000;
const WHOLE_REQUEST = 60_000;
/** How long calls under way are waited for at the end, in milliseconds. */
const GRACE = 5_000;

export interface ServeOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default 0: any free port */
  readonly port?: number;
}

/** An endpoint that listens. */
export interface EndpointServer {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Waits for calls under way, then closes all connections. */
  close(): Promise<void>;
}

/**
 * Serves an endpoint over HTTP/1.1 and cleartext HTTP/2 on one port: SDKs begin with either, Kinesis clients with
 * HTTP/2, and without asking first.
 *
 * @throws EndpointError where it cannot listen
 */
export async function serve(endpoint: AwsEndpoint, options: ServeOptions = {}): Promise<EndpointServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  const calls = new Set<Promise<void>>();
  const sockets = new Set<Socket>();

  const answer = (request: WireRequest, response: WireResponse): void => {
    const call = exchange(endpoint, request, response).catch(() => {
      response.destroy();
    });
    calls.add(call);
    call.finally(() => calls.delete(call));
  };
  const http1 = createHttp1Server({ requestTimeout: WHOLE_REQUEST, keepAliveTimeout: WHOLE_REQUEST }, answer);
  const http2 = createHttp2Server({}, answer);
  http2.setTimeout(WHOLE_REQUEST);

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sniff(socket, (isHttp2) => {
      (isHttp2 ? http2 : http1).emit('connection', socket);
      // HTTP/2 takes what was put back by itself; HTTP/1.1 waits for it to flow.
      if (!isHttp2) socket.resume();
    });
  });
  await listen(server, host, port);
  const { port: actual } = server.address() as AddressInfo;

  return {
    host,
    port: actual,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([Promise.all(calls), new Promise((resolve) => setTimeout(resolve, GRACE).unref())]);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Looks at the first bytes and puts them back. */
function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const begun = seen.toString('latin1', 0, PREFACE.length);
    // A part of the preface decides nothing yet.
    if (begun.length < PREFACE.length && PREFACE.startsWith(begun)) return;
    socket.off('data', look);
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
    socket.pause();
    socket.unshift(seen);
    decide(begun === PREFACE);
  };
  const giveUp = (): void => void socket.destroy();
  socket.setTimeout(FIRST_BYTES);
  socket.on('timeout', giveUp);
  socket.on('data', look);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new EndpointError(
          taken ? 'ENDPOINT_PORT_TAKEN' : 'ENDPOINT_CANNOT_LISTEN',
          taken ? 'the port is in use; choose another by --aws-port' : `cannot listen (${cause.code ?? cause.message})`,
          `${host}:${port}`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
