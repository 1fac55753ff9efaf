import { randomBytes } from 'node:crypto';
import type { Deployment } from '../assembly';
import { DynamoDb, DynamoDbService } from '../dynamodb';
import { type Authorize, AwsFault, type AwsService, type FaultSink } from '../endpoint';
import {
  Firehose,
  type FirehoseLog,
  type FirehoseLogEntry,
  FirehoseService,
  glueTables,
  kinesisStreamReader,
  type PutLimits,
} from '../firehose';
import { identifiers } from '../firehose/identifiers';
import type { TargetCaller } from '../gateway';
import type { RequestPrincipal } from '../iam';
import { Kinesis, KinesisService } from '../kinesis';
import {
  type BatchTrace,
  EventInvocations,
  EventSourceMappings,
  type FunctionInvoker,
  functionInvoker,
  KinesisShardReader,
  Lambda,
  LambdaService,
  type ShardReader,
} from '../lambda';
import { type ObjectStore, S3Service } from '../s3';
import type { Scheduler } from '../scheduler';
import { Secrets, SecretsManagerService, type SecretValues } from '../secrets';
import { type Queue, Sqs, SqsService } from '../sqs';
import type { RecordStore } from '../storage';
import { askForErrorLogs } from './delivery-error-log';
import { bucketKeys } from './encryption-keys';
import { Faults } from './faults';
import { FaultyObjects } from './faulty-objects';
import { FaultyService } from './faulty-service';
import { KeyUses } from './key-use';
import { type RuntimeLog, sayEntries } from './log';
import { pacedShardReader, pacedStreamReader, ReadPace } from './paced-reader';
import { RoleAuthority } from './role-authority';
import { RoleKeys } from './role-credentials';
import { authorizeCalls, authorizeDeliveries } from './role-hooks';
import { TargetRouter } from './target-router';

/** How often the store was started from. */
const STARTS = 'runtime/starts';

/** Notes the way of each record. */
export interface EventTrace {
  delivery(entry: FirehoseLogEntry): void;
  batch(batch: BatchTrace): void;
}

export interface ServicesOptions {
  readonly deployment: Deployment;
  /** What the clock says, and waiting. */
  readonly scheduler: Scheduler;
  /** Where records are kept. It is closed with the services. */
  readonly store: RecordStore;
  readonly objects: ObjectStore;
  /** The same seed gives the same ids, sequence numbers aside, and object names. @default - random */
  readonly seed?: string;
  /** @default - none, until one is injected */
  readonly faults?: Faults;
  /** @default - nobody is told */
  readonly log?: RuntimeLog;
  /** Told of everything that deliveries and mappings do. @default - nobody */
  readonly trace?: EventTrace;
  /** URL of the AWS endpoint, for functions and queues; undefined where there is none. */
  readonly endpointUrl?: () => string | undefined;
  /** Quotas of direct put that the account has raised. @default - those of the Region */
  readonly putLimits?: PutLimits;
  /** What the scheduler divides waiting times by. @default 1 */
  readonly speed?: number;
  /** Values of secrets by name, ARN or logical id. @default - what the template gives, or made up */
  readonly secrets?: SecretValues;
}

/** Everything behind the gateway, running in this process: streams, deliveries, buckets, functions, queues. */
export class Services {
  public readonly kinesis: Kinesis;
  public readonly firehose: Firehose;
  public readonly lambda: Lambda;
  public readonly sqs: Sqs;
  public readonly dynamodb: DynamoDb;
  public readonly mappings: EventSourceMappings;
  public readonly events: EventInvocations;
  public readonly objects: ObjectStore;
  public readonly store: RecordStore;
  public readonly scheduler: Scheduler;
  public readonly faults: Faults;
  public readonly authority: RoleAuthority;
  public readonly roleKeys: RoleKeys;
  private readonly keys: KeyUses;
  /** Names of the deployment's buckets. */
  public readonly buckets: readonly string[];
  /** Behind their wire protocols, for the AWS endpoint. */
  public readonly services: readonly AwsService[];
  /** For the gateway. */
  public readonly target: TargetCaller;
  /** Seeds the ids of this start; undefined where they are random. */
  public readonly idSeed: string | undefined;
  private readonly starts: number;
  private readonly pace: ReadPace;
  private mappingCount = 0;

  /** @throws SluiceError naming the resource that cannot be run */
  public constructor(options: ServicesOptions) {
    const { deployment, scheduler, store, log = () => undefined, seed, endpointUrl = () => undefined } = options;
    const { account, region } = deployment;
    const say = sayEntries(log);
    this.starts = Number(store.value(STARTS) ?? 0);
    // A folder that is used again must not meet the names of its first run: an object would replace another.
    const idSeed = seed === undefined || this.starts === 0 ? seed : `${seed}/${this.starts}`;
    this.idSeed = idSeed;
    const uuid = identifiers(idSeed).uuid;
    const onFault: FaultSink = (error) => say.note(error instanceof Error ? error.message : String(error));
    this.scheduler = scheduler;
    this.pace = new ReadPace((options.speed ?? 1) > 1 ? scheduler : undefined);
    this.store = store;
    this.faults = (options.faults ?? new Faults()).use(scheduler);
    this.objects = new FaultyObjects(options.objects, this.faults);
    this.authority = new RoleAuthority(deployment, say.note);
    this.keys = new KeyUses(deployment, this.authority);
    this.roleKeys = new RoleKeys(this.authority, seed ?? randomBytes(16).toString('hex'));
    this.buckets = [...deployment.ofType('AWS::S3::Bucket'), ...deployment.shared]
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ physicalId }) => physicalId);

    this.kinesis = new Kinesis({
      ...{ account, clock: scheduler, store, log: say.kinesis, faults: this.faults },
      ...(seed !== undefined && { seed }),
    });
    for (const stream of deployment.ofType('AWS::Kinesis::Stream')) this.kinesis.add(stream);

    this.sqs = new Sqs({ scheduler, store, uuid });
    for (const queue of deployment.ofType('AWS::SQS::Queue')) this.sqs.add(queue);
    this.sqs.check();

    const surroundings = {
      endpointUrl,
      credentials: (role: string) => this.roleKeys.of(role),
      localValue: (value: string) => localQueueUrl(value, this.sqs, account, endpointUrl()),
    };
    this.lambda = new Lambda({ surroundings, log: say.lambda, uuid });
    for (const found of deployment.ofType('AWS::Lambda::Function')) this.lambda.add(found, deployment);
    this.events = new EventInvocations(this.lambda, {
      ...{ scheduler, store, log: say.lambda },
      sendDeadLetter: ({ queueArn, body, role }) => this.sendMessage(queueArn, body, role),
    });
    this.mappings = new EventSourceMappings(
      this.lambda,
      { tryStream: (arn) => this.tryReader(arn), tryQueue: (arn) => this.sqs.tryArn(arn) },
      {
        ...{ scheduler, log: say.lambda, uuid, checkpoints: store },
        trace: (batch) => options.trace?.batch(batch),
        invoke: (functionArn, payload) => this.lambda.invoke(functionArn, payload),
        authorize: this.keys.ofRole,
        sendMessage: (queueArn, body, role) => this.sendMessage(queueArn, body, role),
        putObject: async (bucketArn, key, body) => {
          await this.objects.put(bucketArn.slice(bucketArn.lastIndexOf(':') + 1), key, body);
        },
      },
    );
    for (const mapping of deployment.ofType('AWS::Lambda::EventSourceMapping')) this.mappings.add(mapping);

    const { trace } = options;
    const deliveryLogs: readonly FirehoseLog[] = [
      // What is traced is safe before anybody is told.
      ...(trace === undefined ? [] : [(entry: FirehoseLogEntry) => trace.delivery(entry)]),
      say.firehose,
      askForErrorLogs(deployment, this.authority),
    ];
    this.firehose = new Firehose({
      ...{ objects: this.objects, scheduler, store, log: all(deliveryLogs) },
      hasBucket: (bucket) => this.buckets.includes(bucket),
      defaultKey: bucketKeys(deployment),
      authorize: authorizeDeliveries(deployment, this.authority, this.keys),
      functions: this.transformer(),
      streams: pacedStreamReader(kinesisStreamReader(this.kinesis), this.pace),
      tables: glueTables(deployment.resources),
      ...(idSeed !== undefined && { seed: idSeed }),
      ...(options.putLimits && { putLimits: options.putLimits }),
    });
    for (const delivery of deployment.ofType('AWS::KinesisFirehose::DeliveryStream')) this.firehose.add(delivery);

    const keyPolicy = (arn: string) => this.authority.keyPolicy(arn);
    this.dynamodb = new DynamoDb({ scheduler, store, keyPolicy });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']) {
      for (const table of deployment.ofType(type)) this.dynamodb.add(table, deployment);
    }
    const secrets = new Secrets({
      ...{ deployment, clock: scheduler, keyPolicy },
      ...(options.secrets && { values: options.secrets }),
    });
    const created = Math.floor(scheduler.now());
    const buckets = this.buckets.map((name) => ({ name, created, region }));
    const services = [
      new KinesisService(this.kinesis, onFault),
      new FirehoseService(this.firehose, onFault),
      new S3Service(this.objects, () => buckets, onFault),
      new SqsService(this.sqs, { onFault, urlOf: (queue) => queueUrl(queue, account, endpointUrl()) }),
      new LambdaService(this.lambda, this.events, onFault),
      new SecretsManagerService(secrets, onFault),
      new DynamoDbService(this.dynamodb, onFault),
    ];
    this.services = services.map((service) => new FaultyService(service, this.faults));
    const authorize = authorizeCalls(deployment, this.authority, this.keys);
    this.target = new TargetRouter(services, this.faults, authorize, uuid);
  }

  /** What the endpoint asks beside a caller's policies: the keys of what is encrypted. Tells of roles that are refused. */
  public guard(decide: Authorize, principal: RequestPrincipal): Authorize {
    return this.keys.guard((action, resource, options) => {
      const refusal = decide(action, resource, options);
      if (refusal !== undefined) this.authority.noteRefusal(principal, action, resource);
      return refusal;
    });
  }

  /** Sets deliveries and mappings going. @throws FirehoseError */
  public async start(): Promise<void> {
    await this.store.setValue(STARTS, String(this.starts + 1));
    await this.firehose.start();
    this.mappings.start();
    this.events.start();
  }

  /** Ends without delivering what waits: it comes again at the next start, if the store lasts. */
  public async close(): Promise<void> {
    this.firehose.stop();
    this.mappings.stop();
    await this.events.stop();
    this.sqs.close();
    this.dynamodb.close();
    await this.lambda.close();
    await this.store.close();
  }

  private transformer(): FunctionInvoker {
    const invoker = functionInvoker(this.lambda);
    return {
      invoke: async (functionArn, payload) => {
        if (!this.faults.transformTimesOut) return invoker.invoke(functionArn, payload);
        return { failure: 'timed-out', message: 'The function timed out on purpose.' };
      },
    };
  }

  /** Each mapping is a consumer of its own, as each delivery is. */
  private tryReader(streamArn: string): ShardReader | undefined {
    const stream = this.kinesis.try(streamArn);
    if (stream === undefined) return undefined;
    const consumer = `mapping ${++this.mappingCount}`;
    return pacedShardReader(new KinesisShardReader(stream, this.scheduler), this.pace, streamArn, consumer);
  }

  private async sendMessage(queueArn: string, body: string, role: string): Promise<void> {
    const queue = this.sqs.tryArn(queueArn);
    if (queue === undefined) throw new AwsFault('AWS.SimpleQueueService.NonExistentQueue', `no queue is ${queueArn}`);
    await queue.send({ body, senderId: role, delay: queue.definition.delay });
  }
}

function all(logs: readonly FirehoseLog[]): FirehoseLog {
  return (entry) => {
    for (const log of logs) log(entry);
  };
}

/** A value that is, or holds, the URL of a queue of the deployment. */
function localQueueUrl(value: string, sqs: Sqs, account: string, endpoint: string | undefined): string {
  if (endpoint === undefined || !value.includes('://sqs.')) return value;
  // The longest first: a name may begin as another does.
  const queues = [...sqs.list()].sort((one, other) => other.definition.url.length - one.definition.url.length);
  return queues.reduce(
    (text, queue) => text.replaceAll(queue.definition.url, queueUrl(queue, account, endpoint)),
    value,
  );
}

function queueUrl({ definition }: Queue, account: string, endpoint: string | undefined): string {
  return endpoint === undefined ? definition.url : `${endpoint}/${account}/${definition.name}`;
}
