import { type Clock, systemClock } from '../clock';
import { type CompiledPolicies, type RequestPrincipal, TRANSPORT } from '../iam';
import { type KnownCredentials, SigningKeyCache, verify } from '../sigv4';
import { authorizeCaller, type EndpointCaller } from './caller';
import { isCbor, refuseCbor } from './cbor';
import { EndpointError } from './errors';
import { AwsFault } from './fault';
import { type FaultSink, faultAnswer } from './json-service';
import { RequestIds } from './request-ids';
import type { Authorize, AwsRequest, AwsResponse, AwsService } from './service';

const MAX_BODY = 16 * 1_024 * 1_024;
const SCOPE = /Credential=[^/,\s]+\/[^/,\s]+\/[^/,\s]+\/([^/,\s]+)/;
const PRESIGNED_SCOPE = /(?:^|&)X-Amz-Credential=[^&]*?(?:%2F|\/)[^&]*?(?:%2F|\/)[^&]*?(?:%2F|\/)([^&/%]+)/i;

export interface EndpointOptions {
  readonly services: readonly AwsService[];
  readonly region: string;
  /** The account that resources without one in their ARN belong to. */
  readonly account: string;
  /** Who signs with an access key. */
  readonly lookup: (accessKeyId: string) => KnownCredentials<EndpointCaller> | undefined;
  /** The policy of the resource that an ARN names, where its service does not bring it along. @default - none has one */
  readonly resourcePolicy?: (arn: string) => CompiledPolicies | undefined;
  /** What is asked beside a caller's policies. @default - nothing */
  readonly guard?: (decide: Authorize, principal: RequestPrincipal) => Authorize;
  /** @default - the wall clock */
  readonly clock?: Clock;
  /** The same seed gives the same request ids. @default - random ids */
  readonly seed?: string;
  /** Told of what is answered as an internal failure. @default - nobody is told */
  readonly onFault?: FaultSink;
}

/** What is known of a request before its body is read. */
export type RequestHead = Pick<AwsRequest, 'method' | 'path' | 'query' | 'headers'>;

/** All services behind one address: finds the one that is meant, verifies who calls, and passes the call on. */
export class AwsEndpoint {
  private readonly services: ReadonlyMap<string, AwsService>;
  private readonly byTarget: ReadonlyMap<string, AwsService>;
  private readonly signingKeys = new SigningKeyCache();
  private readonly requestIds: RequestIds;
  private readonly clock: Clock;
  private readonly onFault: FaultSink;

  public constructor(private readonly options: EndpointOptions) {
    const { services, clock = systemClock, seed, onFault = () => {} } = options;
    this.services = new Map(services.map((service) => [service.name, service]));
    this.byTarget = new Map(
      services.flatMap((service): [string, AwsService][] =>
        service.targetPrefix === undefined ? [] : [[service.targetPrefix, service]],
      ),
    );
    this.requestIds = new RequestIds(seed);
    this.clock = clock;
    this.onFault = onFault;
  }

  /** The longest body that will be looked at, in bytes. */
  public maxBodySize(head: RequestHead): number {
    return this.serviceOf(head)?.maxBodySize ?? MAX_BODY;
  }

  /** Answers every call; never rejects. */
  public async handle(request: AwsRequest): Promise<AwsResponse> {
    const answer = await this.answer(request);
    const { status, headers, body } = answer;
    return { status, headers: { 'x-amzn-requestid': this.requestIds.next(), ...headers }, body };
  }

  /** The answer to a body that is longer than {@link maxBodySize}. */
  public refuseBody(head: RequestHead): AwsResponse {
    const fault = new AwsFault('RequestEntityTooLargeException', 'The request body is too large.', 413);
    return this.refuse(this.serviceOf(head), fault, head);
  }

  private async answer(request: AwsRequest): Promise<AwsResponse> {
    const service = this.serviceOf(request);
    try {
      if (service === undefined) return unknownService();
      if (isCbor(request)) return refuseCbor(request);
      return await this.verified(service, request);
    } catch (error) {
      if (error instanceof AwsFault) return this.refuse(service, error, request);
      this.onFault(error);
      return this.refuse(service, new AwsFault('InternalFailure', undefined, 500), request);
    }
  }

  private async verified(service: AwsService, request: AwsRequest): Promise<AwsResponse> {
    const { region, lookup, account, guard = (ask: Authorize) => ask } = this.options;
    const now = this.clock.now();
    const verification = verify(request, { service: service.name, region, lookup, now, signingKeys: this.signingKeys });
    if (!verification.ok) {
      const { code, message, status } = verification.refusal;
      throw new AwsFault(code, message, status);
    }
    let asked = false;
    const decide = authorizeCaller(verification.principal, account);
    const ask: Authorize = (action, resource, options) => {
      asked = true;
      const policy = options?.policy ?? this.options.resourcePolicy?.(resource);
      return decide(action, resource, {
        ...options,
        ...(policy !== undefined && { policy }),
        context: { ...TRANSPORT, ...options?.context },
      });
    };
    const { principal: caller } = verification.principal;
    const answer = await service.handle({ ...request, caller, authorize: guard(ask, caller) });
    if (answer.status < 400 && !asked) {
      throw new EndpointError('ENDPOINT_UNASKED', 'the call was answered without asking for permission', service.name);
    }
    return answer;
  }

  /** By the scope of the signature, else by the target of the call. */
  private serviceOf({ headers, query }: RequestHead): AwsService | undefined {
    const scope = SCOPE.exec(headers.authorization ?? '') ?? PRESIGNED_SCOPE.exec(query);
    const named = scope?.[1] === undefined ? undefined : this.services.get(scope[1]);
    return named ?? this.byTarget.get((headers['x-amz-target'] ?? '').split('.')[0] ?? '');
  }

  private refuse(service: AwsService | undefined, fault: AwsFault, head: RequestHead): AwsResponse {
    return service?.refuse?.(fault, head) ?? faultAnswer(fault);
  }
}

/** As AWS answers a call that names no service (recorded by kinesalite's author). */
function unknownService(): AwsResponse {
  const text = 'Unable to determine service/operation name to be authorized';
  const body = `<AccessDeniedException>\n  <Message>${text}</Message>\n</AccessDeniedException>\n`;
  return { status: 403, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}
