import { COMPRESSORS } from './compression/compress';
import type { Contents } from './contents';
import type { DeliveryStreamDefinition, Output } from './definition';
import type { FirehoseEnvironment } from './environment';
import { conversionFailure, type Failure, processingFailure } from './error-record';
import { Gatherer, type Gathering } from './gatherer';
import type { OutputKind } from './log';
import { ObjectBody } from './object-body';
import { type Built, buildObject } from './object-builder';
import { objectName, tryEvaluatePrefix } from './object-key';
import { type DeliveryFailure, ObjectWriter } from './object-writer';
import { PackedRecords } from './packed-records';
import type { DeliveryRecord, ErrorType } from './record';
import { RecordList } from './record-list';
import type { Span } from './span';
import type { Tasks } from './tasks';

/** How long Firehose keeps what was put to it. Source: Firehose developer guide, "Handle data delivery failures". */
const DIRECT_PUT_RETENTION = 86_400_000;
/** Stands for random text where it does not matter which. */
const ANY_TEXT = '*';

/** The buckets of a delivery stream: gathers records by prefix and writes them as objects. */
export class Destination {
  private readonly data: Gatherer<Contents>;
  private readonly errors: Gatherer<Contents>;
  private readonly backup: Gatherer<Contents> | undefined;
  /** What gathers and what is being written. */
  private readonly live = new Set<Contents>();
  private readonly writer: ObjectWriter;
  /** Objects of the data that are being written, by folder. */
  private readonly writing = new Map<string, number>();
  private inFlight = 0;
  private warned = false;
  private stopped = false;

  /** @param onDelivered Told when there is room again */
  public constructor(
    private readonly stream: DeliveryStreamDefinition,
    private readonly env: FirehoseEnvironment,
    private readonly tasks: Tasks,
    private readonly onDelivered: () => void,
  ) {
    const { data, error, backup } = stream;
    this.writer = new ObjectWriter(stream, env, tasks);
    this.data = this.newGatherer('data', data);
    this.errors = this.newGatherer('error', error);
    this.backup = backup && this.newGatherer('backup', backup);
  }

  /** Whether no object is being written. */
  public get isIdle(): boolean {
    return this.inFlight === 0;
  }

  /** What is in memory to become objects, roughly, in bytes. */
  public get held(): number {
    let held = 0;
    for (const contents of this.live) held += contents.held;
    return held;
  }

  /** Takes records that are ready, into objects that hold nothing but their bytes. */
  public deliverSpan(span: Span): void {
    for (let rest: Span | undefined = span; rest !== undefined; ) {
      const gathering = this.data.at('');
      const { contents } = gathering;
      if (!(contents instanceof PackedRecords)) throw new TypeError('a span cannot be gathered by the record');
      const { arrival } = rest;
      const before = contents.body.length;
      rest = contents.addSpan(rest, this.data.roomOf(gathering));
      this.data.grow(gathering, contents.body.length - before, arrival);
    }
  }

  /** Takes a record that is ready; it holds its source record once. */
  public deliver(record: DeliveryRecord): void {
    const size = record.data.length + (this.stream.processing.delimiter?.length ?? 0);
    if (this.stream.partitionRetry === undefined) {
      add(this.data, '', record, size);
      return;
    }
    // A partition is what the prefix comes to for its records. Source: developer guide, "Buffer data for dynamic partitioning".
    const { data, name } = this.stream;
    const folder = data.prefix.evaluate({ ...record, time: record.arrival, timeZone: data.timeZone }, () => ANY_TEXT);
    const active = this.data.has(folder) || this.writing.has(folder);
    if (!active && this.data.size + this.writing.size >= this.env.activePartitions) {
      const message = `The delivery stream has ${this.env.activePartitions} active partitions already.`;
      this.note('warning', `${message} Records of others go to the errors of ${name}.`);
      const failure = { code: 'DynamicPartitioning.ActivePartitionsLimitExceeded', message, attempts: 1 };
      this.fail(record, 'activePartitionExceeded', failure);
      return;
    }
    add(this.data, folder, record, size);
  }

  /** Takes a record that failed, as an error; it holds its source record once. */
  public fail(record: DeliveryRecord, type: ErrorType, failure: Failure, lambdaArn?: string): void {
    const time = this.env.scheduler.now();
    const { conversion } = this.stream;
    const data =
      type === 'format-conversion-failed' && conversion !== undefined
        ? conversionFailure(record, failure, time, conversion.schema, this.stream)
        : processingFailure(record, failure, { time, ...(lambdaArn !== undefined && { lambdaArn }) });
    add(this.errors, type, { ...record, data }, data.length);
  }

  /** Keeps records as they came, if that is asked for; takes a hold of its own of each. */
  public backUp(records: readonly DeliveryRecord[]): void {
    if (this.backup === undefined) return;
    for (const record of records) {
      record.handle.hold();
      add(this.backup, '', record, record.data.length);
    }
  }

  /** Writes everything that is gathered. */
  public flush(): void {
    this.data.flush();
    this.backup?.flush();
    this.errors.flush();
  }

  /**
   * Writes what holds most, of whatever kind: a backup may gather far more than an object of the data, and what it holds
   * is not done before.
   */
  public flushLargest(): void {
    let largest = this.data;
    for (const gatherer of [this.backup, this.errors]) {
      if (gatherer !== undefined && gatherer.most > largest.most) largest = gatherer;
    }
    largest.flushLargest();
  }

  public stop(): void {
    this.stopped = true;
    for (const gatherer of [this.data, this.errors, this.backup]) gatherer?.stop();
  }

  private newGatherer(kind: OutputKind, output: Output): Gatherer<Contents> {
    const { log, scheduler } = this.env;
    const entry = {
      kind: 'buffering',
      stream: this.stream.name,
      output: kind,
      interval: output.bufferInterval,
    } as const;
    return new Gatherer(
      output,
      scheduler,
      () => this.newContents(kind, output),
      (gathering) => this.write(kind, output, gathering),
      () => log(entry),
    );
  }

  /** Records must be there one by one where they are converted, or go to the errors if their object is refused. */
  private newContents(kind: OutputKind, output: Output): Contents {
    const { conversion, partitionRetry, processing } = this.stream;
    const isWhole = kind !== 'data' || (conversion === undefined && partitionRetry === undefined);
    const { chunks } = this.env;
    const newBody = () => new ObjectBody(COMPRESSORS[output.compression], chunks, (task) => this.compress(task));
    const delimiter = kind === 'data' ? processing.delimiter : undefined;
    const contents = isWhole ? new PackedRecords(newBody(), delimiter) : new RecordList();
    this.live.add(contents);
    return contents;
  }

  private compress(task: () => Promise<void>): void {
    this.inFlight++;
    this.tasks.run(async () => {
      try {
        await task();
      } finally {
        this.inFlight--;
        this.onDelivered();
      }
    });
  }

  private write(kind: OutputKind, output: Output, gathering: Gathering<Contents>): void {
    this.inFlight++;
    if (kind === 'data') this.writing.set(gathering.folder, (this.writing.get(gathering.folder) ?? 0) + 1);
    this.tasks.run(async () => {
      try {
        await this.writeNow(kind, output, gathering);
      } finally {
        this.inFlight--;
        this.live.delete(gathering.contents);
        if (kind === 'data') this.ended(gathering.folder);
        this.onDelivered();
      }
    });
  }

  private ended(folder: string): void {
    const left = (this.writing.get(folder) ?? 1) - 1;
    if (left === 0) this.writing.delete(folder);
    else this.writing.set(folder, left);
  }

  private async writeNow(kind: OutputKind, output: Output, gathering: Gathering<Contents>): Promise<void> {
    const { env, stream } = this;
    const built = await buildObject(kind, output, gathering.contents, stream, env);
    const delivered = built.contents;
    for (const { record, failure } of built.failed) this.fail(record, 'format-conversion-failed', failure);
    if (kind === 'data') this.warnOfRuns(gathering.contents);
    const lost = built.body.length === 0 ? undefined : await this.put(kind, output, gathering, built);
    if (lost === undefined) {
      delivered.release();
      return;
    }
    if (this.stopped) return;
    if (kind === 'data' && stream.partitionRetry !== undefined) {
      for (const record of delivered.records) this.fail(record, 'processing-failed', { ...lost, attempts: 1 });
      return;
    }
    this.note('error', `${delivered.count} records are lost, as on AWS after this time: ${lost.code} ${lost.message}`);
    delivered.release();
  }

  private put(
    kind: OutputKind,
    output: Output,
    { folder, oldest }: Gathering<Contents>,
    built: Built,
  ): Promise<DeliveryFailure | undefined> {
    const { env, stream } = this;
    const values = { time: oldest, ...keysOf(built.contents), ...(kind === 'error' && { errorType: folder }) };
    const prefix = tryEvaluatePrefix(output, values, env.ids) ?? '';
    return this.writer.write(
      {
        kind,
        output,
        key: prefix + objectName(stream.name, oldest, built.suffix, env.ids),
        body: built.body,
        properties: {
          contentType: 'application/octet-stream',
          ...(built.contentEncoding !== undefined && { contentEncoding: built.contentEncoding }),
        },
        contents: built.contents,
        bytes: built.bytes,
        deadline: this.deadline(kind, oldest),
      },
      () => this.stopped,
    );
  }

  private deadline(kind: OutputKind, oldest: number): number {
    const { partitionRetry, source } = this.stream;
    if (kind === 'data' && partitionRetry !== undefined) return this.env.scheduler.now() + partitionRetry;
    return source.kind === 'DirectPut' ? oldest + DIRECT_PUT_RETENTION : Number.POSITIVE_INFINITY;
  }

  /** Firehose puts nothing between records: what does not end in a newline runs into the next one. */
  private warnOfRuns(contents: Contents): void {
    const { processing, conversion } = this.stream;
    if (this.warned || processing.delimiter !== undefined || conversion !== undefined) return;
    if (!contents.runTogether) return;
    this.warned = true;
    this.note(
      'warning',
      'records run together in the objects: they end in no newline and Firehose adds none. ' +
        'Add the processor AppendDelimiterToRecord, or end each record in a newline.',
    );
  }

  private note(level: 'warning' | 'error', message: string): void {
    this.env.log({ kind: 'note', level, stream: this.stream.name, message });
  }
}

function add(gatherer: Gatherer<Contents>, folder: string, record: DeliveryRecord, size: number): void {
  const gathering = gatherer.at(folder);
  gathering.contents.add(record);
  gatherer.grow(gathering, size, record.arrival);
}

function keysOf({ first }: Contents) {
  const { queryKeys, lambdaKeys } = first ?? {};
  return { ...(queryKeys !== undefined && { queryKeys }), ...(lambdaKeys !== undefined && { lambdaKeys }) };
}
