import { ManualClock } from '../../../../local/clock';
import { AwsFault } from '../../../../local/endpoint';
import type { InvocationResult } from '../../../../local/lambda/invocation';
import type { LambdaLogEntry } from '../../../../local/lambda/log';
import type { KinesisMappingDefinition } from '../../../../local/lambda/mapping/definition';
import type { MappingEnvironment } from '../../../../local/lambda/mapping/environment';
import { compileFilters } from '../../../../local/lambda/mapping/filter';
import { KinesisMapping } from '../../../../local/lambda/mapping/kinesis-mapping';
import type { ShardPage, ShardReader, SourceShard } from '../../../../local/lambda/mapping/shard-reader';
import { ManualScheduler } from '../../../../local/scheduler';
import { memoryStore } from '../../../../local/storage';

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
export const FUNCTION = {
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:consume',
  role: 'arn:aws:iam::123456789012:role/Consume',
  timeout: 3,
};
const START = Date.UTC(2026, 0, 1);

/** What a function does with a batch: the bodies it was given in; throws, or names those that failed. */
export type Handler = (bodies: readonly string[], invocation: number) => unknown;

interface KinesisEvent {
  readonly Records: readonly {
    readonly kinesis: { readonly data: string; readonly sequenceNumber: string; readonly partitionKey: string };
  }[];
}

/** A stream in memory. */
class FakeStream implements ShardReader {
  public readonly content = new Map<
    string,
    { parents: string[]; closed: boolean; records: ShardPage['records'][number][] }
  >();

  public shard(shardId: string, parents: string[] = []) {
    const known = this.content.get(shardId) ?? { parents, closed: false, records: [] };
    this.content.set(shardId, known);
    return known;
  }

  public async shards(): Promise<readonly SourceShard[]> {
    return [...this.content].map(([shardId, { parents }]) => ({ shardId, parents }));
  }

  public async position(shardId: string, start: KinesisMappingDefinition['start']): Promise<string> {
    const { records } = this.shard(shardId);
    if (start === 'LATEST') return String(records.length);
    if (start === 'TRIM_HORIZON') return '0';
    const at = records.findIndex(({ arrival }) => arrival >= start.at);
    return String(at < 0 ? records.length : at);
  }

  public async read(shardId: string, position: string, limit: number): Promise<ShardPage> {
    const { closed, records } = this.shard(shardId);
    const page = records.slice(Number(position), Number(position) + limit);
    const next = Number(position) + page.length;
    return { records: page, next: closed && next >= records.length ? undefined : String(next) };
  }
}

/** A mapping of a stream in memory to a function in memory, on a clock the test moves. */
export class Mapped {
  public readonly scheduler = new ManualScheduler(new ManualClock(START));
  public readonly stream = new FakeStream();
  public readonly log: LambdaLogEntry[] = [];
  /** The bodies of each invocation. */
  public readonly batches: string[][] = [];
  /** Bodies the function has handled, in their order. */
  public readonly delivered: string[] = [];
  public readonly messages: Record<string, unknown>[] = [];
  public readonly objects: { readonly key: string; readonly value: Record<string, unknown> }[] = [];
  public mapping: KinesisMapping;
  public refusals = new Set<string>();

  public constructor(
    private readonly handler: Handler = () => undefined,
    private readonly changes: Partial<KinesisMappingDefinition> & { readonly filters?: readonly string[] } = {},
    public readonly checkpoints = memoryStore(),
  ) {
    this.mapping = this.make();
  }

  public make(): KinesisMapping {
    const { filters = [], ...rest } = this.changes;
    const env: MappingEnvironment = {
      scheduler: this.scheduler,
      log: (entry) => this.log.push(entry),
      uuid: () => '00000000-0000-4000-8000-000000000000',
      checkpoints: this.checkpoints,
      invoke: async (_, payload) => this.invoke(payload),
      authorize: (_, action) => (this.refusals.has(action) ? `not authorized to perform: ${action}` : undefined),
      sendMessage: async (_, body) => {
        this.messages.push(JSON.parse(body));
      },
      putObject: async (_, key, body) => {
        this.objects.push({ key, value: JSON.parse(body.toString()) });
      },
    };
    return new KinesisMapping(
      {
        source: 'kinesis',
        id: 'mapping-1',
        position: 'Stack/Mapping',
        functionName: 'consume',
        sourceArn: STREAM,
        enabled: true,
        batchSize: 100,
        window: 0,
        filter: compileFilters(filters, 'Stack/Mapping.Properties.FilterCriteria'),
        reportsFailures: false,
        start: 'TRIM_HORIZON',
        parallelization: 1,
        bisects: false,
        maximumRetries: -1,
        maximumAge: -1,
        failureDestination: undefined,
        ...rest,
      },
      FUNCTION,
      this.stream,
      env,
    );
  }

  public put(body: string, partitionKey = 'key', shardId = 'shardId-000000000000'): void {
    const { records } = this.stream.shard(shardId);
    records.push({
      sequenceNumber: String(1_000 + records.length),
      partitionKey,
      data: Buffer.from(body),
      arrival: this.scheduler.now(),
      after: String(records.length + 1),
    });
  }

  private invoke(payload: Buffer): InvocationResult {
    const { Records } = JSON.parse(payload.toString()) as KinesisEvent;
    const bodies = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
    this.batches.push(bodies);
    const base = { requestId: `request-${this.batches.length}`, timedOut: false, logTail: '' };
    try {
      const failed = this.handler(bodies, this.batches.length);
      const names: unknown[] = Array.isArray(failed) ? failed : [];
      const first = bodies.findIndex((body) => names.includes(body));
      this.delivered.push(...(first < 0 ? bodies : bodies.slice(0, first)));
      const batchItemFailures = names.map((name) => {
        const at = bodies.indexOf(String(name));
        return { itemIdentifier: Records[at]?.kinesis.sequenceNumber ?? name };
      });
      return { ...base, payload: Buffer.from(JSON.stringify({ batchItemFailures })) };
    } catch (error) {
      if (error instanceof AwsFault) throw error;
      return { ...base, payload: Buffer.from('{"errorMessage":"no"}'), functionError: 'Unhandled' };
    }
  }
}
