import { CrossStackReferences, ReferenceStrength, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ApiAuth } from '../api/api-auth';
import type { FrontDoor } from '../api/front-door';
import type { Tenant } from '../api/throttle';
import { IngestionPipeline } from '../pipeline/ingestion-pipeline';
import type { PipelineThrottles } from '../pipeline/ingestion-pipeline-props';
import { alarmTopic } from './alarm-topic';
import type { StatefulStack } from './stateful-stack';

/** Props of `StatelessStack`. */
export interface StatelessStackProps extends StackProps {
  /** Where the data lives. */
  readonly stateful: StatefulStack;

  /**
   * Where the front door can be reached from.
   * @default FrontDoor.regional()
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Who may call.
   * @default ApiAuth.iam()
   */
  readonly auth?: ApiAuth;

  /**
   * Token buckets of the routes.
   * @default - as in `IngestionPipeline`
   */
  readonly throttles?: PipelineThrottles;

  /**
   * Named clients.
   * @default - none
   */
  readonly tenants?: Tenant[];

  /**
   * Address the alarms are mailed to.
   * @default - the topic has no subscriber
   */
  readonly alarmEmail?: string;

  /**
   * What becomes of logs and of the alarm topic's key when the stack goes.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What can be made again at any time: front door, deliveries, alarms. It reads the names of the stateful stack at
 * deployment and does not lock it: see `docs/design.md`.
 *
 * Drain it before it goes: stop the producers, and wait for a buffering interval (5 minutes) and until
 * `DeliveryToS3.DataFreshness` of both deliveries is no longer written. A delivery that is deleted drops what it has
 * acknowledged and not yet written: with direct put those events are lost. A delivery that is made again reads its
 * stream from the end (`LATEST`): what came in between stays in the stream for its retention, but is not archived.
 */
export class StatelessStack extends Stack {
  /** The pipeline. */
  public readonly pipeline: IngestionPipeline;

  /** Where alarms go. */
  public readonly alarmTopic: sns.Topic;

  public constructor(scope: Construct, id: string, props: StatelessStackProps) {
    super(scope, id, { description: 'Event ingestion front door, deliveries and alarms', ...props });
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);
    this.alarmTopic = alarmTopic(this, props);
    this.pipeline = new IngestionPipeline(this, 'Pipeline', {
      stream: props.stateful.eventStream.stream,
      retention: props.stateful.eventStream.retention,
      archive: props.stateful.archive,
      directPut: true,
      proxyRoutes: {},
      frontDoor: props.frontDoor,
      auth: props.auth,
      tenants: props.tenants,
      throttles: props.throttles,
      alarmTopic: this.alarmTopic,
      removalPolicy: props.removalPolicy,
    });
  }
}
