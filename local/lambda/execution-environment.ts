import { Worker } from 'node:worker_threads';
import type { FunctionOutput } from './log';
import type { ErrorAnswer, InvokeMessage, WorkerMessage, WorkerSettings } from './worker/messages';
import { workerProgram } from './worker/program';

const MIB = 1_048_576;
/** How long the code may take to load before the function's own time begins to run. Source: Lambda's life cycle. */
const INIT_TIME = 10_000;

export interface ExecutionOptions {
  readonly settings: WorkerSettings;
  readonly variables: Record<string, string>;
  /** Bytes. */
  readonly heap: number;
  readonly output: FunctionOutput;
}

/** How one invocation ended. */
export type ExecutionOutcome =
  | { readonly kind: 'result'; readonly payload: string; readonly memory: number }
  | { readonly kind: 'error'; readonly error: ErrorAnswer; readonly memory: number }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'out-of-memory' }
  /** The code ended its process. */
  | { readonly kind: 'exited'; readonly status: number };

type Settle = (outcome: ExecutionOutcome) => void;

/** One warm copy of a function: a worker thread that takes one invocation at a time. */
export class ExecutionEnvironment {
  /** Milliseconds its code took to load; undefined while it does, and once it was told. */
  public initDuration: number | undefined;
  public readonly output: FunctionOutput;
  private readonly worker: Worker;
  private readonly started = performance.now();
  private readonly ready: Promise<void>;
  private isAlive = true;
  private settle: Settle | undefined;
  private failure: ExecutionOutcome | undefined;

  public constructor({ settings, variables, heap, output }: ExecutionOptions) {
    this.output = output;
    this.worker = new Worker(workerProgram(), {
      eval: true,
      workerData: settings,
      env: variables,
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(16, Math.floor(heap / MIB)) },
    });
    this.ready = new Promise((resolve) => {
      this.worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'log') output.print(message.text);
        else if (message.kind === 'ready') {
          this.initDuration = performance.now() - this.started;
          resolve();
        } else this.end(message);
      });
      this.worker.on('error', (error: NodeJS.ErrnoException) => {
        this.end(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? { kind: 'out-of-memory' }
            : { kind: 'error', error: { errorType: error.name, errorMessage: error.message }, memory: 0 },
        );
      });
      this.worker.on('exit', (status) => {
        this.isAlive = false;
        this.end({ kind: 'exited', status });
        resolve();
      });
    });
    // An idle copy must not keep the process alive.
    this.worker.unref();
  }

  public get alive(): boolean {
    return this.isAlive;
  }

  /** @param timeout Milliseconds the code has, once it is loaded */
  public async invoke(
    message: Omit<InvokeMessage, 'deadline'>,
    timeout: number,
    onStart: () => void,
  ): Promise<ExecutionOutcome> {
    this.worker.ref();
    const outcome = new Promise<ExecutionOutcome>((resolve) => {
      this.settle = resolve;
    });
    let timer = setTimeout(() => this.stopAt({ kind: 'timed-out' }), INIT_TIME + timeout);
    try {
      await this.ready;
      onStart();
      if (this.failure !== undefined) return this.failure;
      clearTimeout(timer);
      timer = setTimeout(() => this.stopAt({ kind: 'timed-out' }), timeout);
      const invocation: InvokeMessage = { ...message, deadline: Date.now() + timeout };
      this.worker.postMessage(invocation);
      return await outcome;
    } finally {
      clearTimeout(timer);
      this.settle = undefined;
      if (this.isAlive) this.worker.unref();
    }
  }

  public async stop(): Promise<void> {
    this.isAlive = false;
    await this.worker.terminate();
  }

  private stopAt(outcome: ExecutionOutcome): void {
    this.end(outcome);
    void this.stop();
  }

  /** The first word counts: a thread that fails says why before it exits. */
  private end(outcome: ExecutionOutcome | Extract<WorkerMessage, { kind: 'error' | 'result' }>): void {
    if ('fatal' in outcome ? outcome.fatal : outcome.kind !== 'result') {
      this.isAlive = false;
      this.failure ??= outcome;
    }
    const settle = this.settle;
    this.settle = undefined;
    settle?.(outcome);
  }
}
