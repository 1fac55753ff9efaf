import { AwsFault } from '../../endpoint';
import { LambdaError } from '../errors';
import type { MappingEnvironment } from './environment';
import { failureKey, failureRecord, type GivenUp } from './failure-record';
import { type EventOrigin, kinesisEvent } from './kinesis-event';

const RETRY = { first: 1_000, most: 60_000 };

export interface FailureOrigin extends EventOrigin {
  readonly mappingId: string;
  readonly functionArn: string;
}

/**
 * Hands what was given up on to the mapping's destination: a queue gets the metadata, a bucket the records as well.
 * What is refused for want of a permission is dropped with a note, as AWS does; other failures are tried again, since
 * nothing else would ever tell of the records.
 *
 * @returns Whether a destination took them
 */
export async function deliverFailure(
  destination: string | undefined,
  givenUp: GivenUp,
  origin: FailureOrigin,
  env: MappingEnvironment,
): Promise<boolean> {
  const { records, condition } = givenUp;
  const range = `${records.length} records of ${origin.shardId} from ${records[0]?.sequenceNumber ?? ''}`;
  const note = (level: 'warning' | 'error', message: string): void =>
    env.log({ kind: 'note', level, subject: origin.mappingId, message });
  if (destination === undefined) {
    note('error', `${condition}: ${range} are dropped, since the mapping has no on-failure destination`);
    return false;
  }
  for (let delay = RETRY.first; ; delay = Math.min(delay * 2, RETRY.most)) {
    try {
      await deliver(destination, givenUp, origin, env);
      note('warning', `${condition}: ${range} went to ${destination}`);
      return true;
    } catch (error) {
      if (error instanceof AwsFault && /AccessDenied/.test(error.code)) {
        note('error', `${condition}: ${range} are dropped: ${error.message}`);
        return false;
      }
      const failure = new LambdaError(
        'LAMBDA_DESTINATION_FAILED',
        `${destination} did not take ${range}: ${String(error)}`,
        origin.mappingId,
        { cause: error },
      );
      note('error', `${failure.code}: ${failure.message}`);
      await env.scheduler.sleep(delay);
    }
  }
}

async function deliver(
  destination: string,
  givenUp: GivenUp,
  origin: FailureOrigin,
  env: MappingEnvironment,
): Promise<void> {
  const now = env.scheduler.now();
  const { mappingId, role, shardId } = origin;
  const record = failureRecord(givenUp, origin, now, env.uuid());
  if (destination.split(':')[2] === 'sqs') {
    permit(env, role, 'sqs:SendMessage', destination);
    await env.sendMessage(destination, JSON.stringify(record), role);
    return;
  }
  const key = failureKey(mappingId, shardId, now, env.uuid());
  permit(env, role, 's3:PutObject', `${destination}/${key}`);
  const payload = JSON.stringify(kinesisEvent(givenUp.records, origin));
  await env.putObject(destination, key, Buffer.from(JSON.stringify({ ...record, payload })), role);
}

function permit({ authorize }: MappingEnvironment, role: string, action: string, resource: string): void {
  const refusal = authorize(role, action, resource);
  if (refusal !== undefined) throw new AwsFault('AccessDenied', refusal, 403);
}
