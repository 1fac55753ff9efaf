import { Duration, type RemovalPolicy, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct, Node } from 'constructs';
import { checkInteger } from '../checks/range';
import { HandlerFunction } from '../functions/handler-function';
import { secretReadStatements } from '../functions/secret-read-statements';
import { validatorFiles } from '../targets/event-validator';
import type { HmacKey } from './redaction';
import type { TransformStep } from './transform-step';

/** Props of `EventTransform`. */
export interface EventTransformProps {
  /** What is done to each event, in order. */
  readonly steps: TransformStep[];

  /**
   * How long one call may take, 1 to 300 seconds: Firehose waits no longer. A call that takes longer is made again, as
   * often as the delivery's `transformRetries`.
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * Memory in MiB; a function has CPU by its memory, a whole one from 1,769 MiB on.
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * Node.js of the function, 22 or 24.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Calls at the same time that are kept for this function, and no more than it may have.
   * @default - as many as the account has
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How long the function's log is kept. It holds reasons and counts, and nothing of any event.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

const TIMEOUT = { min: 1, max: 300, unit: 'seconds' };
/** Bytes of configuration that go into the environment, which holds 4,096 with all else; more becomes a file. */
const MAX_IN_ENVIRONMENT = 3_000;

/**
 * A function that transforms events on their way into the archive: hand it to `EventDelivery` as `transform`. Its
 * partition keys are the delivery's as well. A record that a step fails goes to the error prefix, as it came: only who
 * may see personal data should read there.
 */
export class EventTransform extends lambda.FunctionBase {
  public readonly functionName: string;
  public readonly functionArn: string;
  public readonly role?: iam.IRole;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly permissionsNode: Node;
  public readonly architecture: lambda.Architecture;
  public readonly tenancyConfig?: lambda.TenancyConfig;
  public readonly resourceArnsForGrantInvoke: string[];

  /** Names of the partition keys that it gives. */
  public readonly partitionKeys: string[];

  /** Its log. */
  public readonly logGroup: logs.ILogGroup;

  protected readonly canCreatePermissions = true;

  public constructor(scope: Construct, id: string, props: EventTransformProps) {
    super(scope, id);
    const { steps, timeout = Duration.minutes(1) } = props;
    if (steps.length === 0) {
      throw new Error("'steps' must hold at least one step, got none: leave the transform out");
    }
    if (!timeout.isUnresolved()) checkInteger('timeout', timeout.toSeconds({ integral: false }), TIMEOUT);
    const key = keyOf(steps);
    const { environment, files } = configuration(steps, key);
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'transform',
      description: `Transforms events for ${this.node.path}`.slice(0, 256),
      timeout,
      memorySize: props.memorySize,
      runtime: props.runtime,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
      environment,
      files,
    });
    if (key !== undefined)
      for (const statement of secretReadStatements(this, key.secret)) handler.addToRolePolicy(statement);

    const made = handler.function;
    this.functionName = made.functionName;
    this.functionArn = made.functionArn;
    this.role = handler.role;
    this.grantPrincipal = made.grantPrincipal;
    this.permissionsNode = made.permissionsNode;
    this.architecture = made.architecture;
    this.tenancyConfig = made.tenancyConfig;
    this.resourceArnsForGrantInvoke = made.resourceArnsForGrantInvoke;
    this.logGroup = handler.logGroup;
    this.partitionKeys = [...new Set(steps.flatMap(({ _parts }) => _parts.partitionKeys ?? []))];
  }
}

/** The one key of all steps: a second secret would be a second call before each batch. */
function keyOf(steps: TransformStep[]): HmacKey | undefined {
  const [key, ...others] = new Set(steps.flatMap(({ _parts }) => _parts.key ?? []));
  if (others.length === 0) return key;
  throw new Error(`'steps' must share one HmacKey, got ${others.length + 1}: use the same object in all of them`);
}

/** What the handler reads: from the environment, or from a file where it is too long for that. */
function configuration(steps: TransformStep[], key: HmacKey | undefined) {
  const files: { [name: string]: string } = {};
  const configs = steps.map(({ _parts: { config, eventSchema } }, index) => {
    if (eventSchema === undefined) return config;
    const folder = `step-${index}`;
    for (const [name, text] of Object.entries(validatorFiles(eventSchema))) files[`${folder}/${name}`] = text;
    return { ...config, validator: `${folder}/validator.js` };
  });
  const config = JSON.stringify({ version: 1, steps: configs, hmacKey: key?._config });
  if (Token.isUnresolved(config)) {
    throw new Error("'steps' must be known at synth, got a token: they become a part of the function");
  }
  const environment: { [name: string]: string } = {};
  if (Buffer.byteLength(config) <= MAX_IN_ENVIRONMENT) environment.TRANSFORM_CONFIG = config;
  else files['transform.json'] = config;
  // Beside the rest, since an ARN is known at deployment only.
  if (key !== undefined) environment.TRANSFORM_SECRET = key.secret.secretFullArn ?? key.secret.secretArn;
  return { environment, files };
}
