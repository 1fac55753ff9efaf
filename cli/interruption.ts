import { setMaxListeners } from 'node:events';

/** The wish of the person at the keyboard to end. */
export interface Interruption {
  /** Aborts at the first Ctrl-C, or when the process is asked to end; a second one ends it at once. */
  readonly signal: AbortSignal;
  /** Leaves signals to the process again. */
  dispose(): void;
}

/** @param given Stands in for the process's signals. @default - SIGINT and SIGTERM */
export function interruption(given: AbortSignal | undefined): Interruption {
  if (given !== undefined) return { signal: given, dispose: () => undefined };
  const controller = new AbortController();
  // Everything that waits listens, and any number of requests may.
  setMaxListeners(0, controller.signal);
  const dispose = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  const stop = (): void => {
    dispose();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, dispose };
}

/** Aborts when one of them does. */
export function eitherSignal(...signals: AbortSignal[]): AbortSignal {
  const either = AbortSignal.any(signals);
  setMaxListeners(0, either);
  return either;
}

/** Waits, in milliseconds, or until `signal` aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
