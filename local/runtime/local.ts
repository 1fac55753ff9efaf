import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeployment } from '../assembly';
import { type Clock, type ManualClock, systemClock } from '../clock';
import { AwsEndpoint, type EndpointOptions, type EndpointServer, serve } from '../endpoint';
import { type AccountQuotas, Gateway, type LogEvent } from '../gateway';
import { RoleEnforcer } from '../run/enforce-roles';
import { UserPoolKeys } from '../run/user-pool-keys';
import { MemoryObjectStore } from '../s3';
import { ManualScheduler, RealScheduler } from '../scheduler';
import { sign } from '../sigv4';
import { memoryStore } from '../storage';
import { totalOf } from './backlog';
import { backlogText, drain } from './drain';
import { RuntimeError } from './errors';
import { Faults } from './faults';
import { localCaller } from './local-caller';
import { deliveryText, type RuntimeEntry } from './log';
import { DeliveredObject, type StreamEvent, streamEvents } from './readers';
import { Services } from './services';

/** How long {@link Local.drained} goes on, in milliseconds of the clock in use. */
const DRAIN_LIMIT = { manual: 3_600_000, real: 30_000 };
/** How far time moves between two looks: a delivery reads its shards once a second. */
const STEP = { manual: 1_000, real: 100 };

export interface LocalOptions {
  /** Folder of a synthesized assembly (`cdk.out`), or a template. */
  readonly assembly: string;
  /** @default - the first stage */
  readonly stage?: string;
  /** Values of template parameters by name, or by `Stack:Name` for one stack alone. @default - their defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values of SSM parameters by name; they win over those of the assembly. @default - none beside those */
  readonly ssmParameters?: Readonly<Record<string, string>>;
  /** A clock that the test moves, by {@link Local.advance}. @default - the wall clock */
  readonly clock?: ManualClock;
  /** @default - none, until one is injected into {@link Local.faults} */
  readonly faults?: Faults;
  /** The same seed gives the same object names and ids, partition keys made of them too. @default - other ones in each run */
  readonly seed?: string;
  /** @default - AWS's quotas */
  readonly quotas?: AccountQuotas;
  /** Values of secrets by name, ARN or logical id. @default - what the template gives, or made up */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A request to the API; what is left out follows from the rest. */
export interface LocalRequest {
  /** @default - POST with a body, GET without */
  readonly method?: string;
  /** Below the stage, with the query string: `/events`. */
  readonly path: string;
  /** @default - `Content-Type: application/json` where there is a body */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes as they are; anything else as JSON. */
  readonly body?: unknown;
  /** Whether it is signed by a caller who may invoke everything. @default - where the route asks for IAM */
  readonly signed?: boolean;
}

export interface LocalResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  text(): string;
  /** @throws SyntaxError */
  json(): unknown;
}

/**
 * Runs a deployment in this process and in memory: for tests of what a template does. There are no sockets but one on
 * the loopback address where the deployment has functions, which call AWS services there.
 *
 * @throws SluiceError naming what cannot be run
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const local = new Local(options);
  await local._open();
  return local;
}

/** A deployment that runs in this process. */
export class Local {
  public readonly services: Services;
  public readonly faults: Faults;
  /** What a person at the keyboard would be told, line by line. */
  public readonly log: string[] = [];
  private readonly gateway: Gateway;
  private readonly clock: Clock;
  private readonly manual: ManualScheduler | undefined;
  private readonly folder: string;
  private readonly region: string;
  private readonly account: string;
  private readonly caller: ReturnType<typeof localCaller>;
  private readonly userPoolId: string | undefined;
  private endpoint: EndpointServer | undefined;
  private readonly pools: UserPoolKeys | undefined;

  /** Use {@link startLocal}. */
  public constructor(options: LocalOptions) {
    const { assembly, stage, parameters, ssmParameters, clock, faults, seed, quotas, secrets } = options;
    const deployment = loadDeployment(assembly, {
      ...(stage !== undefined && { stage }),
      ...(parameters && { parameters }),
      ...(ssmParameters && { ssmParameters }),
    });
    const say = (event: LogEvent | RuntimeEntry): void => this.note(event);
    this.clock = clock ?? systemClock;
    this.manual = clock === undefined ? undefined : new ManualScheduler(clock);
    this.region = deployment.region;
    this.account = deployment.account;
    this.caller = localCaller(deployment);
    this.folder = mkdtempSync(join(tmpdir(), 'sluice-local-'));
    this.faults = faults ?? new Faults();
    this.services = new Services({
      ...{ deployment, faults: this.faults, log: say },
      scheduler: this.manual ?? new RealScheduler(),
      store: memoryStore(),
      objects: new MemoryObjectStore(this.clock),
      endpointUrl: () => this.endpoint?.url,
      ...(secrets && { secrets }),
      ...(seed !== undefined && { seed }),
    });
    this.userPoolId = deployment.ofType('AWS::Cognito::UserPool')[0]?.physicalId;
    this.pools = this.userPoolId !== undefined ? new UserPoolKeys(join(this.folder, 'user-pool-key.pem')) : undefined;
    const log = { write: say };
    this.gateway = new Gateway({
      ...{ deployment, log, clock: this.clock },
      target: new RoleEnforcer(deployment, this.services.target, log),
      callers: { tryCaller: (id) => (id === this.caller.accessKeyId ? this.caller : undefined) },
      ...(this.pools && { keySets: this.pools }),
      ...(quotas && { quotas }),
      ...(seed !== undefined && { seed }),
    });
  }

  /** Use {@link startLocal}. */
  public async _open(): Promise<void> {
    const { services } = this;
    if (services.lambda.list().length > 0) {
      // Signatures are of the wall clock, which functions go by.
      const options = { services: services.services, region: this.region, account: this.account };
      const lookup = (id: string) => services.roleKeys.tryCaller(id);
      const resourcePolicy = (arn: string) => services.authority.resourcePolicy(arn);
      const guard: EndpointOptions['guard'] = (decide, caller) => services.guard(decide, caller);
      this.endpoint = await serve(new AwsEndpoint({ ...options, lookup, resourcePolicy, guard }));
    }
    await services.start();
  }

  /** Sends a request to the API, through everything but a socket. */
  public async request(request: LocalRequest): Promise<LocalResponse> {
    const [stage] = this.gateway.stages;
    const body = bytesOf(request.body);
    const method = request.method ?? (request.body === undefined ? 'GET' : 'POST');
    const url = `/${stage?.name}${request.path}`;
    const plain: Record<string, string> = request.body === undefined ? {} : { 'Content-Type': 'application/json' };
    const headers: Record<string, string> = { Host: 'localhost', ...plain, ...request.headers };
    const isSigned = request.signed ?? this.wantsSignature(method, request.path);
    const signature = isSigned ? this.sign(method, url, headers, body) : {};
    const rawHeaders = Object.entries({ ...headers, ...signature }).flat();
    const answer = await this.gateway.handle({ method, url, rawHeaders, body, sourceIp: '127.0.0.1' });
    return responseOf(answer.status, answer.headers, Buffer.from(answer.body));
  }

  /** A token of the deployment's user pool. @param claims Beyond those of every token @throws RuntimeError */
  public token(claims: Readonly<Record<string, unknown>> = {}): string {
    if (this.pools === undefined) throw new RuntimeError('RUNTIME_NO_USER_POOL', 'the deployment has no user pool');
    const { region } = this;
    return this.pools.token({ region, userPoolId: this.userPoolId ?? '', claims, now: this.clock.now() });
  }

  /** Values of the deployment's API keys, for `x-api-key`. */
  public get apiKeys(): string[] {
    return this.gateway.plans.keys.map(({ value }) => value);
  }

  /** Moves the clock on, letting everything happen that is due. @param milliseconds How far */
  public async advance(milliseconds: number): Promise<void> {
    if (this.manual !== undefined) await this.manual.advance(milliseconds);
    else await pause(milliseconds);
  }

  /**
   * Resolves once all that was accepted is delivered, without waiting for buffers to fill.
   *
   * @throws RuntimeError RUNTIME_NOT_DRAINED where it cannot be
   */
  public async drained(): Promise<void> {
    const kind = this.manual === undefined ? 'real' : 'manual';
    const until = this.clock.now() + DRAIN_LIMIT[kind];
    const left = await drain(this.services, async () => {
      await this.advance(STEP[kind]);
      return this.clock.now() < until;
    });
    if (totalOf(left) === 0) return;
    throw new RuntimeError('RUNTIME_NOT_DRAINED', `left: ${backlogText(left)}`);
  }

  /** What a stream holds, shard by shard in order. @param name @default - all streams @throws RuntimeError */
  public events(name?: string): StreamEvent[] {
    return streamEvents(this.services.kinesis, name);
  }

  /** What the buckets hold, by key. @param prefix Of keys. @default - everything */
  public async objects(prefix = ''): Promise<DeliveredObject[]> {
    const found: DeliveredObject[] = [];
    for (const bucket of this.services.buckets) {
      for (const { key } of await this.services.objects.list(bucket, { prefix })) {
        const object = await this.services.objects.tryGet(bucket, key);
        if (object !== undefined) found.push(new DeliveredObject(bucket, object));
      }
    }
    return found;
  }

  public async close(): Promise<void> {
    await this.services.close();
    await this.endpoint?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private wantsSignature(method: string, path: string): boolean {
    const [plain = ''] = path.split('?');
    return this.gateway.apis.some(({ methods }) =>
      methods.some(({ verb, resourcePath, auth }) => {
        return auth === 'AWS_IAM' && (verb === method || verb === 'ANY') && isBelow(resourcePath, plain);
      }),
    );
  }

  private sign(method: string, url: string, headers: Record<string, string>, body: Buffer) {
    const [path = '', query] = url.split('?');
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const request = { method, path, ...(query !== undefined && { query }), headers: lower, body };
    return sign(request, this.caller, { service: 'execute-api', region: this.region, now: this.clock.now() });
  }

  private note(event: LogEvent | RuntimeEntry): void {
    if (event.kind === 'access') return;
    if (event.kind === 'refusal') this.log.push(`${event.request} -> ${event.response}: ${event.reason}`);
    else if (event.kind === 'delivered') this.log.push(deliveryText(event));
    else if (event.kind === 'output') this.log.push(event.text.trimEnd());
    else this.log.push(event.message);
  }
}

/** `/tenants/{id}/events` for `/tenants/7/events` */
function isBelow(resourcePath: string, path: string): boolean {
  const [parts, given] = [resourcePath.split('/'), path.split('/')];
  const isGreedy = parts.at(-1)?.endsWith('+}') ?? false;
  if (!isGreedy && parts.length !== given.length) return false;
  return parts.every((part, index) => part.startsWith('{') || part === given[index]);
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

function responseOf(
  status: number,
  pairs: readonly (readonly [name: string, value: string])[],
  body: Buffer,
): LocalResponse {
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  return { status, headers, body, text: () => body.toString(), json: () => JSON.parse(body.toString()) as unknown };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
