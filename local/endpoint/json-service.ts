import { SluiceError } from '../errors';
import { deserialize } from './deserialize';
import { AwsFault } from './fault';
import type { AwsRequest, AwsResponse, AwsService } from './service';
import type { Input, Members } from './shape';
import { validate } from './validate';

/** One operation of a JSON service: its input as data, and what it does. */
export interface Operation<C> {
  readonly members: Members;
  /** @returns What is printed as JSON, or the JSON itself as text; undefined for an empty body */
  readonly run: (
    context: C,
    input: never,
    request: AwsRequest,
  ) => object | string | undefined | Promise<object | string | undefined>;
}

/** Binds the type of an operation's input to its shape. */
export function operation<C, M extends Members>(
  members: M,
  run: (
    context: C,
    input: Input<M>,
    request: AwsRequest,
  ) => object | string | undefined | Promise<object | string | undefined>,
): Operation<C> {
  return { members, run };
}

/** What goes wrong inside the runtime rather than in the call. */
export type FaultSink = (error: unknown) => void;

/**
 * A service that speaks JSON 1.1: reads the body, checks it against the operation's shape, runs the operation, and
 * words every failure as AWS does.
 */
export abstract class JsonService<C> implements AwsService {
  public abstract readonly name: string;
  public abstract readonly targetPrefix: string;
  protected abstract readonly operations: ReadonlyMap<string, Operation<C>>;
  protected abstract readonly context: C;
  /** Operations that AWS has besides. */
  protected readonly notEmulated: ReadonlySet<string> = new Set();

  /** @param onFault Told of failures that are answered as InternalFailure */
  protected constructor(private readonly onFault: FaultSink) {}

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    try {
      const name = this.operationName(request);
      const operation = this.operations.get(name);
      if (operation === undefined) throw new AwsFault('UnknownOperationException', this.tellOf(name));
      const input = deserialize(parse(request), operation.members);
      validate(operation.members, input);
      return answer(200, await operation.run(this.context, input as never, request));
    } catch (error) {
      return this.failure(error);
    }
  }

  private operationName(request: AwsRequest): string {
    if (request.action !== undefined) return request.action;
    const target = request.headers['x-amz-target'] ?? '';
    const prefix = `${this.targetPrefix}.`;
    return target.startsWith(prefix) ? target.slice(prefix.length) : '';
  }

  /** AWS says nothing of what it does not know; of what it has and this runtime has not, the caller should hear. */
  private tellOf(name: string): string | undefined {
    return this.notEmulated.has(name) ? `${name} is not emulated by the local runtime.` : undefined;
  }

  private failure(error: unknown): AwsResponse {
    if (error instanceof AwsFault) {
      if (error.status >= 500) this.onFault(error);
      return faultAnswer(error);
    }
    this.onFault(error);
    // What went wrong is on this machine, and its owner is the caller: tell him.
    const message = error instanceof SluiceError ? `${error.code}: ${error.message}` : undefined;
    return faultAnswer(new AwsFault('InternalFailure', message, 500));
  }
}

/** A fault as JSON services answer it. SerializationException alone spells its text with a capital. */
export function faultAnswer({ code, message, status }: AwsFault): AwsResponse {
  const member = code === 'SerializationException' ? 'Message' : 'message';
  return answer(status, { __type: code, ...(message !== '' && { [member]: message }) });
}

/** An answer whose bytes are made when they are asked for: the gateway reads its text. */
class JsonResponse implements AwsResponse {
  public readonly headers = { 'content-type': 'application/x-amz-json-1.1' };

  public constructor(
    public readonly status: number,
    public readonly text: string,
  ) {}

  public get body(): Buffer {
    return Buffer.from(this.text);
  }
}

function answer(status: number, body: object | string | undefined): AwsResponse {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return new JsonResponse(status, text);
}

function parse(request: AwsRequest): unknown {
  try {
    // The bytes may have to be made first.
    return JSON.parse(request.text ?? request.body.toString());
  } catch (error) {
    throw new AwsFault('SerializationException', undefined, 400, { cause: error });
  }
}
