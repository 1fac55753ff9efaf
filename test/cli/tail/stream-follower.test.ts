import { KinesisFault, type ReadPage, UnreachableError } from '../../../cli/tail/kinesis-client';
import { type FollowOptions, StreamFollower } from '../../../cli/tail/stream-follower';

type Client = FollowOptions['client'];

const RECORD = (number: number) => ({ SequenceNumber: String(number), PartitionKey: 'k', Data: '' });
const SHARD = (id: string) => ({ ShardId: id, SequenceNumberRange: {} });

/** Follows a stream of one shard whose reads are scripted, until the script ends. */
async function follow(reads: readonly (ReadPage | Error)[]) {
  const controller = new AbortController();
  const points: object[] = [];
  const numbers: string[] = [];
  const notes: string[] = [];
  let at = 0;
  const client: Client = {
    shards: async () => [SHARD('s')],
    iterator: async (_stream, _shardId, from) => {
      points.push(from);
      return `i${points.length}`;
    },
    records: async () => {
      const read = reads[at++];
      if (at >= reads.length) controller.abort();
      if (read instanceof Error) throw read;
      return read ?? { Records: [], NextShardIterator: 'i' };
    },
  };
  const follower = new StreamFollower({
    ...{ client, stream: { StreamName: 's' }, shardId: undefined, signal: controller.signal },
    from: { ShardIteratorType: 'LATEST' },
    onRecord: (_, { SequenceNumber }) => void numbers.push(SequenceNumber),
    onNote: (note) => void notes.push(note),
  });
  await follower.run();
  return { points, numbers, notes };
}

test('a stale iterator is replaced by one after the last record', async () => {
  const page = { Records: [RECORD(1)], NextShardIterator: 'next' };
  const { points } = await follow([page, new KinesisFault('ExpiredIteratorException', ''), { Records: [] }]);
  expect(points).toEqual([
    { ShardIteratorType: 'LATEST' },
    { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '1' },
  ]);
});

test('a throttle is waited out with the same iterator', async () => {
  const page = { Records: [], NextShardIterator: 'next' };
  const { points } = await follow([page, new KinesisFault('ProvisionedThroughputExceededException', ''), page]);
  expect(points).toEqual([{ ShardIteratorType: 'LATEST' }]);
});

test('an endpoint that is lost is told of once, and what came meanwhile is read when it is back', async () => {
  const page = { Records: [], NextShardIterator: 'next' };
  const gone = new UnreachableError('nothing answers');
  const { points, notes } = await follow([page, gone, gone, page, page]);
  expect(notes).toEqual(['nothing answers; trying again', 'back again']);
  expect(points[0]).toEqual({ ShardIteratorType: 'LATEST' });
  expect(points[1]).toMatchObject({ ShardIteratorType: 'AT_TIMESTAMP' });
});

test('fails on what time does not heal', async () => {
  await expect(follow([new KinesisFault('AccessDeniedException', 'no')])).rejects.toThrow('AccessDeniedException: no');
});
