import { bytesOf, textOf } from '../../body';
import type { GatewayEnvironment } from '../api/environment';
import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';
import { Refusal } from '../refusal';
import type { TargetAnswer } from '../target';
import type { Backend, BackendAnswer } from './backend';
import type { Credentials } from './credentials';
import { addGatewayHeaders } from './gateway-headers';
import { callService } from './service-call';
import { compilePlaceholders, type ServiceUri } from './service-uri';

export interface ServiceBackendOptions {
  readonly uri: ServiceUri;
  readonly credentials: Credentials;
  /** `IntegrationHttpMethod` */
  readonly method: string;
  readonly timeout: number;
}

/** AWS: an action of a service, or a function invoked with a template's output. */
export class ServiceBackend implements Backend {
  private readonly target: ReturnType<typeof compilePlaceholders>;

  public constructor(
    private readonly options: ServiceBackendOptions,
    private readonly environment: GatewayEnvironment,
  ) {
    this.target = compilePlaceholders(options.uri.target, encodeURIComponent);
  }

  public call(exchange: Exchange, request: IntegrationRequest, body: Buffer | string): Promise<BackendAnswer> {
    const { uri, credentials, method, timeout } = this.options;
    addGatewayHeaders(exchange, request);
    return callService(
      exchange,
      uri,
      credentials,
      {
        method,
        target: this.target(exchange, request),
        headers: request.headers(),
        query: request.query(),
        body,
        timeout,
      },
      this.environment,
    ).then(uri.functionArn === undefined ? serviceAnswer : functionAnswer);
  }
}

function serviceAnswer({ status, headers, body }: TargetAnswer): BackendAnswer {
  return { status, headers, body: typeof body === 'string' ? body : bytesOf(body), selectionValue: String(status) };
}

/** A function's answers are told apart by `errorMessage` alone: without one, the text matched is empty. */
function functionAnswer(answer: TargetAnswer): BackendAnswer {
  checkInvocation(answer, 504);
  const body = textOf(answer.body);
  const failed = answer.headers.some(([name]) => name.toLowerCase() === 'x-amz-function-error');
  return {
    status: answer.status,
    headers: answer.headers,
    body,
    selectionValue: failed ? (tryErrorMessage(body) ?? '') : '',
  };
}

/**
 * Refuses what the Lambda service itself answered with an error.
 *
 * @param throttled Status for a throttled function: 504 was seen behind a mapped integration, never 429
 */
export function checkInvocation({ status, body }: TargetAnswer, throttled: number): void {
  if (status >= 200 && status < 300) return;
  const reason = `the function could not be invoked: ${status} ${textOf(body).slice(0, 300)}`;
  if (status === 413) throw new Refusal('REQUEST_TOO_LARGE', { reason });
  throw new Refusal('INTEGRATION_FAILURE', { reason, status: status === 429 ? throttled : 500 });
}

export function tryErrorMessage(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const message = typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed && parsed.errorMessage;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
