import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const REPORTER = join(import.meta.dirname, 'report-cpu.cjs');

/**
 * Runs Node with `args` once. Gives the wall time and the CPU time of that process (not of its children) in
 * milliseconds: on a busy machine the latter is steadier. Throws where it fails.
 */
export function timeNode(args, { cwd, env }) {
  const start = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', REPORTER, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`'node ${args.join(' ')}' ended with ${status}: ${stderr}`);
  return { wall, cpu: Number(output[3]) };
}

/**
 * Medians of `rounds` of each of `runs`, by name. The runs take turns, so that a load on the machine that comes and
 * goes falls on all of them.
 */
export function medians(runs, rounds) {
  const samples = new Map(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) samples.get(name).push(run());
  }
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const entries = [...samples].map(([name, found]) => {
    return [name, { wall: middle(found.map(({ wall }) => wall)), cpu: middle(found.map(({ cpu }) => cpu)) }];
  });
  return Object.fromEntries(entries);
}
