import { AwsFault } from '../endpoint';
import type { CodeFolders } from './code-folder';
import { type FunctionDefinition, heapSize, tryNodeVersion } from './definition';
import type { EnvironmentPool } from './environment-pool';
import { environmentVariables, type FunctionSurroundings } from './environment-variables';
import { ExecutionEnvironment, type ExecutionOutcome } from './execution-environment';
import { errorOf, type InvocationResult } from './invocation';
import { FunctionOutput, type LambdaLog } from './log';

/** What functions share. */
export interface FunctionEnvironment {
  readonly pool: EnvironmentPool;
  readonly code: CodeFolders;
  readonly surroundings: FunctionSurroundings;
  readonly log: LambdaLog;
  /** Folders in whose node_modules the AWS SDK is looked for. */
  readonly sdkRoots: readonly string[];
  readonly uuid: () => string;
  /** Takes one of the account's shared executions; false where none is left. */
  readonly tryEnter: () => boolean;
  readonly leave: () => void;
}

export interface InvocationOptions {
  /** As the call named it: with a version or alias. @default - the function's */
  readonly invokedArn?: string;
  /** JSON. */
  readonly clientContext?: string;
  readonly traceId?: string;
  /** @default - a new one */
  readonly requestId?: string;
}

/** One function: its warm copies, its limits, and what it prints. */
export class LambdaFunction {
  private running = 0;

  public constructor(
    public readonly definition: FunctionDefinition,
    private readonly env: FunctionEnvironment,
  ) {}

  /**
   * Runs the code once.
   *
   * @param event JSON
   * @throws AwsFault InvalidRuntimeException for what is not emulated, TooManyRequestsException
   */
  public async invoke(event: string, options: InvocationOptions = {}): Promise<InvocationResult> {
    const { definition, env } = this;
    if (definition.refusal !== undefined) {
      throw new AwsFault('InvalidRuntimeException', `${definition.position}: ${definition.refusal}`, 502);
    }
    this.enter();
    try {
      const environment = await env.pool.acquire(definition.arn, () => this.start());
      try {
        return await this.invokeIn(environment, event, options);
      } finally {
        env.pool.release(definition.arn, environment);
      }
    } finally {
      this.leave();
    }
  }

  private async invokeIn(
    environment: ExecutionEnvironment,
    event: string,
    { invokedArn, requestId = this.env.uuid(), clientContext, traceId }: InvocationOptions,
  ): Promise<InvocationResult> {
    const { arn, timeout } = this.definition;
    const { output } = environment;
    output.tail = '';
    let began = performance.now();
    const outcome = await environment.invoke(
      { requestId, event, invokedFunctionArn: invokedArn ?? arn, clientContext, traceId },
      timeout * 1_000,
      () => {
        began = performance.now();
        output.print(`START RequestId: ${requestId} Version: $LATEST\n`);
      },
    );
    this.report(environment, outcome, requestId, performance.now() - began);
    const error = errorOf(outcome, requestId, timeout);
    return {
      requestId,
      payload: Buffer.from(
        error !== undefined ? JSON.stringify(error) : outcome.kind === 'result' ? outcome.payload : '',
      ),
      ...(error !== undefined && { functionError: 'Unhandled' }),
      timedOut: outcome.kind === 'timed-out',
      logTail: output.tail,
    };
  }

  private report(
    environment: ExecutionEnvironment,
    outcome: ExecutionOutcome,
    requestId: string,
    duration: number,
  ): void {
    const { print } = environment.output;
    const { memory, timeout } = this.definition;
    const error = errorOf(outcome, requestId, timeout);
    const now = new Date().toISOString();
    if (outcome.kind === 'error') {
      print(`${now}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(outcome.error)}\n`);
    } else if (outcome.kind === 'timed-out') {
      print(`${now} ${requestId} Task timed out after ${timeout.toFixed(2)} seconds\n\n`);
    } else if (error !== undefined) {
      print(`${error.errorMessage}\n${error.errorType}\n`);
    }
    const used = 'memory' in outcome ? Math.ceil(outcome.memory / 1_048_576) : memory;
    const init = environment.initDuration;
    environment.initDuration = undefined;
    print(`END RequestId: ${requestId}\n`);
    print(
      `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms\t` +
        `Memory Size: ${memory} MB\tMax Memory Used: ${used} MB` +
        `${init === undefined ? '' : `\tInit Duration: ${init.toFixed(2)} ms`}\n`,
    );
  }

  private start(): ExecutionEnvironment {
    const { definition, env } = this;
    const { position } = definition;
    const taskRoot = env.code.folderOf(definition.code, position);
    const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${env.uuid().replaceAll('-', '')}`;
    const output = new FunctionOutput((text) => {
      env.log({ kind: 'output', functionName: definition.name, logStream, text });
    });
    return new ExecutionEnvironment({
      settings: {
        handler: definition.handler,
        taskRoot,
        nodeVersion: tryNodeVersion(definition.runtime) ?? 0,
        layers: definition.layers.map((layer) => env.code.folderOf(layer, position)),
        sdkRoots: env.sdkRoots,
      },
      variables: environmentVariables(definition, taskRoot, logStream, env.surroundings),
      heap: heapSize(definition),
      output,
    });
  }

  /** A function with executions of its own never takes from the account's, nor has more. */
  private enter(): void {
    const { reservedConcurrency } = this.definition;
    const entered = reservedConcurrency === undefined ? this.env.tryEnter() : this.running < reservedConcurrency;
    if (!entered) throw new AwsFault('TooManyRequestsException', 'Rate Exceeded.', 429);
    this.running++;
  }

  private leave(): void {
    this.running--;
    if (this.definition.reservedConcurrency === undefined) this.env.leave();
  }
}
