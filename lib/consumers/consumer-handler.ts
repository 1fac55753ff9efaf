import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { checkRange } from '../checks/range';
import { HandlerFunction } from '../functions/handler-function';

const EXTENSIONS = ['.js', '.cjs'];
/** Of a call that is not asynchronous, in seconds. */
const TIMEOUT = { min: 1, max: 900, unit: 'seconds' };

/** Options of `ConsumerHandler.fromFile`. */
export interface ConsumerFileOptions {
  /**
   * How long a batch may take, 1 to 900 seconds. When a second of it is left, no further event is begun, and what is
   * left is delivered again.
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * MiB. A function has CPU by its memory: 1,769 MiB are one virtual CPU.
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * Node.js 22 or 24.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Environment of the function, for the file. `CONSUMER_CONFIG` is taken.
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Most executions at the same time; each shard has `parallelizationFactor` of them.
   * @default - the account's, shared
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How long the log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Functions of users that a consumer has written its configuration into. */
const CONFIGURED = new WeakSet<lambda.Function>();

/** What handles the events of a `LambdaConsumer`. */
export class ConsumerHandler {
  /**
   * A file of yours that handles one event, in the ready-made function around it: batches, partial failures, events
   * once each, aggregated records, logs and metrics are done there.
   *
   * @param path A CommonJS file without imports but those of Node.js and the AWS SDK (bundle others into it):
   * `exports.handle = async (event, record) => { … }`; `exports.options` may hold the options of `processStream`.
   */
  public static fromFile(path: string, options: ConsumerFileOptions = {}): ConsumerHandler {
    if (!EXTENSIONS.includes(extname(path))) {
      throw new Error(`'path' must be a CommonJS file ending in ${EXTENSIONS.join(' or ')}, got '${path}'`);
    }
    if (options.timeout?.isUnresolved() === false) checkRange('timeout', options.timeout.toSeconds(), TIMEOUT);
    if (options.environment?.CONSUMER_CONFIG !== undefined) {
      throw new Error("'environment' must not hold CONSUMER_CONFIG, which is the construct's own: take another name");
    }
    return new ConsumerHandler((scope, defaultTimeout, environment) => {
      const base = new HandlerFunction(scope, 'Handler', {
        ...options,
        handler: 'consumer',
        description: `Reads a stream: ${scope.node.path}`.slice(0, 256),
        files: { 'event-handler.js': readFileSync(path, 'utf8') },
        timeout: options.timeout ?? defaultTimeout,
        environment: { ...options.environment, ...environment },
        removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
      return base.function;
    });
  }

  /**
   * A function of yours: its handler is what `processStream` of `cdk-sluice/consumer` makes, or answers with
   * `batchItemFailures` of its own. Its environment gets `CONSUMER_CONFIG`, so that it serves one consumer: with
   * `idempotent: false` it may serve several.
   */
  public static fromFunction(handler: lambda.Function): ConsumerHandler {
    return new ConsumerHandler((_scope, _timeout, environment) => {
      if (Object.keys(environment).length > 0) configure(handler);
      for (const [name, value] of Object.entries(environment)) handler.addEnvironment(name, value);
      return handler;
    });
  }

  private constructor(
    private readonly make: (
      scope: Construct,
      timeout: Duration,
      environment: Record<string, string>,
    ) => lambda.Function,
  ) {}

  /**
   * The function of one consumer.
   * @internal
   */
  public _bind(scope: Construct, timeout: Duration, environment: Record<string, string>): lambda.Function {
    return this.make(scope, timeout, environment);
  }
}

/** Throws where a function would lose the table of one consumer to another. */
function configure(handler: lambda.Function): void {
  if (CONFIGURED.has(handler)) {
    throw new Error(
      `'handler' must be a function of its own, got '${handler.node.path}', which serves another consumer: make one for ` +
        'each, or let both be idempotent: false',
    );
  }
  CONFIGURED.add(handler);
}
