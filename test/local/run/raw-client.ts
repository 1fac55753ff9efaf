import { connect } from 'node:net';

/** What came back on one connection. */
export interface RawAnswer {
  /** Undefined where the connection was closed without an answer. */
  readonly status: number | undefined;
  readonly head: string;
  readonly body: Buffer;
}

/** A request as bytes. */
export function rawRequest(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Buffer {
  const bytes = Buffer.from(body);
  const all = { Host: '127.0.0.1', ...headers, ...(bytes.length > 0 && { 'Content-Length': String(bytes.length) }) };
  // A host given by a signature replaces the plain one.
  const lines = Object.entries(all).filter(([name]) => name !== 'Host' || !('host' in headers));
  const head = `${method} ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

/** Sends bytes on a connection of their own and waits for the whole answer, or for the end. */
export function sendRaw(port: number, bytes: Buffer, patience = 10_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => finish(() => reject(new Error(`no answer within ${patience} ms`))), patience);
    const finish = (then: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      then();
    };
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = tryAnswer(received);
      if (answer !== undefined) finish(() => resolve(answer));
    });
    socket.on('close', () =>
      finish(() => resolve(tryAnswer(received) ?? { status: undefined, head: '', body: received })),
    );
    // A reset is a way to close.
    socket.on('error', () => {});
    socket.write(bytes);
  });
}

function tryAnswer(received: Buffer): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const body = received.subarray(end + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  // Answers to HEAD tell a length and have no body.
  return body.length < length && length > 0 && body.length > 0 ? undefined : { status, head, body };
}
