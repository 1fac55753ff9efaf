import { Duration, Names, RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { checkInteger, checkRange } from '../checks/range';
import { AlarmSet } from '../monitoring/alarm-set';
import { streamRetention } from '../monitoring/stream-retention';
import { streamReadStatements, warnUnknownKey } from '../stream/stream-grants';
import type { KclConsumerProps } from './kcl-consumer-props';
import { type KclTables, kclTables, tableStatements } from './kcl-tables';

/** Tasks for an on-demand stream, which starts with so many shards. */
const ON_DEMAND_TASKS = 4;
/** Periods of five minutes. */
const LASTING = 3;

/**
 * Reads a stream with the Kinesis Client Library 3 in a Fargate service: an image of yours, the tables it keeps its place
 * in, a role for these and the stream alone, as many tasks as it takes to keep up.
 */
export class KclConsumer extends Construct {
  /** Name of the application, of its lease table, and of its metrics' namespace. */
  public readonly applicationName: string;

  /** The service. */
  public readonly service: ecs.FargateService;

  /** Role of the tasks. Allow it what the record processor writes to. */
  public readonly taskRole: iam.Role;

  /** All alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly cluster: ecs.ICluster;

  public constructor(scope: Construct, id: string, props: KclConsumerProps) {
    super(scope, id);
    const maxTasks = props.maxTasks ?? shardCount(props.stream) ?? ON_DEMAND_TASKS;
    validate(props, maxTasks);
    const retention = streamRetention(this, props.stream, props.retention);
    warnUnknownKey(this, props.stream);

    // The library names tables and metrics by it, so that it must be known to the container and to the role.
    this.applicationName = Names.uniqueResourceName(this, {
      maxLength: 100,
      separator: '-',
      allowedSpecialCharacters: '-',
    });
    const tables = kclTables(this, this.applicationName, props.removalPolicy ?? RemovalPolicy.DESTROY);
    this.taskRole = this.makeRole(props, tables);
    this.cluster =
      props.cluster ??
      new ecs.Cluster(this, 'Cluster', { vpc: props.vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
    this.service = this.makeService(props);
    this.scale(props, maxTasks);
    this.alarms = this.watch(props, retention);
  }

  /** How old the records are that are being read, in milliseconds, maximum: of all readers that share the stream. */
  public metricAge(stream: IStream, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stream.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'Maximum', ...options });
  }

  private makeRole(props: KclConsumerProps, tables: KclTables): iam.Role {
    const { stream } = props;
    const namespace = { StringEquals: { 'cloudwatch:namespace': this.applicationName } };
    const statements = [
      ...streamReadStatements(stream),
      ...tableStatements(tables),
      new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: namespace }),
    ];
    const wildcards = ['*'];
    if (props.enhancedFanOut === true) {
      // The library registers the consumer itself, under the application's name; AWS ends the ARN with a time.
      const consumer = `${stream.streamArn}/consumer/${this.applicationName}:*`;
      const actions = ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'];
      statements.push(
        new iam.PolicyStatement({ actions: ['kinesis:RegisterStreamConsumer'], resources: [stream.streamArn] }),
        new iam.PolicyStatement({ actions, resources: [consumer] }),
      );
      wildcards.push(consumer);
    }
    const role = new iam.Role(this, 'TaskRole', {
      description: `Runs ${this.node.path}`.slice(0, 1_000),
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      inlinePolicies: { Consumer: new iam.PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(
      role,
      wildcards,
      'CloudWatch knows no resource, the namespace is held to; of a consumer, the time',
    );
    return role;
  }

  private makeService(props: KclConsumerProps): ecs.FargateService {
    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: props.cpu ?? 512,
      memoryLimitMiB: props.memoryLimitMiB ?? 1_024,
      taskRole: this.taskRole,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    taskDefinition.addContainer('Consumer', {
      image: props.image,
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'kcl', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
      stopTimeout: props.stopTimeout ?? Duration.seconds(60),
      environment: {
        ...props.environment,
        KCL_APPLICATION_NAME: this.applicationName,
        KCL_STREAM_NAME: props.stream.streamName,
        KCL_STREAM_ARN: props.stream.streamArn,
        KCL_INITIAL_POSITION: (props.fromOldest ?? true) ? 'TRIM_HORIZON' : 'LATEST',
        KCL_RETRIEVAL_MODE: props.enhancedFanOut === true ? 'FANOUT' : 'POLLING',
      },
    });
    Validations.of(taskDefinition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'The environment names the application and its stream, and holds no secret',
    });
    const executionRole = taskDefinition.executionRole;
    if (executionRole !== undefined) {
      acknowledgeWildcards(executionRole, ['*'], 'A token for ECR is of no repository in particular');
    }
    const { vpc } = props;
    return new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition,
      desiredCount: props.minTasks ?? 1,
      assignPublicIp: false,
      vpcSubnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [new ec2.SecurityGroup(this, 'SecurityGroup', { vpc })],
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
    });
  }

  private scale(props: KclConsumerProps, maxTasks: number): void {
    const age = (props.scaleOutAge ?? Duration.minutes(1)).toMilliseconds();
    const tasks = this.service.autoScaleTaskCount({ minCapacity: props.minTasks ?? 1, maxCapacity: maxTasks });
    tasks.scaleOnMetric('IteratorAge', {
      metric: this.ageOf(props).with({ period: Duration.minutes(1) }),
      scalingSteps: [
        { upper: age / 4, change: -1 },
        { lower: age, change: +1 },
        { lower: age * 5, change: +2 },
      ],
      // Leases take a while to move to a task that is new.
      cooldown: Duration.minutes(3),
      evaluationPeriods: 2,
    });
  }

  private watch(props: KclConsumerProps, retention: Duration): cloudwatch.Alarm[] {
    const set = new AlarmSet(this, props.alarmTopic);
    set.add('IteratorAge', {
      metric: this.ageOf(props),
      threshold: retention.toMilliseconds() * (props.iteratorAgeFraction ?? 0.5),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: LASTING,
      description: 'The consumer is so far behind that records will expire before it reads them',
    });
    set.add('NoTasks', {
      metric: new cloudwatch.Metric({
        namespace: 'ECS/ContainerInsights',
        metricName: 'RunningTaskCount',
        dimensionsMap: { ClusterName: this.cluster.clusterName, ServiceName: this.service.serviceName },
        statistic: 'Minimum',
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: LASTING,
      description: 'No task runs: nothing is read. Needs container insights of the cluster',
    });
    return set.alarms;
  }

  /** A consumer with enhanced fan-out has a metric of its own. */
  private ageOf({ enhancedFanOut, stream }: KclConsumerProps): cloudwatch.Metric {
    if (enhancedFanOut !== true) return this.metricAge(stream);
    return new cloudwatch.Metric({
      namespace: 'AWS/Kinesis',
      metricName: 'SubscribeToShardEvent.MillisBehindLatest',
      dimensionsMap: { StreamName: stream.streamName, ConsumerName: this.applicationName },
      statistic: 'Maximum',
    }).attachTo(this);
  }
}

/** Shards of a provisioned stream of this app. */
function shardCount(stream: IStream): number | undefined {
  const definition = stream.node.defaultChild;
  if (!(definition instanceof CfnStream)) return undefined;
  const { shardCount: count } = definition;
  return count === undefined || Token.isUnresolved(count) ? undefined : count;
}

function validate(props: KclConsumerProps, maxTasks: number): void {
  checkInteger('minTasks', props.minTasks, { min: 1, max: maxTasks, unit: 'tasks' });
  checkInteger('maxTasks', props.maxTasks, { min: 1, max: 5_000, unit: 'tasks' });
  checkRange('iteratorAgeFraction', props.iteratorAgeFraction, { min: 0.01, max: 1 });
  const { scaleOutAge, stopTimeout } = props;
  if (scaleOutAge?.isUnresolved() === false) {
    checkRange('scaleOutAge', scaleOutAge.toSeconds({ integral: false }), { min: 10, max: 86_400, unit: 'seconds' });
  }
  if (stopTimeout?.isUnresolved() === false) {
    checkInteger('stopTimeout', stopTimeout.toSeconds({ integral: false }), { min: 2, max: 120, unit: 'seconds' });
  }
  const taken = Object.keys(props.environment ?? {}).find((name) => name.startsWith('KCL_'));
  if (taken === undefined) return;
  throw new Error(`'environment' must not hold '${taken}': names that begin with KCL_ are the construct's own`);
}
