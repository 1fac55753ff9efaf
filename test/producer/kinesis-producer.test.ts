import { KinesisProducer, type KinesisProducerOptions, ProducerError } from '../../producer';
import { FakeKinesis, STORED, serviceError, type Verdict } from './fake-kinesis';
import { VirtualTime } from './virtual-time';

function make(decide?: ConstructorParameters<typeof FakeKinesis>[0], options: Partial<KinesisProducerOptions> = {}) {
  const client = new FakeKinesis(decide);
  const time = new VirtualTime();
  const producer = new KinesisProducer({ client, stream: 'clicks', timing: time, ...options });
  return { client, time, producer };
}

const record = (text: string, partitionKey = `key-${text}`) => ({ data: text, partitionKey });

/** The code a put is rejected with. */
async function codeOf(put: Promise<unknown>): Promise<string> {
  return await put.then(
    () => 'stored',
    (error: unknown) => (error instanceof ProducerError ? error.code : String(error)),
  );
}

describe('a batch', () => {
  test('holds what was put within the linger, and each put learns its own place', async () => {
    const { client, time, producer } = make();
    const puts = ['a', 'b'].map((text) => producer.put(record(text)));
    await time.advance(49);
    expect(client.requests).toEqual([]);
    await time.advance(1);
    expect(client.requests).toHaveLength(1);
    expect(await Promise.all(puts)).toEqual([
      { shardId: 'shardId-000000000000', sequenceNumber: '1' },
      { shardId: 'shardId-000000000000', sequenceNumber: '2' },
    ]);
    expect(client.stored.map(({ key, text }) => [key, text])).toEqual([
      ['key-a', 'a'],
      ['key-b', 'b'],
    ]);
  });

  test('of 500 records goes at once', async () => {
    const { client, time, producer } = make();
    const puts = Array.from({ length: 501 }, (_, index) => producer.put(record(String(index))));
    await time.advance(0);
    expect(client.requests.map(({ length }) => length)).toEqual([500]);
    await time.advance(50);
    expect(client.requests.map(({ length }) => length)).toEqual([500, 1]);
    await Promise.all(puts);
  });

  test('holds at most ten mebibytes, keys included', async () => {
    const { client, time, producer } = make();
    const data = Buffer.alloc(1_048_576 - 3);
    const puts = Array.from({ length: 11 }, () => producer.put({ data, partitionKey: 'é1' }));
    await time.advance(50);
    await Promise.all(puts);
    expect(client.requests.map(({ length }) => length)).toEqual([10, 1]);
  });

  test('goes to the stream by name or by ARN', async () => {
    const arn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
    for (const stream of ['clicks', arn]) {
      const { client, producer } = make(undefined, { stream });
      const put = producer.put(record('a'));
      await producer.flush();
      await put;
      expect(client.targets).toEqual([stream]);
    }
  });
});

describe('a record', () => {
  test.each<[string, Partial<Parameters<KinesisProducer['put']>[0]>, string]>([
    ['larger than a mebibyte with its key', { data: Buffer.alloc(1_048_576), partitionKey: 'k' }, 'RecordTooLarge'],
    ['without a key', { partitionKey: '' }, 'InvalidKey'],
    ['with a key of 257 characters', { partitionKey: '€'.repeat(257) }, 'InvalidKey'],
    ['with a hash key of 129 bits', { explicitHashKey: String(2n ** 128n) }, 'InvalidKey'],
    ['with a hash key that is no number', { explicitHashKey: '0x10' }, 'InvalidKey'],
  ])('fails %s, and is not accepted', async (_, part, code) => {
    const { client, producer } = make();
    const wrong = { data: 'x', partitionKey: 'k', ...part };
    expect(producer.tryRefuse(wrong)?.code).toBe(code);
    expect(await codeOf(producer.put(wrong))).toBe(code);
    expect(producer.counts).toEqual({ accepted: 0, stored: 0, failed: 0, retried: 0, queued: 0 });
    expect(client.requests).toEqual([]);
  });

  test('of exactly a mebibyte, with a key of 256 characters outside the first plane, is stored', async () => {
    const { producer } = make();
    const partitionKey = '𝄞'.repeat(256);
    const put = producer.put({ data: Buffer.alloc(1_048_576 - 1_024), partitionKey });
    await producer.flush();
    expect(await put).toMatchObject({ sequenceNumber: '1' });
  });

  test('may be as large as the stream was set to take', async () => {
    const { producer } = make(undefined, { maxRecordBytes: 10_485_760 });
    const put = producer.put({ data: Buffer.alloc(10_485_759), partitionKey: 'k' });
    await producer.flush();
    expect(await put).toMatchObject({ sequenceNumber: '1' });
  });

  test('carries its explicit hash key', async () => {
    const { client, producer } = make();
    const put = producer.put({ ...record('a'), explicitHashKey: '340282366920938463463374607431768211455' });
    await producer.flush();
    await put;
    expect(client.stored[0]?.hashKey).toBe('340282366920938463463374607431768211455');
  });
});

describe('what fails', () => {
  test('is sent again by itself, and what was stored is not', async () => {
    const { client, time, producer } = make((request) =>
      request === 0 ? { records: (index) => (index % 2 === 0 ? 'throttled' : 'stored') } : STORED,
    );
    const puts = ['a', 'b', 'c', 'd'].map((text) => producer.put(record(text)));
    await time.advance(50);
    expect(producer.counts).toEqual({ accepted: 4, stored: 2, failed: 0, retried: 0, queued: 2 });
    // Half of the 100 ms that the first retry waits at most.
    await time.advance(49);
    expect(client.requests).toHaveLength(1);
    await time.advance(1);
    expect(client.requests[1]?.map(({ text }) => text)).toEqual(['a', 'c']);
    await Promise.all(puts);
    expect(producer.counts).toEqual({ accepted: 4, stored: 4, failed: 0, retried: 2, queued: 0 });
  });

  test('waits twice as long at each retry, up to the most', async () => {
    const sentAt: number[] = [];
    const decide = (): Verdict => {
      sentAt.push(time.now());
      return { records: () => 'failed' };
    };
    const { time, producer } = make(decide, { linger: 0, retryDelay: 100, maxRetryDelay: 300, timeout: 1_000 });
    const put = codeOf(producer.put(record('a')));
    await time.advance(1_000);
    // Chance is one half: 50, 100, 150, 150 … after the one before; the next would be past the end.
    expect(sentAt).toEqual([0, 50, 150, 300, 450, 600, 750, 900]);
    expect(await put).toBe('Unavailable');
  });

  test.each<[string, Verdict, string]>([
    ['throttled', { records: () => 'throttled' }, 'Throttled'],
    ['throttled as a whole', { throws: serviceError('ProvisionedThroughputExceededException', 400) }, 'Throttled'],
    ["throttled by the stream's key", { throws: serviceError('KMSThrottlingException', 400) }, 'Throttled'],
    ['failed', { records: () => 'failed' }, 'Unavailable'],
    ['failed as a whole', { throws: serviceError('InternalFailure', 500) }, 'Unavailable'],
    ['out of reach', { throws: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }, 'Unavailable'],
    ['silent', { hangs: true }, 'TimedOut'],
  ])('is given up at the end of its time where the service is %s', async (_, verdict, code) => {
    const { client, time, producer } = make(() => verdict, { timeout: 25_000 });
    const put = codeOf(producer.put(record('a')));
    await time.advance(25_000);
    expect(await put).toBe(code);
    expect(client.requests.length).toBeGreaterThan(1);
    expect(producer.counts).toMatchObject({ accepted: 1, failed: 1, queued: 0 });
    expect(time.pending).toBe(0);
  });

  test.each<[string, Verdict, string]>([
    ['permission', { throws: serviceError('AccessDeniedException', 400) }, 'Denied'],
    ['the name of the stream', { throws: serviceError('ResourceNotFoundException', 400) }, 'Denied'],
    ["use of the stream's key", { throws: serviceError('KMSAccessDeniedException', 400) }, 'Denied'],
    ['the record', { throws: serviceError('ValidationException', 400) }, 'Refused'],
    ['an over-long request', { throws: serviceError('Error', 413) }, 'Refused'],
    ['for a reason that is not known', { throws: serviceError('TeapotException', 418) }, 'Unavailable'],
  ])('is given up at once where the service refuses %s', async (_, verdict, code) => {
    const { client, time, producer } = make(() => verdict);
    const put = producer.put(record('a'));
    const found = codeOf(put);
    await time.advance(50);
    expect(await found).toBe(code);
    expect(client.requests).toHaveLength(1);
    await expect(put).rejects.not.toThrow('secret-stream');
    await expect(put).rejects.toHaveProperty('cause.message', expect.stringContaining('secret-stream'));
  });

  test('is found among others where it has the whole request refused', async () => {
    const { client, time, producer } = make((_, records) =>
      records.some(({ text }) => text === '77') ? { throws: serviceError('ValidationException', 400) } : STORED,
    );
    const puts = Array.from({ length: 500 }, (_, index) => codeOf(producer.put(record(String(index)))));
    await time.advance(0);
    const codes = await Promise.all(puts);
    expect(codes.map((code, index) => [code, index]).filter(([code]) => code !== 'stored')).toEqual([['Refused', 77]]);
    expect(client.requests.length).toBeLessThanOrEqual(19);
  });

  test('is not looked for in more than 32 requests, nor at all where that is not wanted', async () => {
    for (const [isolateRefused, most] of [
      [true, 32],
      [false, 1],
    ] as const) {
      const refuse = (): Verdict => ({ throws: serviceError('ValidationException', 400) });
      const { client, time, producer } = make(refuse, { isolateRefused });
      const puts = Array.from({ length: 500 }, (_, index) => codeOf(producer.put(record(String(index)))));
      await time.advance(0);
      expect(new Set(await Promise.all(puts))).toEqual(new Set(['Refused']));
      expect(client.requests.length).toBeLessThanOrEqual(most);
    }
  });

  test('is not looked for when the time of the records is up', async () => {
    const requests: number[] = [];
    const time = new VirtualTime();
    const refuse = async ({ Records }: { readonly Records: readonly unknown[] }) => {
      requests.push(Records.length);
      await new Promise<void>((resolve) => time.schedule(resolve, 40));
      throw serviceError('ValidationException', 400);
    };
    const client = { putRecords: refuse };
    const producer = new KinesisProducer({ client, stream: 's', timing: time, linger: 0, timeout: 100 });
    const puts = ['a', 'b', 'c', 'd'].map((text) => codeOf(producer.put(record(text))));
    await time.advance(1_000);
    // The third was taken back: the fourth would have had no time at all.
    expect(requests).toEqual([4, 2, 1]);
    expect(await Promise.all(puts)).toEqual(['TimedOut', 'TimedOut', 'TimedOut', 'TimedOut']);
  });

  test('is told from what an answer leaves out', async () => {
    const { time, producer } = make((request) =>
      request === 0 ? { records: (index) => (index === 0 ? 'stored' : 'failed') } : STORED,
    );
    const short = { putRecords: async () => ({ Records: [] }) };
    const unanswered = new KinesisProducer({ client: short, stream: 's', timing: time, timeout: 100 });
    const put = codeOf(unanswered.put(record('a')));
    await time.advance(1_000);
    expect(await put).toBe('Unavailable');
    expect(producer.counts.accepted).toBe(0);
  });

  test('fails where its time is no number', async () => {
    const { producer } = make();
    await expect(producer.put(record('a'), { timeout: Number.NaN })).rejects.toThrow("'timeout' must be milliseconds");
    expect(producer.counts.accepted).toBe(0);
  });

  test('has its request taken back where no answer came in time', async () => {
    const { client, time, producer } = make((request) => (request === 0 ? { hangs: true } : STORED), {
      requestTimeout: 2_000,
    });
    const put = producer.put(record('a'));
    await time.advance(2_100);
    expect(client.aborted).toBe(1);
    expect(await put).toMatchObject({ sequenceNumber: '1' });
    expect(producer.counts).toMatchObject({ stored: 1, retried: 1 });
  });
});

describe('the queue', () => {
  test('fails a record over its bound, and has room again when one has its outcome', async () => {
    const { time, producer } = make(undefined, { maxQueuedRecords: 2 });
    const puts = [producer.put(record('a')), producer.put(record('b'))];
    expect(producer.hasRoom).toBe(false);
    expect(await codeOf(producer.put(record('c')))).toBe('QueueFull');
    let isReady = false;
    const ready = producer.ready().then(() => {
      isReady = true;
    });
    await time.advance(49);
    expect(isReady).toBe(false);
    await time.advance(1);
    await ready;
    await Promise.all(puts);
    expect(producer.counts).toEqual({ accepted: 2, stored: 2, failed: 0, retried: 0, queued: 0 });
  });

  test.each([{ maxQueuedRecords: 3 }, { maxQueuedRecords: 1 }, { maxQueuedBytes: 20 }])(
    'has room within %j for each of many that wait for it at a time',
    async (bounds) => {
      const { time, producer } = make(undefined, bounds);
      const write = async (text: string): Promise<string> => {
        await producer.ready();
        return await codeOf(producer.put(record(text)));
      };
      const writes = Array.from({ length: 40 }, (_, index) => write(String(index)));
      for (let turn = 0; turn < 40; turn++) await time.advance(50);
      expect(new Set(await Promise.all(writes))).toEqual(new Set(['stored']));
      expect(producer.counts).toMatchObject({ accepted: 40, stored: 40, queued: 0 });
    },
  );

  test('tells the next one where one that waited does not put', async () => {
    const { time, producer } = make(undefined, { maxQueuedRecords: 1 });
    const put = producer.put(record('a'));
    const waiting = Promise.all([producer.ready(), producer.ready(), producer.ready()]);
    await time.advance(50);
    await put;
    expect(await waiting).toHaveLength(3);
  });

  test('is bounded by bytes as well', async () => {
    const { producer } = make(undefined, { maxQueuedBytes: 10 });
    const put = producer.put(record('0123456789'));
    expect(producer.hasRoom).toBe(false);
    expect(await codeOf(producer.put(record('c')))).toBe('QueueFull');
    await producer.flush();
    await put;
    expect(producer.hasRoom).toBe(true);
  });

  test('sends no more requests at a time than asked for', async () => {
    const { client, time, producer } = make(() => ({ hangs: true }), { concurrency: 2, linger: 0 });
    for (let index = 0; index < 1_500; index++) void codeOf(producer.put(record(String(index))));
    await time.advance(1_000);
    expect(client.requests).toHaveLength(2);
    await time.advance(60_000);
    expect(producer.counts).toMatchObject({ accepted: 1_500, failed: 1_500, queued: 0 });
  });
});

describe('a flush', () => {
  test('sends at once, and waits for the outcome of what was put before it', async () => {
    const { client, time, producer } = make((request) => (request === 0 ? { records: () => 'failed' } : STORED));
    const put = producer.put(record('a'));
    let isFlushed = false;
    const flushed = producer.flush().then(() => {
      isFlushed = true;
    });
    await time.advance(0);
    expect(client.requests).toHaveLength(1);
    expect(isFlushed).toBe(false);
    const later = producer.put(record('b'));
    await time.advance(50);
    await flushed;
    await Promise.all([put, later]);
  });

  test('of an empty queue is done', async () => {
    const { producer, client } = make();
    await producer.flush();
    expect(client.requests).toEqual([]);
  });

  test('does not wait for what is put after it', async () => {
    const { time, producer } = make((request) => (request === 0 ? STORED : { hangs: true }));
    const put = producer.put(record('a'));
    const flushed = producer.flush();
    void codeOf(producer.put(record('b')));
    await time.advance(100);
    await Promise.all([put, flushed]);
    expect(producer.counts.queued).toBe(1);
  });

  test('comes with the close, after which nothing is accepted', async () => {
    const { producer } = make();
    const put = producer.put(record('a'));
    const closed = producer.close();
    expect(await codeOf(producer.put(record('b')))).toBe('Closed');
    await closed;
    expect(await put).toMatchObject({ sequenceNumber: '1' });
  });
});

describe('an aborted signal', () => {
  test('fails the record where it waits, and it is not sent', async () => {
    const { client, time, producer } = make();
    const abort = new AbortController();
    const put = codeOf(producer.put(record('a'), { signal: abort.signal }));
    const other = producer.put(record('b'));
    abort.abort();
    expect(await put).toBe('Aborted');
    await time.advance(50);
    await other;
    expect(client.requests.map((records) => records.map(({ text }) => text))).toEqual([['b']]);
    expect(producer.counts).toMatchObject({ accepted: 2, stored: 1, failed: 1 });
  });

  test('leaves the outcome of what is on its way, but is not tried again', async () => {
    const abort = new AbortController();
    const { time, producer } = make(() => {
      abort.abort();
      return { records: (index) => (index === 0 ? 'stored' : 'failed') };
    });
    const puts = ['a', 'b'].map((text) => codeOf(producer.put(record(text), { signal: abort.signal })));
    await time.advance(50);
    expect(await Promise.all(puts)).toEqual(['stored', 'Aborted']);
  });

  test('fails a record at once where it was aborted before', async () => {
    const { producer } = make();
    expect(await codeOf(producer.put(record('a'), { signal: AbortSignal.abort() }))).toBe('Aborted');
    expect(producer.counts.accepted).toBe(0);
  });

  test('takes no record out of an aggregated one that has the others still', async () => {
    const { client, time, producer } = make(undefined, { aggregation: { groups: 1 } });
    const abort = new AbortController();
    const put = codeOf(producer.put(record('gone'), { signal: abort.signal }));
    const others = ['b', 'c'].map((text) => producer.put(record(text)));
    abort.abort();
    expect(await put).toBe('Aborted');
    await time.advance(50);
    expect(await Promise.all(others)).toEqual([
      expect.objectContaining({ subSequenceNumber: 0 }),
      expect.objectContaining({ subSequenceNumber: 1 }),
    ]);
    expect(client.stored[0]?.text).not.toContain('gone');
  });
});

describe('in order', () => {
  test('a record of a key goes when the one before it is stored, others do not wait', async () => {
    const { client, time, producer } = make(
      (request) => (request === 0 ? { records: (i) => (i === 0 ? 'failed' : 'stored') } : STORED),
      {
        ordered: true,
      },
    );
    const puts = [record('1', 'a'), record('2', 'a'), record('3', 'b')].map((one) => producer.put(one));
    await time.advance(50);
    expect(client.requests.map((records) => records.map(({ text }) => text))).toEqual([['1', '3']]);
    await time.advance(50);
    await Promise.all(puts);
    expect(client.requests.map((records) => records.map(({ text }) => text))).toEqual([['1', '3'], ['1'], ['2']]);
  });

  test('a record that is given up lets the next one go', async () => {
    const { client, time, producer } = make(
      (request) => (request === 0 ? { throws: serviceError('AccessDeniedException', 400) } : STORED),
      {
        ordered: true,
      },
    );
    const puts = [record('1', 'a'), record('2', 'a')].map((one) => codeOf(producer.put(one)));
    await time.advance(50);
    expect(await Promise.all(puts)).toEqual(['Denied', 'stored']);
    expect(client.stored.map(({ text }) => text)).toEqual(['2']);
  });
});

describe('settings', () => {
  test.each<[Partial<KinesisProducerOptions>, string]>([
    [{ maxQueuedRecords: 0 }, "'maxQueuedRecords' must be at least 1, got 0"],
    [{ linger: -1 }, "'linger' must be at least 0, got -1"],
    [{ concurrency: Number.NaN }, "'concurrency' must be at least 1, got NaN"],
    [{ maxRecordBytes: 10_485_761 }, "'maxRecordBytes' must be between 1024 and 10485760, got 10485761"],
    [{ aggregation: { groups: 0 } }, "'aggregation.groups' must be between 1 and 65536, got 0"],
    [{ aggregation: { maxBytes: 2_000_000 } }, "'aggregation.maxBytes' must be between 1024 and 1048576, got 2000000"],
  ])('fail out of range: %j', (options, message) => {
    expect(() => make(undefined, options)).toThrow(message);
  });
});
