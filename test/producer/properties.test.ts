import * as fc from 'fast-check';
import { tryKplRecords } from '../../local/firehose/kpl';
import { KinesisProducer, ProducerError } from '../../producer';
import { FakeKinesis, type SentRecord, serviceError, type Verdict } from './fake-kinesis';
import { VirtualTime } from './virtual-time';

/** What may become of a request, drawn anew for each. */
const OUTCOMES = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.infiniteStream(fc.constantFrom('stored', 'stored', 'throttled', 'failed')).map(records),
    },
    { weight: 1, arbitrary: fc.constant<Verdict>({ hangs: true }) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(
          serviceError('ProvisionedThroughputExceededException', 400),
          serviceError('InternalFailure', 500),
          serviceError('AccessDeniedException', 400),
          serviceError('ValidationException', 400),
        )
        .map((error): Verdict => ({ throws: error })),
    },
  ),
  { maxLength: 60 },
);

const STEPS = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    size: fc.constantFrom(1, 10, 1_000, 400_000, 1_100_000),
    wait: fc.constantFrom(0, 0, 0, 5, 200, 20_000),
    abortAfter: fc.constantFrom(undefined, undefined, undefined, 0, 60),
    timeout: fc.constantFrom(100, 5_000, 100_000),
  }),
  { minLength: 1, maxLength: 40 },
);

const SETTINGS = fc.record({
  ordered: fc.boolean(),
  aggregation: fc.constantFrom(undefined, { groups: 2 }, { groups: 1, maxBytes: 2_000 }),
  concurrency: fc.constantFrom(1, 2, 4),
  linger: fc.constantFrom(0, 10),
  maxQueuedRecords: fc.constantFrom(3, 1_000),
});

function records(outcomes: { next(): IteratorResult<string> }): Verdict {
  const drawn: ('stored' | 'throttled' | 'failed')[] = [];
  return {
    records: (index) => {
      while (drawn.length <= index) drawn.push(outcomes.next().value as 'stored');
      return drawn[index] ?? 'stored';
    },
  };
}

/** Ids of the records that a stored one holds. */
function idsIn({ data }: SentRecord): number[] {
  const inside = tryKplRecords(Buffer.from(data))?.map((record) => record.data) ?? [Buffer.from(data)];
  return inside.map((bytes) => bytes.readUInt16BE(0));
}

test('whatever fails, each record has one outcome, counts add up, and order is kept where it is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(SETTINGS, STEPS, OUTCOMES, async (settings, steps, outcomes) => {
      const client = new FakeKinesis((request) => outcomes[request] ?? { records: () => 'stored' });
      const time = new VirtualTime();
      const producer = new KinesisProducer({ client, stream: 's', timing: time, ...settings });
      const checkCounts = (): void => {
        const { accepted, stored, failed, queued } = producer.counts;
        expect(accepted).toBe(stored + failed + queued);
      };
      const outcomesOf = new Map<number, string[]>();
      const keyOf = new Map<number, string>();
      for (const [id, { key, size, wait, abortAfter, timeout }] of steps.entries()) {
        const data = Buffer.alloc(size + 1);
        data.writeUInt16BE(id);
        const found: string[] = [];
        outcomesOf.set(id, found);
        keyOf.set(id, key);
        const abort = new AbortController();
        producer.put({ data, partitionKey: key }, { timeout, signal: abort.signal }).then(
          () => found.push('stored'),
          (error: unknown) => found.push(error instanceof ProducerError ? error.code : String(error)),
        );
        if (abortAfter !== undefined) time.schedule(() => abort.abort(), abortAfter);
        checkCounts();
        await time.advance(wait);
        checkCounts();
      }
      const flushed = producer.flush();
      await time.advance(400_000);
      await flushed;

      const { accepted, stored, failed, queued } = producer.counts;
      const all = [...outcomesOf.values()];
      expect(all.every(({ length }) => length === 1)).toBe(true);
      const turnedAway = all.flat().filter((code) => code === 'QueueFull' || code === 'RecordTooLarge').length;
      expect([accepted, queued]).toEqual([steps.length - turnedAway, 0]);
      expect(stored).toBe(all.flat().filter((code) => code === 'stored').length);
      expect(failed).toBe(accepted - stored);
      expect(time.pending).toBe(0);

      // Nothing is called stored that is not, nor stored twice: a request that hangs stores nothing here.
      const storedIds = client.stored.flatMap(idsIn);
      const told = [...outcomesOf].filter(([, [code]]) => code === 'stored').map(([id]) => id);
      expect([...storedIds].sort((a, b) => a - b)).toEqual(told);
      if (settings.ordered) {
        for (const key of new Set(keyOf.values())) {
          const ids = storedIds.filter((id) => keyOf.get(id) === key);
          expect(ids).toEqual([...ids].sort((a, b) => a - b));
        }
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
