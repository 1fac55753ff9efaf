import { type Body, bytesOf } from '../body';
import { type Authorize, AwsFault, type AwsRequest, type AwsResponse, type AwsService, faultAnswer } from '../endpoint';
import type { TargetAnswer, TargetCall, TargetCaller } from '../gateway';
import { headerName } from '../gateway/request/header-names';
import type { Faults, TargetFault } from './faults';

/** What a route's role, or the caller whose rights are used, may do. */
export type AuthorizeCall = (call: TargetCall) => Authorize | undefined;

/** Hands the gateway's calls to the services of this process, each as the request it would be on the wire. */
export class TargetRouter implements TargetCaller {
  private readonly services: ReadonlyMap<string, AwsService>;

  public constructor(
    services: readonly AwsService[],
    private readonly faults: Faults,
    private readonly authorize: AuthorizeCall,
    private readonly uuid: () => string,
  ) {
    this.services = new Map(services.map((service) => [service.name, service]));
  }

  public call(call: TargetCall): Promise<TargetAnswer> {
    const fault = this.faults.tryTarget(call.service);
    return (fault === undefined ? this.handle(call) : FAULTS[fault](call)).then(this.answerOf);
  }

  private handle(call: TargetCall): Promise<AwsResponse> {
    const service = this.services.get(call.service);
    if (service !== undefined) return service.handle(new CalledRequest(call, this.authorize(call)));
    return Promise.reject(new Error(`the local runtime has no service '${call.service}'`));
  }

  /** Every service names its answers; those that do not do it themselves have it done by their front end. */
  private readonly answerOf = (response: AwsResponse): TargetAnswer => {
    const { status, headers } = response;
    const pairs: (readonly [string, string])[] = Object.entries(headers);
    if (headers['x-amzn-requestid'] === undefined) pairs.push(['x-amzn-RequestId', this.uuid()]);
    return { status, headers: pairs, body: response.text ?? response.body };
  };
}

/** A call of the gateway as it would come over the wire. A text is made to bytes only where the service asks for them. */
class CalledRequest implements AwsRequest {
  public readonly method: string;
  public readonly path: string;
  public readonly query: string;
  public readonly text: string | undefined;
  public readonly action?: string;
  public readonly authorize?: Authorize;
  private content: Body;
  private readonly pairs: TargetCall['headers'];

  public constructor({ method, path, query, headers, body, action }: TargetCall, authorize: Authorize | undefined) {
    this.method = method;
    this.path = path === undefined ? '/' : `/${path}`;
    this.query = query.length === 0 ? '' : queryText(query);
    this.pairs = headers;
    this.content = body;
    this.text = typeof body === 'string' ? body : undefined;
    if (action !== undefined) this.action = action;
    if (authorize !== undefined) this.authorize = authorize;
  }

  /** Put together where they are asked for: a service that is told the action needs none. */
  public get headers(): Readonly<Record<string, string>> {
    return headersOf(this.pairs);
  }

  public get body(): Buffer {
    const bytes = bytesOf(this.content);
    this.content = bytes;
    return bytes;
  }
}

const FAULTS: { readonly [how in TargetFault]: (call: TargetCall) => Promise<AwsResponse> } = {
  fail: async () => faultAnswer(new AwsFault('InternalFailure', 'Failed on purpose.', 500)),
  deny: async () => faultAnswer(new AwsFault('AccessDeniedException', 'Denied on purpose.')),
  timeout: ({ signal }) =>
    new Promise((_, reject) => {
      const end = (): void => reject(new Error('kept waiting on purpose'));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    }),
};

function queryText(pairs: TargetCall['query']): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

function headersOf(pairs: TargetCall['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = headerName(name).lower;
    const other = headers[key];
    headers[key] = other === undefined ? value : `${other}, ${value}`;
  }
  return headers;
}
