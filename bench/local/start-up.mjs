/** The time from `sluice run` on an existing assembly to the first answer, the process's own start included. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { synthesizeReference } from '../gateway/reference.mjs';
import { ROOT } from '../support/bundle.mjs';
import { median } from '../support/median.mjs';

const GOAL = 1_000;
const CLI = join(ROOT, 'dist/bin/sluice.js');

export async function measureStartUp(folder, { rounds }) {
  const assembly = join(folder, 'app');
  synthesizeReference(ROOT, assembly, 'NONE');
  const times = [];
  // The first round warms up the machine's caches.
  for (let round = 0; round <= rounds; round++) {
    const data = join(folder, `data-${round}`);
    const time = await firstAnswer(assembly, data);
    if (round > 0) times.push(time);
  }
  const wall = median(times.map((time) => time.wall)).toFixed(0);
  const node = median(times.map((time) => time.node)).toFixed(0);
  console.log(`reference app, new data folder; median of ${rounds}; goal ${GOAL} ms`);
  console.log(`  first answer after ${wall} ms, of which ${node} ms are those of 'node -e 0'`);
}

async function firstAnswer(assembly, data) {
  const node = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  const [port, awsPort] = [await freePort(), await freePort()].map(String);
  const start = performance.now();
  const args = [CLI, 'run', assembly, '--port', port, '--aws-port', awsPort, '--data-dir', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let status;
  while (status !== 200) {
    if (child.exitCode !== null) throw new Error(`sluice run ended with ${child.exitCode}`);
    status = await tryGet(port);
  }
  const wall = performance.now() - start;
  child.kill('SIGKILL');
  await ended;
  return { wall, node: start - node };
}

/** The status of an answer of the health route; undefined where nobody listens yet. */
function tryGet(port) {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/v1/health', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', () => setTimeout(resolve, 2));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
