import type { Body } from '../../body';
import type { Clock } from '../../clock';
import type { Caller } from '../auth/caller';
import type { Exchange } from '../exchange';
import type { HeaderPair } from '../message';
import type { TargetAnswer, TargetCall, TargetCaller } from '../target';
import type { Credentials } from './credentials';
import { type Deadline, withDeadline } from './deadline';
import type { ServiceUri } from './service-uri';

/** What differs from call to call. */
export interface ServiceRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderPair[];
  readonly query: readonly HeaderPair[];
  readonly body: Body;
  readonly timeout: number;
}

/** One call. A class, since an object literal with a getter is slow to make. */
class ServiceCall implements TargetCall {
  public readonly service: string;
  public readonly subdomain: string | undefined;
  public readonly region: string;
  public readonly action: string | undefined;
  public readonly path: string | undefined;
  public readonly executionRole: string | undefined;
  public readonly caller: Caller | undefined;
  public readonly method: string;
  public readonly headers: readonly HeaderPair[];
  public readonly query: readonly HeaderPair[];
  public readonly body: Body;
  public readonly timeout: number;

  public constructor(
    { service, subdomain, region, kind }: ServiceUri,
    { executionRole, caller }: ReturnType<Credentials>,
    request: ServiceRequest,
    public readonly sourceArn: string,
    private readonly deadline: Deadline,
  ) {
    this.service = service;
    this.subdomain = subdomain;
    this.region = region;
    this.action = kind === 'action' ? request.target : undefined;
    this.path = kind === 'path' ? request.target : undefined;
    this.executionRole = executionRole;
    this.caller = caller;
    this.method = request.method;
    this.headers = request.headers;
    this.query = request.query;
    this.body = request.body;
    this.timeout = request.timeout;
  }

  public get signal(): AbortSignal {
    return this.deadline.signal;
  }
}

/** What a call is made with: what the URI names, whose rights, and what differs from call to call. */
export function serviceCall(
  exchange: Exchange,
  uri: ServiceUri,
  credentials: Credentials,
  request: ServiceRequest,
  deadline: Deadline,
  sourceArn: string = exchange.methodArn,
): TargetCall {
  return new ServiceCall(uri, credentials(exchange), request, sourceArn, deadline);
}

/** Calls an AWS service through the seam, within the timeout, and notes in the exchange how it went. */
export function callService(
  exchange: Exchange,
  uri: ServiceUri,
  credentials: Credentials,
  request: ServiceRequest,
  { target, clock }: { readonly target: TargetCaller; readonly clock: Clock },
): Promise<TargetAnswer> {
  return recorded(exchange, clock, request.timeout, (deadline) =>
    target.call(serviceCall(exchange, uri, credentials, request, deadline)),
  );
}

/** Makes a call within `timeout` milliseconds, and notes how it went as `$context.integration`. */
export function recorded(
  exchange: Exchange,
  clock: Clock,
  timeout: number,
  call: (deadline: Deadline) => Promise<TargetAnswer>,
): Promise<TargetAnswer> {
  const started = clock.now();
  return withDeadline(timeout, call, (answer, refusal) => {
    exchange.integration = {
      status: answer?.status,
      integrationStatus: answer?.status,
      latency: Math.round(clock.now() - started),
      requestId: answer?.headers.find(([name]) => name.toLowerCase() === 'x-amzn-requestid')?.[1],
      error: refusal?.message,
    };
  });
}
