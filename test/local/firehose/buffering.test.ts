import fc from 'fast-check';
import { BUCKET, deliveryStream, onlyText, run } from './support';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}';

describe('a buffer', () => {
  test('is written when its oldest record has waited for the interval', async () => {
    const rig = await run(deliveryStream());
    await rig.put('one');
    await rig.seconds(40);
    await rig.put('two');
    await rig.seconds(19);
    expect(await rig.stored()).toEqual({});

    await rig.seconds(1);
    expect(await onlyText(rig)).toBe('onetwo');
    expect(rig.stream.pending).toBe(0);
  });

  test('is written when it has its size, before compression', async () => {
    const rig = await run(deliveryStream({ CompressionFormat: 'GZIP' }));
    await rig.put(Buffer.alloc(700_000, 'a'), Buffer.alloc(300_000, 'b'), Buffer.alloc(48_576, 'c'), 'rest');
    await rig.scheduler.settle();
    expect((await onlyText(rig)).length).toBe(1_048_576);
    await rig.seconds(60);
    expect(Object.values(await rig.stored())).toContain('rest');
  });

  test('is written at once where the interval is zero', async () => {
    const rig = await run(deliveryStream({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 } }));
    await rig.put('one', 'two');
    await rig.seconds(0);
    expect(await onlyText(rig)).toBe('onetwo');
  });

  test('is five minutes and five mebibytes where nothing is said', async () => {
    const { stream } = await run(deliveryStream({ BufferingHints: null }));
    expect(stream.definition.data).toMatchObject({ bufferSize: 5 * 1_048_576, bufferInterval: 300_000 });
  });

  test('is written on request', async () => {
    const rig = await run(deliveryStream());
    await rig.put('one');
    await rig.firehose.flush();
    expect(await onlyText(rig)).toBe('one');
  });

  test('keeps the bytes that were put, in their order, however it is filled', async () => {
    const step = fc.oneof(
      fc.record({ put: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 90 }) }),
      fc.record({ large: fc.integer({ min: 1, max: 900_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 0, max: 60 }), async (steps, interval) => {
        const rig = await run(deliveryStream({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: interval } }));
        const sent: Buffer[] = [];
        for (const action of steps) {
          if ('wait' in action) await rig.seconds(action.wait);
          const records = 'put' in action ? action.put : 'large' in action ? [new Uint8Array(action.large)] : [];
          if (records.length > 0) await rig.put(...records.map((record) => Buffer.from(record)));
          sent.push(...records.map((record) => Buffer.from(record)));
        }
        await rig.seconds(60);
        const objects = rig.log.flatMap((entry) => (entry.kind === 'delivered' ? [entry.key] : []));
        const bodies = await Promise.all(objects.map((key) => rig.objects.tryGet(BUCKET, key)));
        const stored = Buffer.concat(bodies.map((object) => object?.body ?? Buffer.alloc(0)));
        expect(stored.equals(Buffer.concat(sent))).toBe(true);
        expect(rig.stream.pending).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('an object', () => {
  test('is named by time path, stream, version, time and a random id', async () => {
    const rig = await run(deliveryStream({ CompressionFormat: 'GZIP' }));
    await rig.put('one');
    await rig.seconds(60);
    const [key] = Object.keys(await rig.stored());
    expect(key).toMatch(new RegExp(`^2026/03/04/05/events-1-2026-03-04-05-06-07-${UUID}\\.gz$`));
    expect((await rig.objects.list(BUCKET))[0]?.properties).toEqual({
      contentType: 'application/octet-stream',
      contentEncoding: 'gzip',
    });
  });

  test('has the same name in every run of a seed', async () => {
    const names = await Promise.all(
      ['a', 'a', 'b'].map(async (seed) => {
        const rig = await run(deliveryStream(), { seed });
        await rig.put('one');
        await rig.seconds(60);
        return Object.keys(await rig.stored())[0];
      }),
    );
    expect(names[0]).toBe(names[1]);
    expect(names[0]).not.toBe(names[2]);
  });
});
