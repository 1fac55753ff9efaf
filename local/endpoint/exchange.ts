import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AwsEndpoint, RequestHead } from './endpoint';
import type { AwsResponse } from './service';

/** HTTP/2 in its compatible form is close enough to HTTP/1.1. */
export type WireRequest = IncomingMessage | Http2ServerRequest;
export type WireResponse = ServerResponse | Http2ServerResponse;

/** How long the rest of a body that is too long is read, in milliseconds. */
const LINGER = 1_000;

/** Reads one request, has it answered, and writes the answer. */
export async function exchange(endpoint: AwsEndpoint, request: WireRequest, response: WireResponse): Promise<void> {
  const head = headOf(request);
  const body = await tryReadBody(request, endpoint.maxBodySize(head));
  if (body !== undefined) {
    write(response, await endpoint.handle({ ...head, body }));
    return;
  }
  write(response, endpoint.refuseBody(head));
  // The rest is thrown away for a moment: a client that is cut off while it sends never reads the answer.
  setTimeout(() => request.destroy(), LINGER).unref();
}

function headOf(request: WireRequest): RequestHead {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    headers: plainHeaders(request.headers),
  };
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const plain: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  // HTTP/2 has no Host; clients sign the one or the other.
  plain.host ??= headers[':authority']?.toString();
  return plain;
}

/** Undefined if it is too long; rejects where the client goes away. */
function tryReadBody(request: WireRequest, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve(undefined);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client closed the connection')));
  });
}

function write(response: WireResponse, { status, headers, body }: AwsResponse): void {
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? '');
  if (headers['content-length'] === undefined) response.setHeader('content-length', body.length);
  response.end(body);
}
