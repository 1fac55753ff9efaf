import type { WorkerMessage, WorkerSettings } from './messages';

/** What the functions of a worker's program work with; as text they see nothing else of this process. */
export interface Host {
  readonly require: NodeJS.Require;
  readonly importModule: (url: string) => Promise<Record<string, unknown>>;
  readonly settings: WorkerSettings;
  readonly post: (message: WorkerMessage) => void;
  /** Of the invocation under way. */
  requestId: string | undefined;
}

/** A function's code. */
export type Handler = (
  event: unknown,
  context: object,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;
