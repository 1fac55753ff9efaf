import type { Clock } from '../../clock';
import type { Exchange } from '../exchange';
import type { HeaderPair } from '../message';
import type { TargetAnswer, TargetCall, TargetCaller } from '../target';
import type { Credentials } from './credentials';
import { withDeadline } from './deadline';
import type { ServiceUri } from './service-uri';

/** What differs from call to call. */
export interface ServiceRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderPair[];
  readonly query: readonly HeaderPair[];
  readonly body: Uint8Array;
  readonly timeout: number;
}

/** Calls an AWS service through the seam, within the timeout, and notes in the exchange how it went. */
export async function callService(
  exchange: Exchange,
  uri: ServiceUri,
  credentials: Credentials,
  request: ServiceRequest,
  world: { readonly target: TargetCaller; readonly clock: Clock },
): Promise<TargetAnswer> {
  const { service, subdomain, region, kind } = uri;
  const { executionRole, caller } = credentials(exchange);
  const { method, target, headers, query, body, timeout } = request;
  return recorded(exchange, world.clock, () =>
    withDeadline(timeout, (deadline) => {
      const call: TargetCall = {
        service,
        subdomain,
        region,
        action: kind === 'action' ? target : undefined,
        path: kind === 'path' ? target : undefined,
        executionRole,
        caller,
        sourceArn: exchange.methodArn,
        method,
        headers,
        query,
        body,
        timeout,
        get signal() {
          return deadline.signal;
        },
      };
      return world.target.call(call);
    }),
  );
}

/** Notes status, latency, request id and failure of a call as `$context.integration`. */
export async function recorded(
  exchange: Exchange,
  clock: Clock,
  call: () => Promise<TargetAnswer>,
): Promise<TargetAnswer> {
  const started = clock.now();
  try {
    const answer = await call();
    const requestId = answer.headers.find(([name]) => name.toLowerCase() === 'x-amzn-requestid')?.[1];
    exchange.integration = {
      status: answer.status,
      latency: Math.round(clock.now() - started),
      ...(requestId !== undefined && { requestId }),
    };
    return answer;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    exchange.integration = { latency: Math.round(clock.now() - started), error: text };
    throw error;
  }
}
