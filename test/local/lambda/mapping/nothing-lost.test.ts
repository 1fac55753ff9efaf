import * as fc from 'fast-check';
import { AwsFault } from '../../../../local/endpoint';
import { Mapped } from './mapping-fixture';

/** What the function does in one invocation. */
type Fault = 'works' | 'fails' | 'throttled' | 'partial' | 'names a stranger';
const FAULTS: readonly Fault[] = ['works', 'works', 'fails', 'throttled', 'partial', 'names a stranger'];

// A busy machine takes its time over two hundred pipelines.
jest.setTimeout(120_000);

describe('what a mapping takes in', () => {
  test('is delivered or given up, each record once, whatever the function does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          records: fc.array(fc.record({ key: fc.integer({ min: 0, max: 4 }), poison: fc.boolean() }), {
            maxLength: 40,
          }),
          faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 30 }),
          batchSize: fc.integer({ min: 1, max: 12 }),
          parallelization: fc.integer({ min: 1, max: 4 }),
          maximumRetries: fc.integer({ min: 0, max: 3 }),
          window: fc.constantFrom(0, 5),
          bisects: fc.boolean(),
          reportsFailures: fc.boolean(),
        }),
        async ({ faults, records, ...changes }) => {
          const pattern = [...faults];
          const mapped = new Mapped(
            (bodies) => {
              const fault = pattern.shift() ?? 'works';
              const poison = bodies.filter((body) => body.endsWith('poison'));
              if (fault === 'throttled') throw new AwsFault('TooManyRequestsException', 'Rate Exceeded.', 429);
              if (changes.reportsFailures && fault === 'partial') return [...poison, ...bodies.slice(-1)];
              if (changes.reportsFailures && poison.length > 0 && fault === 'works') return poison;
              if (poison.length > 0 || fault === 'fails') throw new Error(fault);
              if (changes.reportsFailures && fault === 'names a stranger') throw new Error(fault);
              return undefined;
            },
            { ...changes, failureDestination: 'arn:aws:s3:::failed' },
          );
          const put = records.map(({ key, poison }, index) => {
            const body = `${index}${poison ? ' poison' : ''}`;
            mapped.put(body, `key-${key}`);
            return body;
          });
          mapped.mapping.start();
          await mapped.scheduler.advance(1_500_000);

          const givenUp = mapped.objects.flatMap(({ value }) => {
            const { Records } = JSON.parse(String(value.payload));
            return Records.map(({ kinesis }: { kinesis: { data: string } }) =>
              Buffer.from(kinesis.data, 'base64').toString(),
            );
          });
          expect([...mapped.delivered, ...givenUp].sort()).toEqual([...put].sort());
          expect(mapped.mapping.pending).toBe(0);
          expect(mapped.delivered.filter((body) => body.endsWith('poison'))).toEqual([]);
          const keyOf = new Map(put.map((body, index) => [body, records[index]?.key]));
          for (let key = 0; key <= 4; key++) {
            const own = mapped.delivered
              .filter((body) => keyOf.get(body) === key)
              .map((body) => Number.parseInt(body, 10));
            expect(own).toEqual([...own].sort((one, other) => one - other));
          }
          mapped.mapping.stop();
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is all delivered but the poison, where failed batches are split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 2 }),
        async (poison, batchSize, maximumRetries) => {
          const mapped = new Mapped(
            (bodies) => {
              if (bodies.some((body) => body.endsWith('poison'))) throw new Error('poison');
            },
            { batchSize, maximumRetries, bisects: true, failureDestination: 'arn:aws:sqs:eu-west-1:1:failed' },
          );
          const put = poison.map((bad, index) => `${index}${bad ? ' poison' : ''}`);
          for (const body of put) mapped.put(body);
          mapped.mapping.start();
          await mapped.scheduler.advance(1_500_000);
          expect(mapped.delivered).toEqual(put.filter((body) => !body.endsWith('poison')));
          expect(mapped.messages).toHaveLength(poison.filter(Boolean).length);
          mapped.mapping.stop();
        },
      ),
      { numRuns: 100 },
    );
  });
});
