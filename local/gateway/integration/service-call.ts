import type { Clock } from '../../clock';
import type { Exchange } from '../exchange';
import type { HeaderPair } from '../message';
import type { TargetAnswer, TargetCaller } from '../target';
import type { Credentials } from './credentials';
import { type Deadline, withDeadline } from './deadline';
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
export function callService(
  exchange: Exchange,
  uri: ServiceUri,
  credentials: Credentials,
  request: ServiceRequest,
  world: { readonly target: TargetCaller; readonly clock: Clock },
): Promise<TargetAnswer> {
  const { service, subdomain, region, kind } = uri;
  const { executionRole, caller } = credentials(exchange);
  const { method, target, headers, query, body, timeout } = request;
  return recorded(exchange, world.clock, timeout, (deadline) =>
    world.target.call({
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
    }),
  );
}

/** Makes a call within `timeout` milliseconds, and notes how it went as `$context.integration`. */
export async function recorded(
  exchange: Exchange,
  clock: Clock,
  timeout: number,
  call: (deadline: Deadline) => Promise<TargetAnswer>,
): Promise<TargetAnswer> {
  const started = clock.now();
  const note = (status: number | undefined, requestId: string | undefined, error: string | undefined) => {
    const latency = Math.round(clock.now() - started);
    exchange.integration = { status, integrationStatus: status, latency, requestId, error };
  };
  try {
    const answer = await withDeadline(timeout, call);
    note(answer.status, answer.headers.find(([name]) => name.toLowerCase() === 'x-amzn-requestid')?.[1], undefined);
    return answer;
  } catch (error) {
    note(undefined, undefined, error instanceof Error ? error.message : String(error));
    throw error;
  }
}
