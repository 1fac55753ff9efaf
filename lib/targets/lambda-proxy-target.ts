import { Duration, Stack } from 'aws-cdk-lib';
import { IntegrationType } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { checkInteger, checkRange } from '../checks/range';
import { HandlerFunction } from '../functions/handler-function';
import { batchBodySchema, eventBodySchema } from './body-schema';
import { validatorFiles } from './event-validator';
import { Enrichment, type LambdaProxyOptions } from './lambda-proxy-options';
import { PartitionKey } from './partition-key';
import { ProxyDestination } from './proxy-destination';
import type { IIngestionTarget, TargetBindOptions, TargetConfig, TargetIntegration } from './target';

/** Props of `LambdaProxyTarget`. */
export interface LambdaProxyTargetProps extends LambdaProxyOptions {
  /**
   * The stream that events go to. Either this or `deliveryStream`.
   * @default - `deliveryStream`
   */
  readonly stream?: kinesis.IStream;

  /**
   * The delivery stream that events go to. Its source must be direct put. Either this or `stream`.
   * @default - `stream`
   */
  readonly deliveryStream?: IDeliveryStream;

  /**
   * Whether a request holds a batch: `{"records":[{"data":<JSON>,"partitionKey"?:string}, …]}`, 1 to 500.
   * @default false
   */
  readonly batch?: boolean;

  /**
   * Where the partition key of an event comes from; not `PartitionKey.computed`. Only with `stream`.
   * @default - the header `X-Partition-Key`; in a batch, the field `partitionKey` beside each record's `data`
   */
  readonly partitionKey?: PartitionKey;

  /**
   * Records in a typical request, 1 to 500. Used only for the capacity warning at synth. Only with `batch`.
   * @default 10
   */
  readonly typicalBatchSize?: number;
}

/**
 * Events by way of a Lambda function, which validates them, says where they came from and writes them to a stream or a
 * delivery stream. It answers as the routes without a function do. Each route it is bound to has a function of its own,
 * which may write that one stream and no more.
 *
 * A request's body may be at most 6 MB as Lambda counts: its JSON text in the event. One that is larger is a 413.
 */
export class LambdaProxyTarget implements IIngestionTarget {
  private readonly destination: ProxyDestination;
  private readonly bound: lambda.Function[] = [];

  public constructor(private readonly props: LambdaProxyTargetProps) {
    this.destination = ProxyDestination.of(props);
    if (props.timeout !== undefined && !props.timeout.isUnresolved()) {
      checkRange('timeout', props.timeout.toSeconds(), { min: 1, max: 29, unit: 'seconds' });
    }
    checkInteger('typicalBatchSize', props.typicalBatchSize, { min: 1, max: 500, unit: 'records' });
    if (props.typicalBatchSize !== undefined && props.batch !== true) {
      throw new Error(
        "'typicalBatchSize' must be left out without 'batch', got a value: set 'batch' to true or drop it",
      );
    }
    if (props.schemaVersion !== undefined && props.enrichment === Enrichment.NONE) {
      throw new Error(
        "'schemaVersion' must be left out with Enrichment.NONE, got one: nothing is stored beside the event",
      );
    }
    if (props.partitionKey !== undefined && props.stream === undefined) {
      throw new Error("'partitionKey' must be left out with 'deliveryStream', got one: Firehose has no partition keys");
    }
  }

  /** The functions of the routes it was bound to, in their order. */
  public get functions(): lambda.Function[] {
    return [...this.bound];
  }

  public bind(scope: Construct, options: TargetBindOptions): TargetConfig {
    const { props, destination } = this;
    const batch = props.batch ?? false;
    const key = this.key();
    destination.check(scope);
    const handler = new HandlerFunction(scope, 'Handler', {
      handler: 'producer',
      description: `Takes events in: ${options.httpMethod} ${options.path}`,
      files: validatorFiles(this.schema(options)),
      environment: {
        PRODUCER_CONFIG: Stack.of(scope).toJsonString({
          ...destination.config,
          batch,
          key: key._readByFunction(options.path),
          enrich: (props.enrichment ?? Enrichment.ENVELOPE) === Enrichment.ENVELOPE,
          schemaVersion: props.schemaVersion ?? null,
          corsOrigin: options.corsOrigin ?? null,
        }),
      },
      timeout: props.timeout ?? Duration.seconds(10),
      memorySize: props.memorySize,
      runtime: props.runtime,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      logRetention: props.logRetention,
      removalPolicy: props.logRemovalPolicy,
    });
    for (const statement of destination.grants) handler.addToRolePolicy(statement);
    admitMethods(handler.function, options.methodArns);
    this.bound.push(handler.function);
    return {
      integration: proxyIntegration(scope, handler.function),
      validatesEvents: true,
      readHeaders: key._headers,
      capacity: destination.capacity(batch ? (props.typicalBatchSize ?? 10) : 1),
    };
  }

  private key(): PartitionKey {
    const { stream, batch, partitionKey } = this.props;
    if (stream === undefined) return PartitionKey.spread();
    return partitionKey ?? (batch === true ? PartitionKey._fromRecord() : PartitionKey.fromHeader('X-Partition-Key'));
  }

  private schema({ eventSchema }: TargetBindOptions) {
    const { stream, batch, partitionKey } = this.props;
    if (batch !== true) return eventBodySchema(eventSchema);
    return batchBodySchema(eventSchema, stream !== undefined && partitionKey === undefined);
  }
}

/** The function lets in the route's own methods, and no others of the API. */
function admitMethods(handler: lambda.Function, methodArns: readonly string[]): void {
  for (const [index, sourceArn] of methodArns.entries()) {
    handler.addPermission(`Method${index + 1}`, {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn,
    });
  }
}

function proxyIntegration(scope: Construct, handler: lambda.Function): TargetIntegration {
  const { partition } = Stack.of(scope);
  const { region } = handler.env;
  return {
    integrationType: IntegrationType.AWS_PROXY,
    // The date is the version of Lambda's API.
    uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
    httpMethod: 'POST',
  };
}
