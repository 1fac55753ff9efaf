import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { main } from '../../../cli/main';
import { sendCommand } from '../../../cli/send';
import { captureIo } from '../../support/cli';

/** A request as the front door saw it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a front door answers; undefined ends the connection. */
export type Reply = (
  request: Received,
  number: number,
) => { status: number; body?: unknown; headers?: object } | undefined;

/** A front door that answers as a test says. */
export class FrontDoor {
  public readonly received: Received[] = [];
  private constructor(private readonly server: Server) {}

  public static async open(reply: Reply): Promise<FrontDoor> {
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += chunk;
      });
      incoming.on('end', () => {
        const request = { path: incoming.url ?? '', headers: incoming.headers, body };
        door.received.push(request);
        const answer = reply(request, door.received.length);
        if (answer === undefined) {
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.status, { ...answer.headers });
        outgoing.end(JSON.stringify(answer.body ?? {}));
      });
    });
    const door = new FrontDoor(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Runs `sluice send`, with standard input of its own. */
export async function send(
  argv: readonly string[],
  {
    input = '',
    cwd = '/',
    env = {},
    signal,
  }: { input?: string; cwd?: string; env?: object; signal?: AbortSignal } = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const io = captureIo(cwd, input);
  const given = { ...io, env: { ...env }, ...(signal && { signal }) };
  const status = await main([sendCommand], ['send', ...argv], given);
  return { status, ...io.captured() };
}

/** The rows of a summary, by name. */
export function countsOf(stdout: string): Record<string, number> {
  const rows = [...stdout.matchAll(/^ {2}(\w+) +([\d,]+)/gm)];
  return Object.fromEntries(rows.map(([, name, count = '']) => [name, Number(count.replaceAll(',', ''))]));
}
