import { randomUUID } from 'node:crypto';
import { AwsFault, type AwsRequest, type AwsResponse, type AwsService, type FaultSink } from '../endpoint';
import type { EventInvocations } from './event-invocations';
import { eventText, PAYLOAD_LIMIT } from './invocation';
import type { Lambda } from './lambda';
import type { LambdaFunction } from './lambda-function';

/** Of an asynchronous call; 256 KiB until late 2025. */
const EVENT_LIMIT = 1_048_576;
const INVOCATIONS = /^\/?(?:2015-03-31\/)?functions\/(.+)\/invocations\/?$/;
const CONFIGURATION = /^\/?2015-03-31\/functions\/([^/]+)\/configuration$/;
const FUNCTION = /^\/?2015-03-31\/functions\/([^/]+)$/;
const LIST = /^\/?2015-03-31\/functions\/?$/;

type Route = readonly [
  method: string,
  path: RegExp,
  run: (service: LambdaService, reference: string, request: AwsRequest) => AwsResponse | Promise<AwsResponse>,
];

const ROUTES: readonly Route[] = [
  ['POST', INVOCATIONS, (service, reference, request) => service.invoke(reference, request)],
  ['GET', CONFIGURATION, (service, reference, request) => service.configuration(reference, request)],
  ['GET', FUNCTION, (service, reference, request) => service.describe(reference, request)],
  ['GET', LIST, (service, _, request) => service.listFunctions(request)],
];

/** Lambda's API: Invoke, GetFunction, GetFunctionConfiguration and ListFunctions, as REST with JSON. */
export class LambdaService implements AwsService {
  public readonly name = 'lambda';
  /** The service itself refuses what is longer than it takes. */
  public readonly maxBodySize = PAYLOAD_LIMIT + 1_048_576;

  public constructor(
    private readonly lambda: Lambda,
    private readonly events: EventInvocations,
    private readonly onFault: FaultSink = () => {},
  ) {}

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    try {
      const path = decodePath(request.path);
      for (const [method, pattern, run] of ROUTES) {
        const match = request.method === method ? pattern.exec(path) : null;
        if (match !== null) return await run(this, match[1] ?? '', request);
      }
      throw new AwsFault('UnknownOperationException', `${request.method} ${path} is not emulated`, 404);
    } catch (error) {
      if (error instanceof AwsFault) return this.refuse(error);
      this.onFault(error);
      return this.refuse(new AwsFault('ServiceException', 'An internal error occurred.', 500));
    }
  }

  public async invoke(reference: string, request: AwsRequest): Promise<AwsResponse> {
    const qualifier = new URLSearchParams(request.query).get('Qualifier');
    const full = qualifier === null ? reference : `${reference}:${qualifier}`;
    const target = this.permitted('lambda:InvokeFunction', full, request);
    const kind = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const run = Object.hasOwn(INVOCATION_TYPES, kind) ? INVOCATION_TYPES[kind as InvocationType] : undefined;
    if (run === undefined) {
      const message = `1 validation error detected: Value '${kind}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`;
      throw new AwsFault('ValidationException', message);
    }
    return run(this, { reference: target.definition.name === reference ? target.definition.arn : full, request });
  }

  public async respond(reference: string, { body, headers }: AwsRequest): Promise<AwsResponse> {
    const context = headers['x-amz-client-context'];
    const result = await this.lambda.invoke(reference, body, {
      ...(context !== undefined && { clientContext: Buffer.from(context, 'base64').toString() }),
      ...(headers['x-amzn-trace-id'] !== undefined && { traceId: headers['x-amzn-trace-id'] }),
    });
    const { functionError, logTail, payload, requestId } = result;
    const wantsLog = headers['x-amz-log-type'] === 'Tail';
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
        ...(wantsLog && { 'x-amz-log-result': Buffer.from(logTail).toString('base64') }),
      },
      body: payload,
    };
  }

  public async accept(reference: string, { body }: AwsRequest): Promise<AwsResponse> {
    if (body.length > EVENT_LIMIT) {
      const message = `${body.length} byte payload is too large for the Event invocation type (limit ${EVENT_LIMIT} bytes)`;
      throw new AwsFault('RequestEntityTooLargeException', message, 413);
    }
    eventText(body);
    const requestId = randomUUID();
    await this.events.accept(reference, body, requestId);
    return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: Buffer.alloc(0) };
  }

  public configuration(reference: string, request: AwsRequest): AwsResponse {
    return json(200, configurationOf(this.permitted('lambda:GetFunctionConfiguration', reference, request)));
  }

  public describe(reference: string, request: AwsRequest): AwsResponse {
    const Configuration = configurationOf(this.permitted('lambda:GetFunction', reference, request));
    return json(200, { Configuration, Code: { RepositoryType: 'S3' }, Tags: {} });
  }

  public listFunctions(request: AwsRequest): AwsResponse {
    this.assertAllowed('lambda:ListFunctions', '*', request);
    return json(200, { Functions: this.lambda.list().map(configurationOf) });
  }

  private permitted(action: string, reference: string, request: AwsRequest): LambdaFunction {
    const found = this.lambda.resolve(reference);
    this.assertAllowed(action, found.definition.arn, request);
    return found;
  }

  private assertAllowed(action: string, resource: string, { authorize }: AwsRequest): void {
    const refusal = authorize?.(action, resource);
    if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal, 403);
  }

  public refuse({ code, message, status }: AwsFault): AwsResponse {
    const reason = code === 'TooManyRequestsException' && { Reason: 'ConcurrentInvocationLimitExceeded' };
    return json(status, { ...reason, Type: status >= 500 ? 'Service' : 'User', Message: message }, code);
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface Call {
  readonly reference: string;
  readonly request: AwsRequest;
}

type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

const INVOCATION_TYPES: Readonly<
  Record<InvocationType, (service: LambdaService, call: Call) => AwsResponse | Promise<AwsResponse>>
> = {
  RequestResponse: (service, { reference, request }) => service.respond(reference, request),
  Event: (service, { reference, request }) => service.accept(reference, request),
  DryRun: () => ({ status: 204, headers: { 'x-amzn-requestid': randomUUID() }, body: Buffer.alloc(0) }),
};

function configurationOf({ definition }: LambdaFunction): object {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.runtime,
    Role: definition.role,
    Handler: definition.handler,
    Timeout: definition.timeout,
    MemorySize: definition.memory,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: Object.fromEntries(definition.environment) },
  };
}

function json(status: number, body: object, errorType?: string): AwsResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': randomUUID(),
      ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}
