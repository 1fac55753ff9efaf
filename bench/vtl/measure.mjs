const WARM_UP_MS = 1500;
const ROUNDS = 9;
const ROUND_MS = 250;

/** Milliseconds one call of `run` takes: the median of several rounds, after a warm-up. */
export function measure(run) {
  spin(run, WARM_UP_MS);
  const rounds = Array.from({ length: ROUNDS }, () => spin(run, ROUND_MS)).sort((a, b) => a - b);
  return rounds[Math.floor(ROUNDS / 2)];
}

function spin(run, duration) {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < duration) {
    run();
    calls++;
    elapsed = performance.now() - start;
  }
  return elapsed / calls;
}
