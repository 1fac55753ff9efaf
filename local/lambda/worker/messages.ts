/** What a worker thread is started with. */
export interface WorkerSettings {
  readonly handler: string;
  /** The folder the code is in. */
  readonly taskRoot: string;
  /** `nodejs22.x` is 22. */
  readonly nodeVersion: number;
  /** Folders of layers whose `nodejs/node_modules` are looked in. */
  readonly layers: readonly string[];
  /** Folders in whose node_modules the AWS SDK is looked for, which the runtime on AWS brings along. */
  readonly sdkRoots: readonly string[];
}

/** One invocation, as it is sent to a worker. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly invokedFunctionArn: string;
  /** JSON, decoded from the header. */
  readonly clientContext?: string;
  readonly traceId?: string;
}

/** An error as Lambda prints it. */
export interface ErrorAnswer {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What a worker tells. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'result'; readonly payload: string; readonly memory: number }
  /** `fatal`: the worker ends after it. */
  | { readonly kind: 'error'; readonly error: ErrorAnswer; readonly fatal: boolean; readonly memory: number };
