const WARM_UP_MS = 2500;
const ROUNDS = 11;
const ROUND_MS = 200;

/**
 * Milliseconds of CPU time one rendering takes, for each of `engines` (`round(duration)` each): the median of several
 * rounds, the engines taking turns, since a shared machine is faster at one time than at another.
 */
export async function measure(engines) {
  for (const { round } of engines) await round(WARM_UP_MS);
  const times = engines.map(() => []);
  for (let index = 0; index < ROUNDS; index++) {
    for (const [place, { round }] of engines.entries()) times[place].push(await round(ROUND_MS));
  }
  return times.map((rounds) => rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]);
}

/** A round of `run` in this process: CPU time of all threads, garbage collection with it. */
export function roundOf(run) {
  return async (duration) => {
    const before = process.cpuUsage();
    const end = performance.now() + duration;
    let calls = 0;
    for (; performance.now() < end; calls++) run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / calls;
  };
}
