import { formatSequenceNumber } from '../../../local/kinesis/sequence-number';
import { positionIn, runsOf } from '../../../local/trace/record-runs';

function origin(shardIndex: number, ordinal: number, subsequenceNumber = 0) {
  const sequenceNumber = formatSequenceNumber({
    ...{ shardCreated: 1_700_000_000, shardIndex, time: 1_700_000_100 },
    place: BigInt(ordinal + 1),
  });
  return { shardId: `shardId-${shardIndex}`, sequenceNumber, subsequenceNumber, partitionKey: 'k' };
}

test('records that follow each other are one run', () => {
  const origins = [origin(0, 5), origin(0, 6), origin(0, 7), origin(1, 0), origin(1, 1)];
  expect(runsOf(origins, [])).toEqual([
    [0, 5, 3],
    [1, 0, 2],
  ]);
});

test('direct puts are a run of no shard', () => {
  expect(runsOf([undefined, undefined, undefined], [3, 4, 9])).toEqual([[-1, [3, 4, 9]]]);
  expect(runsOf([undefined, undefined], [3, 4])).toEqual([[-1, 3, 2]]);
});

test('records with gaps between them, and parts of one record, are named one by one', () => {
  const whole = origin(0, 5);
  expect(runsOf([origin(0, 1), origin(0, 3)], [])).toEqual([[0, [1, 3]]]);
  // First, last and count alone would pass for 5, 6, 7.
  expect(runsOf([whole, whole, origin(0, 7)], [])).toEqual([[0, [5, 5, 7]]]);
  expect(runsOf([origin(0, 5), origin(0, 5, 1), origin(0, 7)], [])).toEqual([[0, [5, 5, 7]]]);
});

test('a record is found at its position in the object', () => {
  const runs = runsOf([origin(1, 0), origin(0, 5), origin(0, 6), origin(1, 4), origin(1, 7)], []);
  const positions = [origin(1, 0), origin(0, 6), origin(1, 7)].map((_, at) =>
    positionIn(
      runs,
      [
        { shard: 1, ordinal: 0 },
        { shard: 0, ordinal: 6 },
        { shard: 1, ordinal: 7 },
      ][at] ?? { shard: 9, ordinal: 9 },
    ),
  );
  expect(positions).toEqual([0, 2, 4]);
  expect(positionIn(runs, { shard: 0, ordinal: 4 })).toBeUndefined();
  expect(positionIn(runs, { shard: -1, ordinal: 5 })).toBeUndefined();
});
