import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HeaderPair } from '../message';
import type { TargetAnswer } from '../target';

export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** Sends the requests of HTTP and HTTP_PROXY integrations. */
export interface HttpSender {
  send(call: HttpCall): Promise<TargetAnswer>;
}

/** Sends over the network; redirects are not followed, as API Gateway follows none. */
export const NETWORK: HttpSender = {
  send: ({ url, method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const send = url.startsWith('https:') ? httpsRequest : httpRequest;
      const grouped: Record<string, string[]> = Object.create(null);
      for (const [name, value] of headers) {
        const values = grouped[name] ?? [];
        values.push(value);
        grouped[name] = values;
      }
      if (body.length > 0) grouped['Content-Length'] = [String(body.length)];
      const outgoing = send(url, { method, headers: grouped, signal }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { rawHeaders } = incoming;
          const pairs: HeaderPair[] = [];
          for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
            pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
          }
          resolve({ status: incoming.statusCode ?? 502, headers: pairs, body: Buffer.concat(chunks) });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    }),
};
