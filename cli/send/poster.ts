import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { type AwsCredentials, sign } from '../../local/sigv4';
import type { Answer } from './outcome';

/** API Gateway answers within 29 s. */
const PATIENCE = 35_000;

/** Where requests go, and what they carry. */
export interface Destination {
  /** Of the route. */
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for requests that are not signed. */
  readonly signer: { readonly credentials: AwsCredentials; readonly region: string } | undefined;
}

/** No answer came: what was sent may have arrived or not. */
export class NoAnswerError extends Error {
  public override readonly name = 'NoAnswerError';

  public constructor(
    /** Such as `ECONNREFUSED`. */
    public readonly code: string,
    options: ErrorOptions,
  ) {
    super(`no answer (${code})`, options);
  }
}

/** Posts bodies over connections that are kept. */
export class Poster {
  private readonly agent: HttpAgent;
  private readonly isSecure: boolean;

  /** @param connections Most at once */
  public constructor(
    private readonly destination: Destination,
    connections: number,
  ) {
    this.isSecure = destination.url.protocol === 'https:';
    const Agent = this.isSecure ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws NoAnswerError */
  public post(body: Buffer, extra: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { url } = this.destination;
    const send = this.isSecure ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const fail = (cause: NodeJS.ErrnoException): void => {
        reject(new NoAnswerError(cause.code ?? cause.message, { cause }));
      };
      const options = { method: 'POST', agent: this.agent, headers: this.headers(body, extra), timeout: PATIENCE };
      const outgoing = send(url, options, (incoming) => readAnswer(incoming).then(resolve, fail));
      outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })));
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }

  public close(): void {
    this.agent.destroy();
  }

  private headers(body: Buffer, extra: Readonly<Record<string, string>>): Record<string, string | number> {
    const { url, headers, signer } = this.destination;
    const plain = { ...headers, ...extra, host: url.host };
    if (signer === undefined) return { ...plain, 'content-length': body.length };
    const request = { method: 'POST', path: url.pathname, query: url.search.slice(1), headers: plain, body };
    const { credentials, region } = signer;
    const signature = sign(request, credentials, { service: 'execute-api', region, now: Date.now() });
    return { ...plain, ...signature, 'content-length': body.length };
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const seconds = Number(incoming.headers['retry-after']);
  return {
    status: incoming.statusCode ?? 0,
    body: Buffer.concat(chunks).toString(),
    retryAfter: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
  };
}
