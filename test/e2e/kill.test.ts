import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { FileObjectStore } from '../../local/s3';
import { sign } from '../../local/sigv4';
import { synthReferenceApp } from '../support/reference-app';

const ROOT = resolve(__dirname, '../..');
const KILLS = 4;
const BATCH = 20;
const READY = /^(http:\/\/127\.0\.0\.1:\d+)\/(\w+) /m;
const BUCKETS = /buckets: (.+)$/m;

/** A `sluice run` in a process of its own. */
class Run {
  public text = '';
  private constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (chunk) => {
        this.text += chunk;
      });
    }
  }

  public static async start(script: string, assembly: string, dataDir: string): Promise<Run> {
    const args = [script, 'run', assembly, '--port', '0', '--data-dir', dataDir, '--speed', '60'];
    const run = new Run(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    while (!run.text.includes('Try it:')) {
      if (run.process.exitCode !== null) throw new Error(run.text);
      await pause(20);
    }
    return run;
  }

  public get url(): string {
    const [, origin = '', stage = ''] = READY.exec(this.text) ?? [];
    return `${origin}/${stage}`;
  }

  public async end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}

test('loses nothing that it acknowledged, however often it is killed while events come in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kill-'));
  const app = synthReferenceApp({ context: { stage: 'dev' } });
  const script = join(folder, 'sluice.js');
  const dataDir = join(folder, 'data');
  const bundle = { bundle: true, platform: 'node', target: 'node20', logLevel: 'error' } as const;
  await build({ ...bundle, entryPoints: [join(ROOT, 'bin/sluice.ts')], outfile: script });
  const acknowledged: string[] = [];
  let run = await Run.start(script, app.outdir, dataDir);
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const sending = send(run.url, dataDir, kill, acknowledged);
      await pause(300 + 200 * kill);
      await run.end('SIGKILL');
      await sending;
      run = await Run.start(script, app.outdir, dataDir);
    }
    expect(acknowledged.length).toBeGreaterThan(BATCH);
    const buckets = BUCKETS.exec(run.text)?.[1]?.split(', ') ?? [];
    await run.end('SIGINT');
    const stored = await storedIds(dataDir, buckets);
    expect(run.text).toMatch(/Stopped: .*nothing is left/);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  } finally {
    await run.end('SIGKILL');
    app.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);

/** Sends batches, to the stream and to the delivery in turn, until the server is gone. */
async function send(url: string, dataDir: string, round: number, acknowledged: string[]): Promise<void> {
  const { callers } = JSON.parse(readFileSync(join(dataDir, 'callers.json'), 'utf8'));
  for (let batch = 0; ; batch++) {
    const ids = Array.from({ length: BATCH }, (_, index) => `${round}-${batch}-${index}`);
    const path = batch % 2 === 0 ? '/events/batch' : '/archive/batch';
    const target = new URL(url + path);
    const body = JSON.stringify({ records: ids.map((id) => ({ data: { id } })) });
    const headers = { host: target.host, 'content-type': 'application/json' };
    const request = { method: 'POST', path: target.pathname, headers, body };
    const signature = sign(request, callers[0], { service: 'execute-api', region: 'us-east-1', now: Date.now() });
    try {
      const answer = await fetch(target, { method: 'POST', headers: { ...headers, ...signature }, body });
      await answer.text();
      if (answer.status === 200) acknowledged.push(...ids);
    } catch {
      return;
    }
    await pause(5);
  }
}

/** The ids in all objects; at least once each is what is promised. */
async function storedIds(dataDir: string, buckets: readonly string[]): Promise<Set<string>> {
  const store = new FileObjectStore(dataDir);
  const ids = new Set<string>();
  for (const bucket of buckets) {
    for (const { key } of await store.list(bucket)) {
      const body = (await store.tryGet(bucket, key))?.body ?? Buffer.alloc(0);
      for (const line of gunzipSync(body).toString().trim().split('\n')) ids.add(JSON.parse(line).id);
    }
  }
  return ids;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolvePause) => setTimeout(resolvePause, milliseconds));
}
