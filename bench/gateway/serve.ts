/**
 * One server of the benchmark, in a process of its own: `serve.js bare`, or `serve.js gateway ASSEMBLY DATA_FOLDER`.
 * Tells its parent where it listens.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadDeployment } from '../../local/assembly';
import { STAND_IN, start } from '../../local/run';

const [kind = '', assembly = '', dataFolder = ''] = process.argv.slice(2);

async function serve(): Promise<void> {
  if (kind === 'bare') {
    const port = await serveBare();
    process.send?.({ port });
    return;
  }
  const deployment = loadDeployment(assembly);
  const quotas = { apiGateway: { rateLimit: 10_000_000, burstLimit: 10_000_000 } };
  const running = await start({
    deployment,
    dataFolder,
    quotas,
    target: STAND_IN,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const stage = running.gateway.stages[0]?.name;
  process.send?.({ port: running.server.port, stage, region: deployment.region, caller: running.callers.first });
}

/** What node does at least for the same request: take it in, parse it, answer. */
function serveBare(): Promise<number> {
  const answer = JSON.stringify({ shardId: 'shardId-000000000000', sequenceNumber: '4'.repeat(56) });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const status = typeof event === 'object' ? 200 : 400;
      outgoing.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': answer.length });
      outgoing.end(answer);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

process.once('SIGINT', () => process.exit(0));
void serve();
