import { AwsFault, type AwsRequest, type Input, type Members, type Operation, operation } from '../../endpoint';
import type { DeliveryStream } from '../delivery-stream';
import type { Firehose } from '../firehose';

/** A delivery stream's name. */
export const DELIVERY_STREAM_NAME = {
  type: 'String',
  required: true,
  pattern: '[a-zA-Z0-9_.-]+',
  min: 1,
  max: 64,
} as const;

type Output = object | Promise<object>;

/** An operation on one delivery stream, which the caller must be allowed to do. */
export function deliveryStreamOperation<M extends Members>(
  action: string,
  members: M,
  run: (stream: DeliveryStream, input: Input<M>) => Output,
): Operation<Firehose> {
  const all = { DeliveryStreamName: DELIVERY_STREAM_NAME, ...members };
  return operation(all as Members, (firehose: Firehose, input, request) => {
    const { DeliveryStreamName: name } = input as { DeliveryStreamName: string };
    const stream = firehose.try(name);
    if (stream === undefined) {
      const account = firehose.list()[0]?.definition.account ?? '';
      throw new AwsFault('ResourceNotFoundException', `Firehose ${name} under account ${account} not found.`);
    }
    assertAllowed(request, action, stream.definition.arn);
    return run(stream, input as unknown as Input<M>);
  });
}

/** @throws AwsFault AccessDeniedException */
export function assertAllowed({ authorize }: AwsRequest, action: string, resource: string): void {
  const refusal = authorize?.(`firehose:${action}`, resource);
  if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal);
}

/** @throws AwsFault InvalidSourceException where the records come from elsewhere */
export function assertDirectPut({ definition: { name, account, source } }: DeliveryStream): void {
  if (source.kind === 'DirectPut') return;
  const message = `This operation is not permitted on ${source.kind} delivery stream type.`;
  throw new AwsFault('InvalidSourceException', `${message} Firehose ${name} under account ${account}`);
}

/** AWS's answer to puts over the quota. */
export function slowDown(): AwsFault {
  return new AwsFault('ServiceUnavailableException', SLOW_DOWN, 503);
}

export const SLOW_DOWN = 'Slow down.';

/** A record of a put. Source: Firehose quotas, 1,000 KiB before base64. */
export const RECORD = {
  type: 'Structure',
  required: true,
  members: { Data: { type: 'Blob', required: true, max: 1_024_000 } },
} as const;
