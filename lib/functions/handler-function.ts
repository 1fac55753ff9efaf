import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { type HandlerName, handlerCode } from './handler-code';

/** Bytes of all names and values of a function's environment. Source: Lambda quotas. */
const ENVIRONMENT_LIMIT = 4_096;

const RUNTIMES = [lambda.Runtime.NODEJS_22_X, lambda.Runtime.NODEJS_24_X];

/** Props of `HandlerFunction`. */
export interface HandlerFunctionProps {
  /** The prebuilt handler. With `code`, only a name for it. */
  readonly handler: HandlerName;
  readonly description: string;
  /** Code of the user's own, with `index.handler`, in place of the prebuilt one. */
  readonly code?: lambda.Code;
  /** Files added to a copy of the prebuilt handler, by name. They stand beside `index.js`. */
  readonly files?: { readonly [name: string]: string };
  readonly environment?: { readonly [name: string]: string };
  readonly timeout: Duration;
  /** MiB. A function has CPU by its memory: 1,769 MiB are one virtual CPU. Default: 512. */
  readonly memorySize?: number;
  /** Node.js 22 or 24. Default: 24. */
  readonly runtime?: lambda.Runtime;
  readonly reservedConcurrentExecutions?: number;
  /** Default: one month. */
  readonly logRetention?: logs.RetentionDays;
  /** Of the log. Default: `RETAIN_ON_UPDATE_OR_DELETE`. */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The base of all functions here: a prebuilt handler on ARM, a log group of its own with JSON logs, active tracing, and
 * a role that may write that log and traces, and no more. Grants are added with `addToRolePolicy`.
 */
export class HandlerFunction extends Construct {
  /** The function. */
  public readonly function: lambda.Function;

  /** Its role. */
  public readonly role: iam.Role;

  /** Its log. */
  public readonly logGroup: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    checkRuntime(props.runtime);
    checkEnvironment(props.environment);
    this.logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new iam.Role(this, 'Role', {
      description: `Runs ${scope.node.path}`.slice(0, 1_000),
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(this.role);
    const { code, dispose } =
      props.code === undefined
        ? handlerCode(this, props.handler, props.files)
        : { code: props.code, dispose: () => {} };
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      code,
      handler: 'index.handler',
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: { ...props.environment },
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
    });
    dispose();
    acknowledgeWildcards(this.role, ['*'], 'X-Ray takes segments for no resource in particular');
  }

  /** Allows the function what `statement` says. */
  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }
}

function checkRuntime(runtime: lambda.Runtime | undefined): void {
  if (runtime === undefined || RUNTIMES.some((known) => known.runtimeEquals(runtime))) return;
  throw new Error(`'runtime' must be one of ${RUNTIMES.join(', ')}, which the handlers are built for, got ${runtime}`);
}

function checkEnvironment(environment: HandlerFunctionProps['environment'] = {}): void {
  const size = Buffer.byteLength(Object.entries(environment).flat().join(''));
  if (size <= ENVIRONMENT_LIMIT) return;
  throw new Error(
    `the function's environment must be at most ${ENVIRONMENT_LIMIT} bytes, got ${size}: shorten its options`,
  );
}
