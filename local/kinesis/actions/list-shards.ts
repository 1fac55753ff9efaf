import { AwsFault, type Input, operation } from '../../endpoint';
import type { Kinesis } from '../kinesis';
import { encodeToken, type PageToken, tryDecodeToken } from '../page-token';
import type { Shard } from '../shard';
import type { Stream } from '../stream';
import { describeShard } from './describe';
import { assertAllowed } from './operation';
import { LIST_LIMIT, NAME_TEXT, NEXT_TOKEN, STREAM_MEMBERS, TIMESTAMP } from './shapes';

const DEFAULT_LIMIT = 1_000;
/** Milliseconds a token can be used for. */
const LIFETIME = 300_000;
const HOUR = 3_600_000;

/** A token stands for them; that of the name alone is recorded. Source: API reference of ListShards. */
const NOT_WITH_TOKEN = ['StreamName', 'ExclusiveStartShardId', 'StreamCreationTimestamp'] as const;

const FILTERS = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
] as const;

const MEMBERS = {
  ExclusiveStartShardId: NAME_TEXT,
  MaxResults: LIST_LIMIT,
  NextToken: NEXT_TOKEN,
  StreamCreationTimestamp: TIMESTAMP,
  ShardFilter: {
    type: 'Structure',
    members: { Type: { type: 'String', required: true, values: FILTERS }, ShardId: NAME_TEXT, Timestamp: TIMESTAMP },
  },
  ...STREAM_MEMBERS,
} as const;

type ListInput = Input<typeof MEMBERS>;
type Filter = NonNullable<ListInput['ShardFilter']>;

export const listShards = operation(MEMBERS, (kinesis: Kinesis, input, request) => {
  const token = readToken(kinesis, input);
  const stream = kinesis.stream(token?.stream === undefined ? input : { StreamName: token.stream });
  assertAllowed(request, 'kinesis:ListShards', stream.definition.arn);
  const { MaxResults: limit = DEFAULT_LIMIT } = input;
  const filter = token === undefined ? input.ShardFilter : (token.filter as Filter | undefined);
  const after = token?.after ?? input.ExclusiveStartShardId ?? '';
  const rest = filtered(stream, filter, kinesis.clock.now()).filter(({ id }) => id > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const { name } = stream.definition;
  const made = kinesis.clock.now();
  return {
    Shards: page.map(describeShard),
    ...(rest.length > limit &&
      last !== undefined && {
        NextToken: encodeToken({ kind: 'shards', made, after: last.id, stream: name, ...(filter && { filter }) }),
      }),
  };
});

function readToken(kinesis: Kinesis, input: ListInput): PageToken | undefined {
  const { NextToken: text, StreamName: name, StreamARN: arn } = input;
  if (text === undefined) {
    if (name !== undefined || arn !== undefined) return undefined;
    throw new AwsFault('InvalidArgumentException', 'Either NextToken or StreamName should be provided.');
  }
  const other = NOT_WITH_TOKEN.find((member) => input[member] !== undefined);
  if (other !== undefined) {
    throw new AwsFault('InvalidArgumentException', `NextToken and ${other} cannot be provided together.`);
  }
  const token = tryDecodeToken(text);
  if (token?.kind !== 'shards') throw new AwsFault('InvalidArgumentException', 'NextToken is invalid.');
  if (kinesis.clock.now() - token.made <= LIFETIME) return token;
  throw new AwsFault('ExpiredNextTokenException', 'The pagination token passed to the operation is expired.');
}

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
function filtered(stream: Stream, filter: Filter | undefined, now: number): readonly Shard[] {
  const present = stream.present();
  const horizon = now - stream.definition.retentionHours * HOUR;
  switch (filter?.Type) {
    case undefined:
    case 'FROM_TRIM_HORIZON':
      return present;
    case 'AFTER_SHARD_ID':
      return present.filter(({ id }) => id > needed(filter.ShardId, 'ShardId', filter.Type));
    case 'AT_TRIM_HORIZON':
      return present.filter((shard) => wasOpen(shard, Math.max(horizon, stream.created)));
    case 'AT_LATEST':
      return present.filter(({ open }) => open);
    case 'AT_TIMESTAMP': {
      const at = needed(filter.Timestamp, 'Timestamp', filter.Type) * 1_000;
      return present.filter((shard) => wasOpen(shard, at));
    }
    case 'FROM_TIMESTAMP': {
      const from = needed(filter.Timestamp, 'Timestamp', filter.Type) * 1_000;
      return present.filter(({ closed }) => closed === undefined || closed >= from);
    }
    default:
      return present;
  }
}

function wasOpen({ created, closed }: Shard, at: number): boolean {
  return created <= at && (closed === undefined || closed > at);
}

/** The text is not recorded. */
function needed<T>(value: T | undefined, name: string, type: string): T {
  if (value !== undefined) return value;
  throw new AwsFault('InvalidArgumentException', `${name} must be specified when the shard filter type is ${type}.`);
}
