import { join } from 'node:path';
import { type Deployment, PropertyReader } from '../assembly';
import { type Clock, systemClock } from '../clock';
import { AwsEndpoint, type EndpointServer, serve } from '../endpoint';
import type { PutLimits } from '../firehose';
import {
  type AccountQuotas,
  Gateway,
  type HttpServer,
  type HttpServerOptions,
  listen,
  type TargetCaller,
} from '../gateway';
import { backlogText, drain, type Faults, Services, totalOf } from '../runtime';
import { FileObjectStore } from '../s3';
import { RealScheduler } from '../scheduler';
import { readSecretValues } from '../secrets';
import { openDiskStore, type RecordStore } from '../storage';
import { TraceRecorder } from '../trace';
import { CallersFile } from './callers-file';
import { RoleEnforcer } from './enforce-roles';
import { removeRunFile, writeRunFile } from './run-file';
import { RunLog } from './run-log';
import { UserPoolKeys } from './user-pool-keys';
import { listenForVpc } from './vpc-listener';

/** How long deliveries may take at the end, and between two looks at what is left, in milliseconds. */
const DRAIN_LIMIT = 10_000;
const DRAIN_STEP = 100;

export interface StartOptions {
  readonly deployment: Deployment;
  /** Folder for records, objects, callers, keys and logs; of one process at a time. */
  readonly dataFolder: string;
  /** Whether what is acknowledged also survives a power cut. @default - false: it survives the process's death */
  readonly fsync?: boolean;
  /** Where records are kept. @default - a log in the data folder */
  readonly store?: RecordStore;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Of the AWS endpoint; 0 takes a free one. @default 0 */
  readonly awsPort?: number;
  /** Of the VPC endpoint, where an API is private; 0 takes a free one. @default 0 */
  readonly vpcPort?: number;
  /** How long a client may take to send its head and its request, in milliseconds. @default - 10 s and 30 s */
  readonly patience?: Pick<HttpServerOptions, 'headTimeout' | 'requestTimeout'>;
  readonly quotas?: AccountQuotas;
  /** Quotas of direct put. @default - those of the Region */
  readonly putLimits?: PutLimits;
  /** What waiting times are divided by. @default 1 */
  readonly speed?: number;
  /** The same seed gives the same object names and ids in a new data folder. @default - random */
  readonly seed?: string;
  readonly faults?: Faults;
  /** What stands behind the gateway in place of the services. @default - the services */
  readonly target?: TargetCaller;
  /** @default - the wall clock */
  readonly clock?: Clock;
  /** Prints a line of the local log. @default - nothing is printed */
  readonly say?: (line: string) => void;
}

/** A deployment that runs on this machine. */
export interface Running {
  readonly deployment: Deployment;
  readonly gateway: Gateway;
  readonly server: HttpServer;
  /** Stands for the VPC endpoint of private APIs; undefined where there are none. */
  readonly vpcServer: HttpServer | undefined;
  /** Where the AWS services are. */
  readonly endpoint: EndpointServer;
  readonly services: Services;
  readonly callers: CallersFile;
  /** Undefined where no method asks for tokens of a user pool. */
  readonly userPoolKeys: UserPoolKeys | undefined;
  readonly dataFolder: string;
  readonly logFolder: string;
  /** Takes nothing more, delivers what waits as far as ten seconds allow, and says what became of it. */
  close(): Promise<void>;
}

/**
 * Puts the parts together: assembly, gateway, roles, services, storage, sockets.
 *
 * @throws SluiceError for a folder in use, a port that is taken, or what cannot be run
 */
export async function start(options: StartOptions): Promise<Running> {
  const { dataFolder, say = () => undefined, fsync = false } = options;
  const store = options.store ?? openDiskStore({ dataDir: dataFolder, fsync, onNote: ({ message }) => say(message) });
  const log = new RunLog(join(dataFolder, 'logs'), say);
  const opened: (() => Promise<void> | void)[] = [() => log.close(), () => store.close()];
  try {
    return await open(options, store, log, opened);
  } catch (error) {
    for (const close of opened.reverse()) await close();
    throw error;
  }
}

async function open(
  options: StartOptions,
  store: RecordStore,
  log: RunLog,
  opened: (() => Promise<void> | void)[],
): Promise<Running> {
  const { deployment, dataFolder, host, port, awsPort, quotas, putLimits, speed, seed, faults, patience, clock } =
    options;
  const { account, region } = deployment;
  const callers = new CallersFile(join(dataFolder, 'callers.json'), {
    partition: deployment.partition,
    account,
    invokeArns: deployment
      .ofType('AWS::ApiGateway::RestApi')
      .map(({ physicalId }) => invokeArn(deployment, physicalId)),
  });
  const userPoolKeys = usesUserPools(deployment) ? new UserPoolKeys(join(dataFolder, 'user-pool-key.pem')) : undefined;
  let endpoint: EndpointServer | undefined;
  const trace: TraceRecorder = new TraceRecorder({
    folder: join(dataFolder, 'trace'),
    running: () => tracedParts(services),
    speed: speed ?? 1,
    now: () => (clock ?? systemClock).now(),
    onNote: (message) => log.tell({ kind: 'note', message }),
  });
  opened.push(() => trace.close());
  const services = new Services({
    ...{ deployment, store, log: (entry) => log.tell(entry), endpointUrl: () => endpoint?.url },
    scheduler: new RealScheduler({ ...(speed !== undefined && { speed }), ...(clock && { clock }) }),
    objects: new FileObjectStore(dataFolder, clock, options.fsync),
    trace,
    secrets: readSecretValues(join(dataFolder, 'secrets.json')),
    ...(seed !== undefined && { seed }),
    ...(faults && { faults }),
    ...(putLimits && { putLimits }),
    ...(speed !== undefined && { speed }),
  });
  opened.push(() => services.close());
  const gateway = new Gateway({
    deployment,
    target: new RoleEnforcer(deployment, options.target ?? services.target, log),
    callers,
    log,
    trace,
    ...(userPoolKeys && { keySets: userPoolKeys }),
    ...(quotas && { quotas }),
    ...(clock && { clock }),
    ...(services.idSeed !== undefined && { seed: services.idSeed }),
  });
  const aws = new AwsEndpoint({
    ...{ services: services.services, account, region },
    lookup: (id) => callers.tryEndpointCaller(id) ?? services.roleKeys.tryCaller(id),
    resourcePolicy: (arn) => services.authority.resourcePolicy(arn),
    guard: (decide, caller) => services.guard(decide, caller),
    ...(services.idSeed !== undefined && { seed: services.idSeed }),
    ...(clock && { clock }),
    onFault: (error) => log.tell({ kind: 'note', message: error instanceof Error ? error.message : String(error) }),
  });
  endpoint = await serve(aws, { ...(host !== undefined && { host }), ...(awsPort !== undefined && { port: awsPort }) });
  opened.push(endpoint.close);
  // Deliveries begin before the first event can come: they start at the end of their streams.
  await services.start();
  trace.begin();
  const listening = { ...(host !== undefined && { host }), ...patience };
  const server = await listen((request) => gateway.handle(request), {
    ...listening,
    ...(port !== undefined && { port }),
  });
  opened.push(server.close);
  const { vpcPort } = options;
  const vpcServer = await listenForVpc(gateway, { ...listening, ...(vpcPort !== undefined && { port: vpcPort }) });
  const close = async (): Promise<void> => {
    removeRunFile(dataFolder);
    await server.close();
    await vpcServer?.close();
    await endpoint?.close();
    await deliverRest(services, log);
    await services.close();
    trace.close();
    log.close();
  };
  const { folder: logFolder } = log;
  const running: Running = {
    deployment,
    gateway,
    server,
    vpcServer,
    endpoint,
    services,
    callers,
    userPoolKeys,
    dataFolder,
    logFolder,
    close,
  };
  writeRunFile(running);
  return running;
}

/** Flushes buffers, and says what that came to. */
async function deliverRest(services: Services, log: RunLog): Promise<void> {
  const before = log.delivered;
  const until = Date.now() + DRAIN_LIMIT;
  const left = await drain(services, async () => {
    await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP));
    return Date.now() < until;
  });
  const objects = log.delivered.objects - before.objects;
  const records = log.delivered.records - before.records;
  const flushed = objects === 0 ? 'no buffer held anything' : `delivered ${records} records in ${objects} objects`;
  const rest = totalOf(left) === 0 ? 'nothing is left' : `left for the next start: ${backlogText(left)}`;
  log.tell({ kind: 'note', message: `Stopped: ${flushed}; ${rest}.` });
}

/** What the trace log tells of the run. */
function tracedParts({ kinesis, firehose, mappings }: Services) {
  return {
    streams: kinesis.list().map(({ definition: { name, arn } }) => ({ name, arn })),
    deliveries: firehose.list().map(({ definition: { name, source }, idPrefix }) => {
      if (source.kind === 'DirectPut') return { name, source: source.kind, idPrefix };
      return { name, source: source.streamArn };
    }),
    mappings: mappings.list().map(({ definition: { id, functionName, sourceArn } }) => {
      return { id, functionName: /:function:([^:]+)/.exec(functionName)?.[1] ?? functionName, source: sourceArn };
    }),
  };
}

function invokeArn({ partition, region, account }: Deployment, apiId: string): string {
  return `arn:${partition}:execute-api:${region}:${account}:${apiId}/*`;
}

function usesUserPools(deployment: Deployment): boolean {
  return deployment
    .ofType('AWS::ApiGateway::Authorizer')
    .some((authorizer) => PropertyReader.of(authorizer).tryText('Type') === 'COGNITO_USER_POOLS');
}
