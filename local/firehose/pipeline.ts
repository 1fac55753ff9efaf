import { deaggregate } from './deaggregate';
import type { DeliveryStreamDefinition } from './definition';
import type { Destination } from './destination';
import type { FirehoseEnvironment } from './environment';
import { Gatherer, type Gathering } from './gatherer';
import { tryKplRecords } from './kpl';
import type { MetadataExtraction } from './metadata-extraction';
import type { LambdaProcessing } from './processing-definition';
import type { DeliveryRecord } from './record';
import type { Span } from './span';
import type { Tasks } from './tasks';
import { type Transformed, transform } from './transform';

/** Source: tests of others that read what AWS wrote; the texts are AWS's own. */
const EXTRACTION_FAILED = 'DynamicPartitioning.MetadataExtractionFailed';

/** Calls of a function at the same time. Source: Firehose quotas, five for each shard. */
const MOST_CALLS = 5;

/** A call under way, and what came of it. */
interface Slot {
  outcomes: readonly Transformed[] | undefined;
}

/** What is done to records between source and destination. Every record that goes in is released somewhere. */
export class Pipeline {
  private readonly gatherer: Gatherer<DeliveryRecord[]> | undefined;
  private readonly calls: Gathering<DeliveryRecord[]>[] = [];
  /** Of the calls under way, in their order. */
  private readonly slots: Slot[] = [];
  private running = 0;
  private stopped = false;

  /** @param onHandedOn Told after each call of a function: what it dropped makes room, and is never delivered */
  public constructor(
    private readonly stream: DeliveryStreamDefinition,
    private readonly env: FirehoseEnvironment,
    private readonly tasks: Tasks,
    private readonly destination: Destination,
    private readonly extraction: MetadataExtraction | undefined,
    private readonly onHandedOn: () => void,
  ) {
    const { lambda } = stream.processing;
    const newList = (): DeliveryRecord[] => [];
    this.gatherer = lambda && new Gatherer(lambda, env.scheduler, newList, (gathering) => this.call(gathering, lambda));
  }

  /** Takes records on, each span held once by the caller until now. */
  public async process(spans: readonly Span[]): Promise<void> {
    if (!keepsRecordsAsTheyAre(this.stream)) {
      await this.processEach(spans.flatMap((span) => span.records()));
      return;
    }
    for (const span of spans) {
      if (span.mayBeAggregated) await this.processEach(span.records());
      else this.destination.deliverSpan(span);
    }
  }

  private async processEach(records: readonly DeliveryRecord[]): Promise<void> {
    this.destination.backUp(records);
    const parts = this.takeApart(records);
    const { gatherer } = this;
    if (gatherer === undefined) {
      await this.partition(parts);
      return;
    }
    for (const part of parts) {
      const gathering = gatherer.at('');
      gathering.contents.push(part);
      gatherer.grow(gathering, part.data.length, part.arrival);
    }
  }

  /** Calls the function now with what waits for it. */
  public flush(): void {
    this.gatherer?.flush();
  }

  public stop(): void {
    this.stopped = true;
    this.gatherer?.stop();
  }

  private takeApart(records: readonly DeliveryRecord[]): readonly DeliveryRecord[] {
    const { deaggregation } = this.stream.processing;
    const isDynamic = this.stream.partitionRetry !== undefined;
    const singles = this.stream.source.kind === 'DirectPut' ? records : records.flatMap(fromKpl);
    if (deaggregation === undefined || !isDynamic) return singles;
    return singles.flatMap((record) => divide(record, deaggregate(record.data, deaggregation)));
  }

  private call(gathering: Gathering<DeliveryRecord[]>, lambda: LambdaProcessing): void {
    this.calls.push(gathering);
    this.begin(lambda);
  }

  /** Calls the function side by side; what it gives is handed on in the order of the calls. */
  private begin(lambda: LambdaProcessing): void {
    while (this.running < MOST_CALLS && !this.stopped) {
      const next = this.calls.shift();
      if (next === undefined) return;
      const slot: Slot = { outcomes: undefined };
      this.slots.push(slot);
      this.running++;
      this.tasks.run(async () => {
        slot.outcomes = await transform(next.contents, lambda, this.stream, this.env, this.tasks);
        this.running--;
        this.begin(lambda);
        await this.handOn(lambda);
        this.onHandedOn();
      });
    }
  }

  private async handOn(lambda: LambdaProcessing): Promise<void> {
    for (let done = this.slots[0]?.outcomes; done !== undefined && !this.stopped; done = this.slots[0]?.outcomes) {
      this.slots.shift();
      await this.take(done, lambda);
    }
  }

  private async take(outcomes: readonly Transformed[], lambda: LambdaProcessing): Promise<void> {
    const transformed: DeliveryRecord[] = [];
    for (const outcome of outcomes) {
      if (outcome.result === 'Ok') transformed.push(outcome.transformed);
      else if (outcome.result === 'Dropped') outcome.record.handle.release();
      else this.destination.fail(outcome.record, 'processing-failed', outcome.failure, lambda.functionArn);
    }
    await this.partition(transformed);
  }

  /** Finds the partition keys of records and hands them to the destination. */
  private async partition(records: readonly DeliveryRecord[]): Promise<void> {
    if (this.stream.partitionRetry === undefined) {
      for (const record of records) this.destination.deliver(record);
      return;
    }
    const { queryKeys, lambdaKeys } = this.stream.data.prefix;
    const extracted = this.extraction?.extract(records.map(({ data }) => data));
    records.forEach((record, index) => {
      const found = extracted?.[index];
      const keys = found !== undefined && 'keys' in found ? found.keys : undefined;
      const failure =
        found !== undefined && 'failure' in found
          ? found.failure
          : (missing(queryKeys, keys) ?? missing(lambdaKeys, record.lambdaKeys));
      if (failure === undefined) {
        this.destination.deliver(keys === undefined ? record : { ...record, queryKeys: keys });
      } else {
        this.destination.fail(record, 'processing-failed', { code: EXTRACTION_FAILED, message: failure, attempts: 1 });
      }
    });
  }
}

/** Whether nothing is done to records but to write them into objects, one after another. */
export function keepsRecordsAsTheyAre({
  backup,
  conversion,
  partitionRetry,
  processing,
}: DeliveryStreamDefinition): boolean {
  return [backup, conversion, partitionRetry, processing.lambda].every((step) => step === undefined);
}

function fromKpl(record: DeliveryRecord): DeliveryRecord | DeliveryRecord[] {
  const { kinesis } = record;
  const parts = kinesis && tryKplRecords(record.data);
  if (kinesis === undefined || parts === undefined) return record;
  return hand(
    record,
    parts.map(({ partitionKey, data }, index) => {
      return { ...record, data, kinesis: { ...kinesis, partitionKey, subsequenceNumber: index } };
    }),
  );
}

function divide(record: DeliveryRecord, parts: readonly Buffer[]): DeliveryRecord[] {
  return hand(
    record,
    parts.map((data) => ({ ...record, data })),
  );
}

/** Lets each part hold the source record that the whole held. */
function hand(whole: DeliveryRecord, parts: DeliveryRecord[]): DeliveryRecord[] {
  for (const { handle } of parts) handle.hold();
  whole.handle.release();
  return parts;
}

function missing(names: readonly string[], keys: Readonly<Record<string, string>> | undefined): string | undefined {
  return names.some((name) => !keys?.[name]) ? 'partitionKeys values must not be null or empty' : undefined;
}
