import fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import type { Invocation } from '../../../local/lambda';
import { accessDenied, MemoryObjectStore } from '../../../local/s3';
import { ManualScheduler } from '../../../local/scheduler';
import { memoryStore } from '../../../local/storage';
import { BUCKET, deliveryStream, FUNCTION, onlyText, processors, type Rig, ROLE, run, START } from './support';

const HOUR = 3_600;

/** A bucket that refuses while it is told so. */
function denying() {
  const state = { denied: true };
  const authorize = ({ action }: { action: string }) => {
    if (state.denied && action === 's3:PutObject') throw new Error('not authorized to perform s3:PutObject');
  };
  return { state, authorize };
}

describe('a delivery that fails', () => {
  test('is tried again until it succeeds, and nothing is lost', async () => {
    const { state, authorize } = denying();
    const rig = await run(deliveryStream(), { authorize });
    await rig.put('one');
    await rig.seconds(2 * HOUR);
    expect(await rig.stored()).toEqual({});
    expect(rig.log.filter(({ kind }) => kind === 'retry').slice(0, 3)).toEqual([
      expect.objectContaining({ code: 'S3.AccessDenied', attempt: 1, delay: 1_000 }),
      expect.objectContaining({ attempt: 2, delay: 2_000 }),
      expect.objectContaining({ attempt: 3, delay: 4_000 }),
    ]);
    await rig.put('two');
    state.denied = false;
    await rig.seconds(61);
    const texts = Object.entries(await rig.stored());
    expect(texts.map(([, text]) => text).sort()).toEqual(['one', 'two']);
    expect(Object.keys(await rig.stored())[0]).toContain('2026-03-04-05-06-07');
    expect(rig.stream.pending).toBe(0);
  });

  test('is given up after a day, as on AWS', async () => {
    const { authorize } = denying();
    const rig = await run(deliveryStream(), { authorize });
    await rig.put('one');
    await rig.seconds(25 * HOUR);
    expect(rig.stream.pending).toBe(0);
    expect(rig.log.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('1 records are lost') });
  });

  test('names a bucket that is not there', async () => {
    const rig = await run(deliveryStream(), { hasBucket: () => false });
    await rig.put('one');
    await rig.seconds(60);
    expect(rig.log.at(-1)).toMatchObject({ kind: 'retry', code: 'S3.NoSuchBucket' });
  });

  test('says what S3 refused it with', async () => {
    const objects = new MemoryObjectStore();
    const put = jest.spyOn(objects, 'put').mockRejectedValueOnce(accessDenied());
    const rig = await run(deliveryStream(), { objects });
    await rig.put('one');
    await rig.seconds(60);
    expect(rig.log[0]).toMatchObject({ kind: 'retry', code: 'S3.AccessDenied', message: 'Access Denied' });
    await rig.seconds(1);
    expect(put).toHaveBeenCalledTimes(2);
  });

  test('asks for the key as well where objects are encrypted', async () => {
    const asked: string[] = [];
    const EncryptionConfiguration = {
      KMSEncryptionConfig: { AWSKMSKeyARN: 'arn:aws:kms:eu-west-1:111111111111:key/k' },
    };
    const rig = await run(deliveryStream({ EncryptionConfiguration }), {
      authorize: ({ action, resource }) => {
        asked.push(`${action} ${resource.replace(/-1-.*/, '')}`);
      },
    });
    await rig.put('one');
    await rig.seconds(60);
    expect(asked).toEqual([
      's3:PutObject arn:aws:s3:::archive/2026/03/04/05/events',
      'kms:GenerateDataKey arn:aws:kms:eu-west-1:111111111111:key/k',
    ]);
  });

  test.each([
    ['the default key of the bucket', {}, 'default'],
    [
      'its own key where it names one',
      { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'own' } } },
      'own',
    ],
  ])('is refused as its role may not use %s', async (_name, destination, key) => {
    const authorize = ({ action, resource }: { action: string; resource: string }) => {
      if (action === 'kms:GenerateDataKey') throw new Error(`may not use ${resource}`);
    };
    const rig = await run(deliveryStream(destination), { authorize, defaultKey: () => 'default' });
    await rig.put('one');
    await rig.seconds(60);
    expect(await rig.stored()).toEqual({});
    expect(rig.log).toContainEqual(expect.objectContaining({ kind: 'retry', message: `may not use ${key}` }));
  });

  test('keeps little in memory: the rest waits in the store', async () => {
    const { state, authorize } = denying();
    const rig = await run(deliveryStream(), { authorize });
    for (let round = 0; round < 60; round++) await rig.put(Buffer.alloc(1_000_000, round));
    await rig.seconds(300);
    expect(rig.stream.pending).toBeLessThan(25);
    state.denied = false;
    await rig.seconds(300);
    const sizes = (await rig.objects.list(BUCKET)).map(({ size }) => size);
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(60_000_000);
    expect(rig.stream.pending).toBe(0);
  });

  test('counts what small records take beside their data where each is kept, and cuts objects early', async () => {
    const { state, authorize } = denying();
    const hints = { BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 } };
    const backup = { S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::backup', RoleARN: ROLE, ...hints } };
    const rig = await run(deliveryStream({ ...hints, ...backup, S3BackupMode: 'Enabled' }), { authorize });
    const records = Array.from({ length: 1_000 }, () => 'small');
    for (let round = 0; round < 100; round++) await rig.put(...records);
    await rig.seconds(300);
    expect(rig.stream.pending).toBeLessThan(70_000);
    state.denied = false;
    await rig.seconds(300);
    expect(Object.values(await rig.stored()).join('')).toHaveLength(500_000);
  });

  test('keeps small records as bytes alone where nothing is done to them', async () => {
    const { state, authorize } = denying();
    const rig = await run(deliveryStream(), { authorize });
    const records = Array.from({ length: 1_000 }, () => 'small');
    for (let round = 0; round < 100; round++) await rig.put(...records);
    await rig.seconds(59);
    expect(rig.stream.pending).toBe(100_000);
    state.denied = false;
    await rig.seconds(300);
    expect(await onlyText(rig)).toHaveLength(500_000);
  });

  test('does not hold up a flush', async () => {
    const { authorize } = denying();
    const rig = await run(deliveryStream(), { authorize });
    await rig.put('one');
    await rig.firehose.flush();
    expect(rig.firehose.pending).toBe(1);
  });
});

describe('what was acknowledged', () => {
  test('is delivered after a restart', async () => {
    const store = memoryStore();
    const clock = new ManualClock(START);
    const shared = { store, scheduler: new ManualScheduler(clock), objects: new MemoryObjectStore(clock) };
    const first = await run(deliveryStream(), { ...shared, seed: 'first' });
    await first.put('one', 'two');
    await shared.scheduler.advance(60_000);
    await first.put('three');
    await shared.scheduler.advance(1_000);
    first.firehose.stop();
    const second = await run(deliveryStream(), { ...shared, seed: 'second' });
    await second.put('four');
    await shared.scheduler.advance(60_000);
    const bodies = await Promise.all(
      (await shared.objects.list(BUCKET)).map(({ key }) => shared.objects.tryGet(BUCKET, key)),
    );
    expect(bodies.map((object) => object?.body.toString())).toEqual(['onetwo', 'threefour']);
  });

  test('is delivered at least once, whenever the process ends', async () => {
    const action = fc.oneof(
      fc.record({ put: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 90 }) }),
      fc.constant('restart' as const),
      fc.constant('deny' as const),
      fc.constant('allow' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const clock = new ManualClock(START);
        const scheduler = new ManualScheduler(clock);
        const { state, authorize } = denying();
        state.denied = false;
        const shared = { store: memoryStore(), scheduler, objects: new MemoryObjectStore(clock), authorize };
        let rig = await run(deliveryStream(), { ...shared, seed: '0' });
        const acknowledged: string[] = [];
        for (const [index, step] of actions.entries()) {
          if (step === 'deny' || step === 'allow') state.denied = step === 'deny';
          else if (step === 'restart') {
            rig.firehose.stop();
            rig = await run(deliveryStream(), { ...shared, seed: String(index) });
          } else if ('wait' in step) await scheduler.advance(step.wait * 1_000);
          else {
            const records = Array.from({ length: step.put }, (_, n) => `${index}-${n};`);
            await rig.put(...records);
            acknowledged.push(...records);
          }
        }
        state.denied = false;
        await scheduler.advance(200_000);
        const infos = await shared.objects.list(BUCKET);
        const bodies = await Promise.all(infos.map(({ key }) => shared.objects.tryGet(BUCKET, key)));
        const delivered = new Set(bodies.flatMap((object) => object?.body.toString().match(/[^;]+;/g) ?? []));
        expect(acknowledged.filter((record) => !delivered.has(record))).toEqual([]);
        expect(rig.stream.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('every record', () => {
  /** What a record says shall become of it. */
  const fate = fc.constantFrom('ok', 'drop', 'fail', 'missing', 'twice', 'no-key', 'no-json', 'many');

  function functions(failures: boolean[]) {
    let calls = 0;
    const invoke = async (_: string, payload: Buffer): Promise<Invocation> => {
      if (failures[calls++ % (failures.length || 1)]) return { failure: 'function-error', message: 'failed' };
      const { records } = JSON.parse(payload.toString()) as { records: { recordId: string; data: string }[] };
      const answers = records.flatMap(({ recordId, data }) => {
        const text = Buffer.from(data, 'base64').toString();
        const ok = { recordId, result: 'Ok', data };
        if (text.includes('"drop"')) return { recordId, result: 'Dropped' };
        if (text.includes('"fail"')) return { recordId, result: 'ProcessingFailed', data };
        if (text.includes('"missing"')) return [];
        return text.includes('"twice"') ? [ok, ok] : ok;
      });
      return { payload: Buffer.from(JSON.stringify({ records: answers })) };
    };
    return { invoke };
  }

  /** Ids of what is stored under data, and of what is under errors. */
  async function placesOf(rig: Rig): Promise<{ data: string[]; errors: string[] }> {
    const data: string[] = [];
    const errors: string[] = [];
    for (const [key, text] of Object.entries(await rig.stored())) {
      const lines = text.split('\n').filter((line) => line !== '');
      if (key.startsWith('data/')) data.push(...lines.flatMap(idsIn));
      else errors.push(...lines.flatMap((line) => idsIn(Buffer.from(JSON.parse(line).rawData, 'base64').toString())));
    }
    return { data, errors };
  }

  const idsIn = (text: string) => [...text.matchAll(/#(\d+)/g)].map(([, id = '']) => id);

  test('ends in exactly one place: data, errors or dropped', async () => {
    const Prefix = 'data/!{partitionKeyFromQuery:k}/!{timestamp:mm}/';
    const declared = deliveryStream({
      Prefix,
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
      DynamicPartitioningConfiguration: { Enabled: true },
      CompressionFormat: 'GZIP',
      ...processors(
        ['RecordDeAggregation', { SubRecordType: 'JSON' }],
        ['Lambda', { LambdaArn: FUNCTION, NumberOfRetries: '1' }],
        ['MetadataExtraction', { MetadataExtractionQuery: '{k: .k}', JsonParsingEngine: 'JQ-1.6' }],
        ['AppendDelimiterToRecord', {}],
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fate, fc.nat(6), fc.nat(40)), { maxLength: 40 }),
        fc.array(fc.boolean(), { maxLength: 3 }),
        async (fates, failures) => {
          const rig = await run(declared, { functions: functions(failures), activePartitions: 4 });
          const sent: string[] = [];
          const dropped: string[] = [];
          for (const [what, key, wait] of fates) {
            const documents = Array.from({ length: what === 'many' ? 3 : 1 }, () => {
              const id = String(sent.length);
              sent.push(id);
              if (what === 'drop') dropped.push(id);
              return JSON.stringify({ id: `#${id}`, what, ...(what !== 'no-key' && { k: `k${key}` }) });
            });
            await rig.put(documents.join('') + (what === 'no-json' ? '{' : ''));
            await rig.seconds(wait);
          }
          await rig.seconds(400);
          const { data, errors } = await placesOf(rig);
          const allFail = failures.length > 0 && failures.every(Boolean);
          const vanished = allFail ? [] : dropped;
          const places = [...data, ...errors];
          // A call that failed twice sends what it had to the errors, what was to be dropped as well.
          const undropped = vanished.filter((id) => places.includes(id));
          expect([...places, ...vanished.filter((id) => !undropped.includes(id))].sort()).toEqual(sent.sort());
          expect(rig.stream.pending).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('a delivery stream that is stopped delivers nothing more', async () => {
  const rig = await run(deliveryStream());
  await rig.put('one');
  rig.firehose.stop();
  await rig.seconds(600);
  expect(await rig.stored()).toEqual({});
});

test('two delivery streams of one name fail', async () => {
  const rig = await run(deliveryStream());
  expect(() => rig.firehose.add(deliveryStream())).toThrow(
    expect.objectContaining({ code: 'FIREHOSE_DUPLICATE_STREAM' }),
  );
  await rig.put('still');
  await rig.seconds(60);
  expect(await onlyText(rig)).toBe('still');
});

test('a store that cannot be read is told in the log, and what it holds stays pending', async () => {
  const store = memoryStore();
  const rig = await run(deliveryStream(), { store });
  const read = jest.spyOn(store, 'readTogether').mockImplementationOnce(() => {
    throw new Error('the segment is damaged');
  });
  await rig.put('one');
  await rig.scheduler.settle();
  expect(rig.log).toEqual([expect.objectContaining({ level: 'error', message: 'the segment is damaged' })]);
  read.mockRestore();
  await rig.put('two');
  await rig.seconds(60);
  expect(await onlyText(rig)).toBe('onetwo');
});
