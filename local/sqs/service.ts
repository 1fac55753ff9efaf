import { randomUUID } from 'node:crypto';
import { AwsFault, type AwsRequest, type AwsResponse, type AwsService, type FaultSink } from '../endpoint';
import { ACTIONS } from './actions';
import { SqsFault } from './fault';
import { Input } from './input';
import { jsonProtocol } from './json-protocol';
import type { Protocol } from './protocol';
import { queryProtocol } from './query-protocol';
import type { Queue } from './queue';
import type { Sqs } from './sqs';

export interface SqsServiceOptions {
  /** Told of failures that are answered as InternalFailure. @default - nobody is */
  readonly onFault?: FaultSink;
  /** The URL of a queue, as the endpoint is reached. @default - as on AWS */
  readonly urlOf?: (queue: Queue) => string;
}

/** SQS's API, in both of its protocols: AWS JSON 1.0, and forms with answers in XML or JSON. */
export class SqsService implements AwsService {
  public readonly name = 'sqs';
  public readonly targetPrefix = 'AmazonSQS';
  private readonly onFault: FaultSink;
  private readonly urlOf: (queue: Queue) => string;

  public constructor(
    private readonly sqs: Sqs,
    options: SqsServiceOptions = {},
  ) {
    this.onFault = options.onFault ?? (() => {});
    this.urlOf = options.urlOf ?? (({ definition }) => definition.url);
  }

  public refuse(fault: AwsFault, request: Pick<AwsRequest, 'method' | 'path' | 'headers'>): AwsResponse {
    const protocol = protocolOf({ ...request, query: '', body: Buffer.alloc(0) });
    return protocol.refuse(new SqsFault(fault.code, fault.message, fault.status), randomUUID());
  }

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    const requestId = randomUUID();
    const protocol = protocolOf(request);
    try {
      const { action, input } = protocol.read();
      const run = ACTIONS.get(action);
      if (run === undefined)
        throw new SqsFault('InvalidAction', `The action ${action} is not valid for this endpoint.`);
      const { sqs, urlOf } = this;
      const context = { sqs, urlOf, senderId: senderOf(request), permit: permission(request) };
      return protocol.answer(action, await run(context, new Input(input)), requestId);
    } catch (error) {
      if (error instanceof SqsFault) return protocol.refuse(error, requestId);
      // Of a key that the queue is encrypted with.
      if (error instanceof AwsFault) return protocol.refuse(new SqsFault(error.code, error.message), requestId);
      this.onFault(error);
      const message = 'We encountered an internal error. Please try again.';
      return protocol.refuse(new SqsFault('InternalFailure', message, 500), requestId);
    }
  }
}

function protocolOf(request: AwsRequest): Protocol {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  const isJson = headers['x-amz-target'] !== undefined || type.startsWith('application/x-amz-json');
  return isJson ? jsonProtocol(request) : queryProtocol(request);
}

function permission({ authorize }: AwsRequest): (action: string, resource: string) => void {
  return (action, resource) => {
    const refusal = authorize?.(action, resource);
    if (refusal !== undefined) throw new SqsFault('AccessDenied', refusal, 403);
  };
}

/** A user's id, or `roleId:session`, as far as they are known. */
function senderOf({ caller }: AwsRequest): string {
  if (caller === undefined || caller.type === 'anonymous') return 'anonymous';
  if (caller.type === 'service') return caller.service;
  if (caller.type === 'federated') return caller.provider;
  const id = 'id' in caller ? caller.id : undefined;
  if (caller.type === 'role' && caller.sessionArn !== undefined) {
    return `${id ?? 'AROA'}:${caller.sessionArn.slice(caller.sessionArn.lastIndexOf('/') + 1)}`;
  }
  return id ?? caller.account;
}
