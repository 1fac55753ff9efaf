import type { Deployment } from '../assembly';
import { type Clock, systemClock } from '../clock';
import { tryRefuseUnreadable } from '../sigv4';
import { GatewayLimiter } from '../throttle';
import type { GatewayEnvironment } from './api/environment';
import { compileRestApi, type RestApi } from './api/rest-api';
import type { Stage } from './api/stage';
import { type CallerDirectory, NO_CALLERS } from './auth/caller';
import { type KeySetDirectory, NO_KEY_SETS } from './auth/key-set';
import { signableRequest } from './auth/signable-request';
import { GatewayError } from './errors';
import { Exchange } from './exchange';
import { type HttpSender, NETWORK } from './integration/http-sender';
import { type GatewayLog, SILENT_LOG } from './log';
import type { GatewayAnswer, GatewayRequest } from './message';
import { Refusal } from './refusal';
import { RequestNames } from './request/identifiers';
import { ParsedRequest } from './request/parsed-request';
import { tooLarge } from './request/size-limits';
import { unknownStage } from './response/unknown-stage';
import type { TargetCaller } from './target';
import { type AccountQuotas, accountThrottle } from './throttling/account-quotas';
import { UsagePlans } from './throttling/usage-plans';
import type { GatewayTrace } from './trace';

export interface GatewayOptions {
  readonly deployment: Deployment;
  /** What stands behind the gateway. */
  readonly target: TargetCaller;
  /** Who can sign requests. @default - nobody */
  readonly callers?: CallerDirectory;
  /** Keys of user pools. @default - none: every token is refused */
  readonly keySets?: KeySetDirectory;
  /** @default - AWS's quotas for the Region */
  readonly quotas?: AccountQuotas;
  /** @default - the wall clock */
  readonly clock?: Clock;
  /** @default - nothing is logged */
  readonly log?: GatewayLog;
  /** The same seed gives the same ids of requests. @default - random ids */
  readonly seed?: string;
  /** Told of every request that reached a stage. @default - nobody */
  readonly trace?: GatewayTrace;
  /** Sends requests of HTTP integrations. @default - over the network */
  readonly http?: HttpSender;
}

/** The REST APIs of a deployment, compiled once and served without a socket: {@link handle}. */
export class Gateway {
  public readonly apis: readonly RestApi[];
  public readonly plans: UsagePlans;
  private readonly stagesByName = new Map<string, Stage[]>();
  private readonly stagesByApi = new Map<string, Map<string, Stage>>();
  private readonly environment: GatewayEnvironment;
  private readonly trace: GatewayTrace | undefined;
  private readonly ids: RequestNames;

  /** @throws GatewayError, AssemblyError, ThrottleError, IamError for what cannot be served */
  public constructor({
    deployment,
    target,
    callers = NO_CALLERS,
    keySets = NO_KEY_SETS,
    quotas,
    clock = systemClock,
    log = SILENT_LOG,
    http = NETWORK,
    seed,
    trace,
  }: GatewayOptions) {
    this.ids = new RequestNames(seed);
    const accountLimit = accountThrottle(deployment.region, quotas);
    const limiter = new GatewayLimiter(clock, accountLimit);
    const environment = { clock, target, http, callers, keySets, limiter, log };
    const plans = new UsagePlans(deployment);
    this.environment = environment;
    this.plans = plans;
    this.trace = trace;
    this.apis = deployment
      .ofType('AWS::ApiGateway::RestApi')
      .map((resource) => compileRestApi(resource, { deployment, plans, accountLimit, environment }));
    for (const stage of this.stages) {
      this.stagesByName.set(stage.name, [...(this.stagesByName.get(stage.name) ?? []), stage]);
      const ofApi = this.stagesByApi.get(stage.apiId) ?? new Map<string, Stage>();
      this.stagesByApi.set(stage.apiId, ofApi.set(stage.name, stage));
    }
    if (this.stages.length > 0) return;
    const message = 'there is no AWS::ApiGateway::RestApi with a stage';
    throw new GatewayError('GATEWAY_NO_API', message, deployment.stacks[0]);
  }

  public get stages(): readonly Stage[] {
    return this.apis.flatMap(({ stages }) => stages);
  }

  /** Whether requests need the API's id as first label of their host, since another API has a stage of that name. */
  public isAmbiguous(stage: Stage): boolean {
    const rivals = this.stagesByName.get(stage.name)?.filter(({ isPrivate }) => isPrivate === stage.isPrivate);
    return (rivals?.length ?? 0) > 1;
  }

  /**
   * Answers a request to `/{stage}/{path}`. Never throws: what goes wrong is an answer, and a line in the log.
   *
   * The API is the one whose id is the first label of the host (`{apiId}.localhost`), else the only one with a stage of
   * that name.
   */
  public async handle(request: GatewayRequest): Promise<GatewayAnswer> {
    const { clock } = this.environment;
    const startedAt = clock.now();
    const large = tooLarge(request.body.length);
    if (large !== undefined) return large;
    const parsed = new ParsedRequest(request, startedAt, this.ids);
    const { path } = parsed;
    const slash = path.indexOf('/', 1);
    const stageName = slash < 0 ? path.slice(1) : path.slice(1, slash);
    const stagePath = slash < 0 ? '' : path.slice(slash);
    const extendedRequestId = this.ids.extendedRequestId();
    // A client may name the request itself.
    const requestId = parsed.header('x-amzn-requestid') ?? this.ids.requestId();
    const stage = this.tryStage(stageName, parsed);
    if (stage === undefined) return this.refuseStage(parsed, requestId, extendedRequestId);
    const exchange = new Exchange(stage, parsed, stagePath, requestId, extendedRequestId, startedAt);
    let answer: GatewayAnswer;
    let reason: string | undefined;
    try {
      const method = route(exchange);
      for (const step of method.steps) {
        const pending = step(exchange);
        if (pending !== undefined) await pending;
      }
      answer = await method.integration.run(exchange);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : defect(error);
      reason = refusal.message;
      answer = this.refuse(exchange, refusal);
    }
    const { status, body } = answer;
    this.trace?.request({ exchange, url: request.url, status, answer: body, reason });
    if (stage.accessLog !== undefined) {
      exchange.status = answer.status;
      exchange.responseLength = Buffer.byteLength(answer.body);
      exchange.responseLatency = Math.round(clock.now() - startedAt);
      const { destination, format } = stage.accessLog;
      this.environment.log.write({ kind: 'access', stage: stage.name, destination, line: format(exchange) });
    }
    return answer;
  }

  private refuse(exchange: Exchange, refusal: Refusal): GatewayAnswer {
    const answer = exchange.stage.responses.answer(exchange, refusal);
    const { method, path } = exchange.request;
    const where = exchange.route === undefined ? '' : ` [${exchange.route.position}]`;
    this.environment.log.write({
      kind: 'refusal',
      request: `${method} ${path}`,
      response: `${answer.status} ${refusal.type}`,
      reason: `${refusal.message}${where}`,
    });
    return answer;
  }

  /** A private API is there for calls through an endpoint alone, and those see no other. */
  private tryStage(name: string, request: ParsedRequest): Stage | undefined {
    const host = request.header('host') ?? '';
    // Through an endpoint the label may be `{apiId}-{endpointId}`.
    const label = host.slice(0, Math.max(host.search(/[.:]/), 0)).replace(/-vpce-[0-9a-f]+$/, '');
    const throughEndpoint = request.vpcEndpointId !== undefined;
    const ofApi = this.stagesByApi.get(label);
    const named = ofApi === undefined ? this.stagesByName.get(name) : [ofApi.get(name)];
    const reached = named?.filter((stage) => stage?.isPrivate === throughEndpoint);
    return reached?.length === 1 ? reached[0] : undefined;
  }

  private refuseStage(request: ParsedRequest, requestId: string, extendedRequestId: string): GatewayAnswer {
    const known = this.stages.map(({ name, apiId }) => `/${name} of ${apiId}`).join(', ');
    this.environment.log.write({
      kind: 'refusal',
      request: `${request.method} ${request.path}`,
      response: '403 Forbidden',
      reason: `the path begins with no stage that is served (${known}); of several APIs the host names one`,
    });
    return unknownStage(requestId, extendedRequestId);
  }
}

/** Finds the method, or refuses as API Gateway does: unknown path and unknown verb alike. */
function route(exchange: Exchange) {
  const { stage, request, stagePath } = exchange;
  const match = stage.router.tryMatch(request.method, stagePath);
  if (match !== undefined) {
    exchange.route = match.value;
    exchange.pathParameters = match.pathParameters;
    return match.value;
  }
  // An Authorization header that is no signature is complained about first, on unknown paths too (azul#7470).
  const unreadable = tryRefuseUnreadable(signableRequest(request), 'execute-api');
  if (unreadable !== undefined) {
    const { code, status, message, gatewayResponse } = unreadable;
    throw new Refusal(gatewayResponse, { errorType: code, status, message });
  }
  throw new Refusal('MISSING_AUTHENTICATION_TOKEN', { reason: 'the API has no such method' });
}

function defect(error: unknown): Refusal {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Refusal('DEFAULT_5XX', { reason: `a defect of the gateway: ${reason}`, cause: error });
}
