import { AwsFault, type AwsRequest, type Input, type Members, type Operation, operation } from '../../endpoint';
import { inStream, type Kinesis, type StreamInput } from '../kinesis';
import { type Shard, shardId, tryShardIndex } from '../shard';
import type { Stream } from '../stream';

type Output = object | string | undefined;

/** An operation on one stream, which the caller must be allowed to do. */
export function streamOperation<M extends Members>(
  action: string,
  members: M,
  run: (stream: Stream, input: Input<M>, kinesis: Kinesis) => Output | Promise<Output>,
): Operation<Kinesis> {
  const permission = `kinesis:${action}`;
  return operation(members, (kinesis: Kinesis, input: Input<M>, request) => {
    const stream = kinesis.stream(input as StreamInput);
    assertAllowed(request, permission, stream.definition.arn);
    return run(stream, input, kinesis);
  });
}

/**
 * @param permission Such as `kinesis:ListStreams`
 * @throws AwsFault AccessDeniedException
 */
export function assertAllowed({ authorize }: AwsRequest, permission: string, resource: string): void {
  const refusal = authorize?.(permission, resource);
  if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal);
}

/** The shard a call names. @throws AwsFault ResourceNotFoundException */
export function shardOf(stream: Stream, id: string): Shard {
  const index = tryShardIndex(id);
  const shard = index === undefined ? undefined : stream.shards.try(index);
  if (shard !== undefined) return shard;
  const printed = index === undefined ? id : shardId(index);
  throw new AwsFault('ResourceNotFoundException', `Could not find shard ${printed} ${inStream(stream)}.`);
}

/** @throws AwsFault where the stream's shards cannot be changed now */
export function assertReshardable(stream: Stream): void {
  const { name, account, mode } = stream.definition;
  if (mode === 'ON_DEMAND') {
    throw new AwsFault(
      'ValidationException',
      `Request is invalid. Stream ${name} under account ${account} is in On-Demand mode.`,
    );
  }
  if (stream.status !== 'ACTIVE') {
    throw new AwsFault(
      'ResourceInUseException',
      `Stream ${name} under account ${account} not ACTIVE, instead in state ${stream.status}`,
    );
  }
}
