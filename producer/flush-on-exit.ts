import type { FirehoseProducer } from './firehose-producer';
import type { KinesisProducer } from './kinesis-producer';

/** Where the end of the process is heard of: `process`, but for tests. */
export interface ExitSource {
  readonly pid: number;
  on(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

/** Options of `flushOnExit`. */
export interface FlushOnExitOptions {
  /** Signals that end the process. @default - SIGTERM and SIGINT */
  readonly signals?: readonly NodeJS.Signals[];
  /** Where they come from. @default - the process */
  readonly source?: ExitSource;
}

/**
 * Closes producers before a signal ends the process: what is queued is sent first, for as long as the records'
 * `timeout` allows; then the signal takes its course. An end without a signal needs none of this: a producer keeps the
 * process alive until its queue is empty. `process.exit()` and SIGKILL lose the queue.
 *
 * @returns Stops listening
 */
export function flushOnExit(
  producers: readonly (KinesisProducer | FirehoseProducer)[],
  { signals = ['SIGTERM', 'SIGINT'], source = process }: FlushOnExitOptions = {},
): () => void {
  const stop = (): void => {
    for (const signal of signals) source.off(signal, onSignal);
  };
  let isEnding = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isEnding) return;
    isEnding = true;
    void Promise.allSettled(producers.map((producer) => producer.close())).then(() => {
      stop();
      source.kill(source.pid, signal);
    });
  };
  for (const signal of signals) source.on(signal, onSignal);
  return stop;
}
