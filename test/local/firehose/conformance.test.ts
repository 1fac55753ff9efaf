import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonRecord } from '../../../local/assembly';
import { FirehoseService, kinesisStreamReader } from '../../../local/firehose';
import { Kinesis } from '../../../local/kinesis';
import { MemoryObjectStore } from '../../../local/s3';
import { ManualScheduler } from '../../../local/scheduler';
import { compileTemplate, type StringMap } from '../../../local/vtl';
import { definition } from '../kinesis/fixtures';
import { deliveryStream, onlyText, type Rig, ROLE, run } from './support';

const SHARED = process.env.SLUICE_SHARED ?? join(__dirname, '../../../../shared');
const FILE = join(SHARED, 'conformance/cases.json');

interface Case {
  readonly id: string;
  readonly area: string;
  readonly sub: string;
  readonly input: {
    readonly Prefix?: string | null;
    readonly ErrorOutputPrefix?: string;
    readonly FileExtension?: string;
    readonly BufferingHints?: JsonRecord;
    readonly stream?: string;
    readonly record?: string;
    readonly records?: readonly JsonRecord[];
    readonly template?: string;
    readonly body?: string;
    readonly params?: { readonly querystring?: StringMap };
  };
  readonly expected: {
    readonly object_body?: string;
    readonly count?: number;
    readonly key_suffix?: string;
    readonly key_regex?: string;
    readonly output_json?: JsonRecord;
    readonly delivered_data?: string;
  };
}

const SOURCE = definition({ shardCount: 1 });

/** A Kinesis stream with delivery streams, each to a bucket of its own clock and store. */
async function fromStream(input: Case['input'], records: readonly string[], count = 1): Promise<Rig[]> {
  const scheduler = new ManualScheduler();
  const kinesis = new Kinesis({ clock: scheduler, account: SOURCE.account });
  const stream = kinesis.addStream(SOURCE);
  const { Prefix, ErrorOutputPrefix, BufferingHints } = input;
  const destination = {
    ...(Prefix && { Prefix }),
    ...(ErrorOutputPrefix && { ErrorOutputPrefix }),
    ...(BufferingHints && { BufferingHints }),
  };
  const declared = deliveryStream(destination, {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: { KinesisStreamARN: SOURCE.arn, RoleARN: ROLE },
  });
  const options = { scheduler, streams: kinesisStreamReader(kinesis) };
  const rigs: Rig[] = [];
  for (let each = 0; each < count; each++) {
    rigs.push(await run(declared, { ...options, objects: new MemoryObjectStore(scheduler) }));
  }
  await stream.put(records.map((record) => ({ partitionKey: 'key', data: Buffer.from(record) })));
  await scheduler.advance(300_000);
  return rigs;
}

/** What a case of each id holds the runtime to. */
const DRIVERS: Readonly<Record<string, (each: Case) => Promise<void>>> = {
  'fh-ls-kinesis-two-streams': async ({ input, expected }) => {
    for (const rig of await fromStream(input, [input.record ?? ''], 2)) {
      expect(await onlyText(rig)).toBe(expected.object_body);
    }
  },
  'fh-ls-scenario-concat': async ({ input, expected }) => {
    const records = (input.records ?? []).map((record) => JSON.stringify(record));
    const [rig] = await fromStream(input, records);
    expect(rig && (await onlyText(rig))).toBe(records.join(''));
    expect(records).toHaveLength(expected.count ?? 0);
  },
  'fh-ls-file-extension': async ({ input, expected }) => {
    const rig = await run(deliveryStream({ FileExtension: input.FileExtension ?? '' }));
    await rig.put('record');
    await rig.seconds(60);
    const [key = ''] = Object.keys(await rig.stored());
    expect(key.endsWith(expected.key_suffix ?? '?')).toBe(true);
  },
  'fh-docs-key': async ({ input, expected }) => {
    const rig = await run({ ...deliveryStream(), physicalId: input.stream ?? '' });
    await rig.put('record');
    await rig.seconds(60);
    expect(Object.keys(await rig.stored())[0]).toMatch(new RegExp(expected.key_regex ?? '^$'));
  },
  'fh-qiita-putrecord-map': deliverRendered,
  'fh-qiita-putrecord-dq': deliverRendered,
};

/** Renders the mapping template, puts what it gives, and reads what is delivered. */
async function deliverRendered({ input, expected }: Case): Promise<void> {
  const { output } = compileTemplate(input.template ?? '').render({ ...input });
  expect(JSON.parse(output)).toEqual(expected.output_json);
  const rig = await run({ ...deliveryStream(), physicalId: 'S' });
  const request = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from(output), action: 'PutRecord' };
  expect((await new FirehoseService(rig.firehose).handle(request)).status).toBe(200);
  await rig.seconds(60);
  expect(await onlyText(rig)).toBe(expected.delivered_data);
}

function readCases(): readonly Case[] {
  const parsed: readonly Case[] | { readonly cases: readonly Case[] } = JSON.parse(readFileSync(FILE, 'utf8'));
  const cases = 'cases' in parsed ? parsed.cases : parsed;
  return cases.filter(({ area }) => area === 'firehose');
}

if (existsSync(FILE)) {
  const cases = readCases();
  describe('recorded behaviour of Firehose', () => {
    test.each(cases.map((each) => [each.id, each] as const))('%s', async (id, each) => {
      const drive = DRIVERS[id];
      if (drive === undefined) throw new Error('no driver takes this case');
      await drive(each);
    });
  });
} else {
  test.skip('recorded behaviour of Firehose (skipped: ../shared/conformance/cases.json is not there)', () => {});
}
