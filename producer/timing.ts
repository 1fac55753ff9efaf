/** Time and chance, as a producer uses them. */
export interface Timing {
  /** Milliseconds since whenever; never goes back. */
  now(): number;
  /** Runs a task later. @returns Takes it back */
  schedule(task: () => void, milliseconds: number): () => void;
  /** From 0, below 1. */
  random(): number;
}

/** The longest a timer of Node.js runs: one of more milliseconds runs at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The process's own. A scheduled task keeps the process alive: what is queued is not lost to its end. */
export const systemTiming: Timing = {
  now: () => performance.now(),
  schedule: (task, milliseconds) => {
    const timer = setTimeout(task, Math.min(milliseconds, LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
