import { type HandleEvent, processStream, type StreamOptions } from '../../../lambda/consumer';
import { aggregated, batch, context, failing, sequenceNumber } from './batch-fixture';

let output: string[];
beforeEach(() => {
  output = [];
  // Powertools writes with a console of its own, to the process's streams.
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      output.push(String(chunk));
      return true;
    });
  }
  for (const method of ['error', 'info', 'log', 'warn'] as const) {
    jest.spyOn(console, method).mockImplementation((...parts) => void output.push(parts.join(' ')));
  }
});
afterEach(() => jest.restoreAllMocks());

/** Runs a batch; what was handled is noted. An event with `fail` throws. */
async function run(event: ReturnType<typeof batch>, options: StreamOptions = {}, remaining = 30_000) {
  const handled: unknown[] = [];
  const handle: HandleEvent = async (one) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (typeof one === 'object' && one !== null && 'fail' in one) throw new TypeError(`cannot handle ${one.fail}`);
    handled.push(one);
  };
  const answer = await processStream(handle, options)(event, context(remaining));
  return { answer, handled };
}

/** Counts of the metrics that were written. */
function counts(): Record<string, number> {
  const line = output.find((text) => text.includes('CloudWatchMetrics')) ?? '{}';
  const { EventsFailed, EventsHandled, EventsRepeated } = JSON.parse(line);
  return { EventsFailed, EventsHandled, EventsRepeated };
}

test('every event is handled, in order', async () => {
  const { answer, handled } = await run(batch('{"n":1}', '{"n":2}', '{"n":3}'));
  expect([answer, handled]).toEqual([failing(), [{ n: 1 }, { n: 2 }, { n: 3 }]]);
  expect(counts()).toEqual({ EventsHandled: 3, EventsRepeated: 0, EventsFailed: 0 });
});

test('the code is told where an event comes from', async () => {
  const seen: unknown[] = [];
  await processStream((_, record) => void seen.push(record))(batch('{}'), context());
  expect(seen).toEqual([
    {
      data: Buffer.from('{}'),
      partitionKey: 'key-1',
      sequenceNumber: sequenceNumber(1),
      subSequenceNumber: undefined,
      shardId: 'shardId-000000000000',
      streamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/events',
      arrival: new Date('2026-01-02T12:00:00.500Z'),
    },
  ]);
});

test('one that fails holds back those after it, which are delivered again', async () => {
  const { answer, handled } = await run(batch('{"n":1}', '{"fail":"me"}', '{"n":3}'));
  expect([answer, handled]).toEqual([failing(2, 3), [{ n: 1 }]]);
  expect(counts()).toEqual({ EventsHandled: 1, EventsRepeated: 0, EventsFailed: 1 });
});

test('handled at the same time, one fails alone', async () => {
  const { answer, handled } = await run(batch('{"n":1}', '{"fail":"me"}', '{"n":3}'), { parallel: true });
  expect([answer, handled]).toEqual([failing(2), [{ n: 1 }, { n: 3 }]]);
});

test('a batch of nothing but failures is answered as any other', async () => {
  const { answer } = await run(batch('{"fail":1}', '{"fail":2}'), { parallel: true });
  expect(answer).toEqual(failing(1, 2));
});

test.each<[string, string | Uint8Array, string]>([
  ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xe9, 0x22), 'not-utf8'],
  ['half a character at the end', Buffer.from('"é"').subarray(0, 2), 'not-utf8'],
  ['no JSON', '{"n":', 'not-json'],
  ['nothing', '', 'not-json'],
])('fails on %s', async (_, data, reason) => {
  const { answer, handled } = await run(batch('{"n":1}', data));
  expect([answer, handled]).toEqual([failing(2), [{ n: 1 }]]);
  expect(output.join()).toContain(`"reason":"${reason}"`);
});

test.each<[StreamOptions, unknown]>([
  [{}, { text: 'Zoë 🦔 日本' }],
  [{ format: 'text' }, '{"text":"Zoë 🦔 日本"}'],
  [{ format: 'bytes' }, Buffer.from('{"text":"Zoë 🦔 日本"}')],
])('characters beyond ASCII are handed over as sent, by %j', async (options, expected) => {
  const { handled } = await run(batch('{"text":"Zoë 🦔 日本"}'), options);
  expect(handled).toEqual([expected]);
});

describe('a record that a producer aggregated', () => {
  const parts = (...datas: string[]) =>
    aggregated(datas.map((data, index) => ({ key: `part-${index}`, data: Buffer.from(data) })));

  test('is handled event by event, each with its own key', async () => {
    const seen: unknown[] = [];
    await processStream((event, { partitionKey, sequenceNumber: number, subSequenceNumber }) => {
      seen.push([event, partitionKey, number, subSequenceNumber]);
    })(batch('"first"', parts('"a"', '"b"')), context());
    expect(seen).toEqual([
      ['first', 'key-1', sequenceNumber(1), undefined],
      ['a', 'part-0', sequenceNumber(2), 0],
      ['b', 'part-1', sequenceNumber(2), 1],
    ]);
  });

  test('fails as a whole where one of its events does, and is named once', async () => {
    const { answer, handled } = await run(batch('"first"', parts('"a"', '{"fail":1}', '{"fail":2}')), {
      parallel: true,
    });
    expect([answer, handled]).toEqual([failing(2), ['first', 'a']]);
  });
});

test('no event is begun when the time is nearly over, but the first one always', async () => {
  const { answer, handled } = await run(batch('{"n":1}', '{"n":2}', '{"n":3}'), {}, 500);
  expect([answer, handled]).toEqual([failing(2, 3), [{ n: 1 }]]);
  expect(output.join()).toContain('"reason":"time"');
});

test('the log tells class and place of what was thrown, and nothing of the event', async () => {
  await run(batch('{"fail":"alice@example.com\\n    at alice@example.com"}', 'bob@example.com'), { parallel: true });
  const text = output.join('\n');
  expect(text).toContain('"thrown":"TypeError"');
  expect(text).toMatch(/"at":\["at .*process-stream\.test\.ts/);
  expect(text).not.toMatch(/example\.com|cannot handle|key-1/);
});

test('the log has ten lines of failures at most', async () => {
  await run(batch(...Array.from({ length: 25 }, () => '{"fail":1}')), { parallel: true });
  const lines = output.filter((text) => text.includes('an event failed'));
  expect(lines).toHaveLength(10);
  expect(output.join()).toContain('"count":15');
});

test('fails on a format that there is not', () => {
  expect(() => processStream(() => {}, { format: 'xml' as never })).toThrow(
    /'format' must be one of json, text, bytes/,
  );
});
