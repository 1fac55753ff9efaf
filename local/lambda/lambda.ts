import { randomUUID } from 'node:crypto';
import type { Deployment, Resource } from '../assembly';
import { AwsFault } from '../endpoint';
import { CodeFolders } from './code-folder';
import { type FunctionDefinition, readFunctionDefinition } from './definition';
import { EnvironmentPool } from './environment-pool';
import type { FunctionSurroundings } from './environment-variables';
import { LambdaError } from './errors';
import { eventText, type InvocationResult, PAYLOAD_LIMIT } from './invocation';
import { type FunctionEnvironment, type InvocationOptions, LambdaFunction } from './lambda-function';
import type { LambdaLog } from './log';

const ARN = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:([^:]+)(?::(.+))?$/;

export interface LambdaOptions {
  /** @default - no endpoint, and keys that nobody knows */
  readonly surroundings?: Partial<FunctionSurroundings>;
  /** @default - nobody is told */
  readonly log?: LambdaLog;
  /** Where request ids come from. @default - random ones */
  readonly uuid?: () => string;
  /** Executions at the same time that functions without reserved ones share. @default 1000 */
  readonly concurrency?: number;
  /** Threads at the same time, of all functions; who comes later waits. @default 16 */
  readonly threads?: number;
  /** Folders in whose node_modules the AWS SDK is looked for. @default - the working directory */
  readonly sdkRoots?: readonly string[];
}

/** The functions of a deployment, and how they are found and called. */
export class Lambda {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly pool: EnvironmentPool;
  private readonly code = new CodeFolders();
  private readonly env: FunctionEnvironment;
  private readonly concurrency: number;
  private reserved = 0;
  private running = 0;

  public constructor(options: LambdaOptions = {}) {
    const { concurrency = 1_000, threads = 16, log = () => {}, uuid = randomUUID } = options;
    const { surroundings, sdkRoots = [process.cwd()] } = options;
    this.concurrency = concurrency;
    this.pool = new EnvironmentPool(threads);
    this.env = {
      pool: this.pool,
      code: this.code,
      log,
      uuid,
      sdkRoots,
      surroundings: {
        endpointUrl: () => undefined,
        credentials: () => ({ accessKeyId: 'ASIAUNKNOWN', secretAccessKey: 'unknown' }),
        ...surroundings,
      },
      tryEnter: () => this.tryEnter(),
      leave: () => {
        this.running--;
      },
    };
  }

  /** Runs an `AWS::Lambda::Function`; one that is not emulated is told of in the log. @throws LambdaError */
  public add(resource: Resource, deployment: Deployment): LambdaFunction {
    return this.addFunction(readFunctionDefinition(resource, deployment));
  }

  public addFunction(definition: FunctionDefinition): LambdaFunction {
    const { arn, name, position, refusal, reservedConcurrency = 0 } = definition;
    if (this.functions.has(name)) {
      throw new LambdaError('LAMBDA_DUPLICATE_FUNCTION', `two functions have the ARN ${arn}`, position);
    }
    const added = new LambdaFunction(definition, this.env);
    this.functions.set(name, added);
    this.reserved += reservedConcurrency;
    if (refusal !== undefined) this.env.log({ kind: 'note', level: 'warning', subject: name, message: refusal });
    return added;
  }

  /** In the order they were added. */
  public list(): readonly LambdaFunction[] {
    return [...this.functions.values()];
  }

  /** By name, ARN, partial ARN (`account:function:name`), with a version or alias or without. */
  public try(reference: string): LambdaFunction | undefined {
    return this.functions.get(functionName(reference));
  }

  /**
   * Calls a function and waits for its answer.
   *
   * @param reference As for {@link try}
   * @param payload JSON; nothing is an empty object
   * @throws AwsFault in Lambda's words, where the function was not run
   */
  public async invoke(reference: string, payload: Buffer, options: InvocationOptions = {}): Promise<InvocationResult> {
    const target = this.resolve(reference);
    if (payload.length > PAYLOAD_LIMIT) {
      const message = `Request must be smaller than ${PAYLOAD_LIMIT} bytes for the InvokeFunction operation`;
      throw new AwsFault('RequestEntityTooLargeException', message, 413);
    }
    return target.invoke(eventText(payload), {
      invokedArn: ARN.test(reference) ? reference : target.definition.arn,
      ...options,
    });
  }

  /** @throws AwsFault ResourceNotFoundException */
  public resolve(reference: string): LambdaFunction {
    const found = this.try(reference);
    if (found !== undefined) return found;
    throw new AwsFault('ResourceNotFoundException', `Function not found: ${reference}`, 404);
  }

  /** Stops every thread and removes what was unpacked. */
  public async close(): Promise<void> {
    await this.pool.close();
    this.code.close();
  }

  private tryEnter(): boolean {
    if (this.running >= this.concurrency - this.reserved) return false;
    this.running++;
    return true;
  }
}

/** The name in a name, ARN or partial ARN. */
function functionName(reference: string): string {
  const inArn = ARN.exec(reference)?.[1] ?? /^(?:\d{12}:)?function:([^:]+)/.exec(reference)?.[1];
  return inArn ?? reference.split(':')[0] ?? reference;
}
