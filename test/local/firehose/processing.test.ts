import type { Invocation } from '../../../local/lambda';
import {
  BUCKET,
  deliveryStream,
  FUNCTION,
  onlyText,
  processors,
  type Rig,
  ROLE,
  run,
  START,
  STREAM_ARN,
} from './support';

interface Event {
  readonly records: readonly { readonly recordId: string; readonly data: string }[];
}

type Answer = { recordId: string; result: string; data?: string; metadata?: object };

const ERRORS = { Prefix: 'data/', ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/' };

/** A function that answers each record so. */
function answering(answer: (text: string, recordId: string) => Answer | Answer[]) {
  const events: Event[] = [];
  const invoke = async (_: string, payload: Buffer): Promise<Invocation> => {
    const event: Event = JSON.parse(payload.toString());
    events.push(event);
    const records = event.records.flatMap(({ recordId, data }) => {
      return answer(Buffer.from(data, 'base64').toString(), recordId);
    });
    return { payload: Buffer.from(JSON.stringify({ records })) };
  };
  return { events, functions: { invoke } };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function withLambda(parameters: Record<string, string> = {}) {
  return { ...ERRORS, ...processors(['Lambda', { LambdaArn: FUNCTION, ...parameters }]) };
}

async function errorsOf(rig: Rig): Promise<Record<string, unknown>[]> {
  const stored = Object.entries(await rig.stored()).filter(([key]) => key.startsWith('errors/'));
  return stored.flatMap(([, text]) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

describe('a transform', () => {
  test('is called with what the service promises, after its own interval', async () => {
    const { events, functions } = answering((text, recordId) => ({
      recordId,
      result: 'Ok',
      data: base64(`<${text}>`),
    }));
    const rig = await run(deliveryStream(withLambda()), { functions });
    await rig.put('one', 'two');
    await rig.seconds(59);
    expect(events).toEqual([]);
    await rig.seconds(61);
    expect(events).toEqual([
      {
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        deliveryStreamArn: STREAM_ARN,
        region: 'eu-west-1',
        records: [
          { recordId: expect.any(String), approximateArrivalTimestamp: START, data: base64('one') },
          { recordId: expect.any(String), approximateArrivalTimestamp: START, data: base64('two') },
        ],
      },
    ]);
    expect(await onlyText(rig)).toBe('<one><two>');
  });

  test('is called when its buffer has its size', async () => {
    const { events, functions } = answering((text, recordId) => ({ recordId, result: 'Ok', data: base64(text) }));
    const rig = await run(deliveryStream(withLambda({ BufferSizeInMBs: '0.2' })), { functions });
    await rig.put('x'.repeat(200_000), 'y'.repeat(10_000), 'z');
    await rig.scheduler.settle();
    expect(events.map(({ records }) => records.length)).toEqual([2]);
  });

  test('is called five times side by side, and what it gives keeps its order', async () => {
    const waiting: (() => void)[] = [];
    const invoke = async (_: string, payload: Buffer) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      const { records } = JSON.parse(payload.toString());
      const answers = records.map(({ recordId, data }: { recordId: string; data: string }) => {
        return { recordId, data, result: 'Ok' };
      });
      return { payload: Buffer.from(JSON.stringify({ records: answers })) };
    };
    const small = { LambdaArn: FUNCTION, BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '0' };
    const BufferingHints = { SizeInMBs: 5, IntervalInSeconds: 60 };
    const rig = await run(deliveryStream({ BufferingHints, ...processors(['Lambda', small]) }), {
      functions: { invoke },
    });
    const large = (name: string) => `${name}${'.'.repeat(220_000)}\n`;
    for (const name of 'abcdef') await rig.put(large(name));
    await until(() => waiting.length === 5);
    // The last one first.
    for (const resolve of waiting.reverse()) resolve();
    await until(() => waiting.length === 6);
    waiting.at(-1)?.();
    await rig.seconds(60);
    expect((await onlyText(rig)).replaceAll('.', '')).toBe('a\nb\nc\nd\ne\nf\n');
  });

  test('keeps, drops or fails each record by itself', async () => {
    const results: Record<string, string> = { keep: 'Ok', drop: 'Dropped', fail: 'ProcessingFailed', odd: 'ok' };
    const { functions } = answering((text, recordId) => {
      return { recordId, result: results[text] ?? '', data: base64(text.toUpperCase()) };
    });
    const rig = await run(deliveryStream(withLambda()), { functions });
    await rig.put('keep', 'drop', 'fail', 'odd');
    await rig.seconds(120);
    const stored = await rig.stored();
    expect(Object.entries(stored).find(([key]) => key.startsWith('data/'))?.[1]).toBe('KEEP');
    expect(await errorsOf(rig)).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: START,
        errorCode: 'Lambda.ProcessingFailedStatus',
        errorMessage: 'ProcessingFailed status set for record',
        attemptEndingTimestamp: START + 60_000,
        rawData: base64('fail'),
        lambdaArn: FUNCTION,
      },
      expect.objectContaining({ errorCode: 'Lambda.JsonProcessingException', rawData: base64('odd') }),
    ]);
    expect(rig.stream.pending).toBe(0);
  });

  test('fails records that come back twice or not at all', async () => {
    const { functions } = answering((text, recordId) => {
      const ok = { recordId, result: 'Ok', data: base64(text) };
      return text === 'twice' ? [ok, ok] : text === 'never' ? [] : ok;
    });
    const rig = await run(deliveryStream(withLambda()), { functions });
    await rig.put('once', 'twice', 'never');
    await rig.seconds(120);
    expect((await errorsOf(rig)).map(({ errorCode }) => errorCode)).toEqual([
      'Lambda.DuplicatedRecordId',
      'Lambda.MissingRecordId',
    ]);
  });

  test('is tried again as often as is said, then its records go to the errors', async () => {
    let calls = 0;
    const invoke = async (): Promise<Invocation> => {
      calls++;
      return { failure: 'timed-out', message: 'Task timed out after 3.00 seconds' };
    };
    const rig = await run(deliveryStream(withLambda({ NumberOfRetries: '2' })), { functions: { invoke } });
    await rig.put('one', 'two');
    await rig.seconds(200);
    expect(calls).toBe(3);
    expect(await errorsOf(rig)).toEqual([
      expect.objectContaining({ attemptsMade: 3, errorCode: 'Lambda.FunctionTimedOut', rawData: base64('one') }),
      expect.objectContaining({ attemptsMade: 3, errorCode: 'Lambda.FunctionTimedOut', rawData: base64('two') }),
    ]);
  });

  test('recovers when a retry succeeds', async () => {
    const { functions } = answering((text, recordId) => ({ recordId, result: 'Ok', data: base64(text) }));
    let calls = 0;
    const invoke = async (arn: string, payload: Buffer): Promise<Invocation> => {
      calls++;
      return calls < 3 ? { failure: 'throttled', message: 'Rate Exceeded.' } : functions.invoke(arn, payload);
    };
    const rig = await run(deliveryStream(withLambda()), { functions: { invoke } });
    await rig.put('one');
    await rig.seconds(200);
    expect(await onlyText(rig)).toBe('one');
  });

  test.each([
    ['text', Buffer.from('hello'), 'Lambda.JsonProcessingException'],
    ['no list', Buffer.from('{"records":{}}'), 'Lambda.JsonProcessingException'],
    ['nothing', Buffer.from('null'), 'Lambda.JsonProcessingException'],
    ['more than 6 MB', Buffer.alloc(6_300_000, ' '), 'Lambda.FunctionError'],
  ])('fails where it answers %s', async (_, payload, errorCode) => {
    const functions = { invoke: async () => ({ payload }) };
    const rig = await run(deliveryStream(withLambda({ NumberOfRetries: '0' })), { functions });
    await rig.put('one');
    await rig.seconds(200);
    expect(await errorsOf(rig)).toEqual([expect.objectContaining({ errorCode, rawData: base64('one') })]);
  });

  test('fails where the role may not call it', async () => {
    const authorize = ({ action }: { action: string }) => {
      if (action === 'lambda:InvokeFunction') throw new Error('not authorized to perform lambda:InvokeFunction');
    };
    const { events, functions } = answering(() => []);
    const rig = await run(deliveryStream(withLambda({ NumberOfRetries: '0' })), { functions, authorize });
    await rig.put('one');
    await rig.seconds(200);
    expect(events).toEqual([]);
    expect(await errorsOf(rig)).toEqual([expect.objectContaining({ errorCode: 'Lambda.InvokeAccessDenied' })]);
  });
});

describe('a delimiter', () => {
  test('stands behind each record where the processor is there', async () => {
    const rig = await run(deliveryStream(processors(['AppendDelimiterToRecord', {}])));
    await rig.put('one', 'two\n');
    await rig.seconds(60);
    expect(await onlyText(rig)).toBe('one\ntwo\n\n');
    expect(rig.log.filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  test('may be any text', async () => {
    const rig = await run(deliveryStream(processors(['AppendDelimiterToRecord', { Delimiter: ';\\n' }])));
    await rig.put('one', 'two');
    await rig.seconds(60);
    expect(await onlyText(rig)).toBe('one;\ntwo;\n');
  });

  test('is missed in the log, once, where records run together', async () => {
    const rig = await run(deliveryStream());
    for (let round = 0; round < 2; round++) {
      await rig.put('{"a":1}', '{"a":2}');
      await rig.seconds(60);
    }
    expect(Object.values(await rig.stored())).toEqual(['{"a":1}{"a":2}', '{"a":1}{"a":2}']);
    expect(rig.log.filter(({ kind }) => kind === 'note')).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('AppendDelimiterToRecord') }),
    ]);
  });
});

test('one record without a newline among others is missed as well, the last one is not', async () => {
  const warnings = async (...records: string[]): Promise<number> => {
    const rig = await run(deliveryStream());
    await rig.put(...records);
    await rig.seconds(60);
    return rig.log.filter(({ kind }) => kind === 'note').length;
  };
  expect(await warnings('1\n', '2', '3\n')).toBe(1);
  expect(await warnings('1\n', '2\n', '3')).toBe(0);
});

describe('a backup', () => {
  test('keeps what came, beside what is made of it', async () => {
    const { functions } = answering((text, recordId) => ({ recordId, result: 'Ok', data: base64(text.toUpperCase()) }));
    const S3BackupConfiguration = {
      BucketARN: 'arn:aws:s3:::raw-events',
      RoleARN: 'arn:aws:iam::111111111111:role/delivery',
      Prefix: 'raw/',
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    };
    const declared = deliveryStream({ ...withLambda(), S3BackupMode: 'Enabled', S3BackupConfiguration });
    const rig = await run(declared, { functions });
    await rig.put('one', 'two');
    await rig.seconds(60);
    const raw = Object.entries(await rig.stored('raw-events'));
    expect(raw).toEqual([[expect.stringMatching(/^raw\/2026\/03\/04\/05\/events-1-.*\.gz$/), 'onetwo']]);
    expect(rig.stream.pending).toBe(2);
    await rig.seconds(60);
    expect(await onlyText(rig)).toBe('ONETWO');
    expect(rig.stream.pending).toBe(0);
  });

  test('that may gather more than memory has room for gives way, and the delivery goes on', async () => {
    const hints = { BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 } };
    const backup = { S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::raw-events', RoleARN: ROLE, ...hints } };
    const rig = await run(deliveryStream({ ...backup, S3BackupMode: 'Enabled' }));
    for (let round = 0; round < 80; round++) await rig.put(Buffer.alloc(1_000_000));
    await rig.seconds(62);
    const total = async (bucket: string) => {
      return (await rig.objects.list(bucket)).reduce((bytes, { size }) => bytes + size, 0);
    };
    expect(await total(BUCKET)).toBe(80_000_000);
    expect(await total('raw-events')).toBeGreaterThan(60_000_000);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
