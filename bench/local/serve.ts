/**
 * One server of the benchmark, in a process of its own: `serve.js bare`, `serve.js floor`, or
 * `serve.js memory|disk|stalled ASSEMBLY DATA_FOLDER`, the last with a bucket that refuses every delivery. Tells its
 * parent where it listens, then what it uses when it is asked.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadDeployment } from '../../local/assembly';
import { keepHeapSmall, start } from '../../local/run';
import { Faults } from '../../local/runtime';
import { memoryStore } from '../../local/storage';
import '../support/report-usage.cjs';

const UNLIMITED = 10_000_000;
const [kind = '', assembly = '', dataFolder = ''] = process.argv.slice(2);

async function serve(): Promise<void> {
  if (kind === 'bare' || kind === 'floor') {
    process.send?.({ port: await serveByHand(kind === 'floor' ? storeBatch : () => undefined) });
    return;
  }
  keepHeapSmall();
  const deployment = loadDeployment(assembly);
  const faults = new Faults();
  if (kind === 'stalled') faults.inject({ kind: 'deny-bucket' });
  const running = await start({
    deployment,
    dataFolder,
    faults,
    quotas: { apiGateway: { rateLimit: UNLIMITED, burstLimit: UNLIMITED } },
    ...(kind === 'memory' && { store: memoryStore() }),
  });
  const { callers, endpoint, gateway, server, services } = running;
  process.send?.({
    port: server.port,
    awsPort: endpoint.port,
    stage: gateway.stages[0]?.name,
    stream: services.kinesis.list()[0]?.definition.name,
    region: deployment.region,
    caller: callers.first,
    operator: callers.operator,
  });
}

/** What a server by hand does at least: take a request in, parse it, do the work, answer. */
function serveByHand(work: (body: Batch) => void): Promise<number> {
  const answer = JSON.stringify({ shardId: 'shardId-000000000000', sequenceNumber: '4'.repeat(56) });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      work(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Batch);
      outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length });
      outgoing.end(answer);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface Batch {
  readonly records?: readonly { readonly data: unknown }[];
}

let stored = 0;

/** JSON, base64 and MD5 for each record: what no way through a template and PutRecords can leave out. */
function storeBatch({ records = [] }: Batch): void {
  for (const [index, { data }] of records.entries()) {
    const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
    const hash = createHash('md5').update(`key-${stored}-${index}`).digest();
    stored += Buffer.from(encoded, 'base64').length + (hash[0] ?? 0);
  }
}

void serve();
