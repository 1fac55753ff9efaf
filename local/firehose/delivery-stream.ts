import type { DeliveryStreamDefinition } from './definition';
import { Destination } from './destination';
import { DirectPutSource } from './direct-put-source';
import type { FirehoseEnvironment } from './environment';
import { KinesisSource } from './kinesis-source';
import { MetadataExtraction } from './metadata-extraction';
import { keepsRecordsAsTheyAre, Pipeline } from './pipeline';
import { defaultPutLimits, PutQuota } from './put-quota';
import { RECORD_WEIGHT } from './record-list';
import type { Source } from './source';
import { Tasks } from './tasks';

const MIB = 1_048_576;
/** What is read on while an object is written, in bytes. */
const READ_AHEAD = 16 * MIB;
/**
 * What records that are taken and not delivered may take in all, in bytes. Where a buffer would be more, its object is
 * cut early: buffer sizes are hints.
 */
const MOST_WEIGHT = 32 * MIB;
/** What is taken between two turns of the event loop, in bytes. */
const PER_TURN = MIB;
/** AWS's ids have 224 characters. */
const ID_PREFIX = 214;
const ID_DIGITS = 10;

/** One delivery stream: takes records from its source, through its processing, to its destination. */
export class DeliveryStream {
  /** Milliseconds since the epoch. */
  public readonly created: number;
  /** What may be put now. */
  public readonly quota: PutQuota;
  private readonly tasks: Tasks;
  private readonly source: Source;
  private readonly destination: Destination;
  private pipeline: Pipeline | undefined;
  private pumping: Promise<boolean> | undefined;
  private again = false;
  /**
   * What the ids of records begin with that are put in this run. They need only differ: random text for each record
   * would cost more than taking it in.
   */
  public readonly idPrefix: string;
  private stopped = false;

  public constructor(
    public readonly definition: DeliveryStreamDefinition,
    private readonly env: FirehoseEnvironment,
  ) {
    this.created = env.scheduler.now();
    this.tasks = new Tasks(env.scheduler, (error) => this.report(error));
    const wake = () => this.wake();
    this.source =
      definition.source.kind === 'DirectPut'
        ? new DirectPutSource(definition, env, this.tasks, wake)
        : new KinesisSource(definition, definition.source, env, this.tasks, wake);
    this.destination = new Destination(definition, env, this.tasks, wake);
    this.quota = new PutQuota(env.putLimits ?? defaultPutLimits(definition.region), env.scheduler);
    this.idPrefix = env.ids.text(ID_PREFIX);
  }

  /** Records taken from the source and not yet delivered. */
  public get pending(): number {
    return this.source.pending;
  }

  /** The id of a record that was put: it ends in the record's ordinal, by which the record is found again. */
  public recordId(ordinal: number | undefined): string {
    return this.idPrefix + (ordinal ?? 0).toString(36).padStart(ID_DIGITS, '0');
  }

  /** Begins to deliver. @throws FirehoseError where the metadata query cannot be compiled */
  public async start(): Promise<void> {
    const { processing, partitionRetry, position } = this.definition;
    const query = partitionRetry === undefined ? undefined : processing.query;
    const extraction = query === undefined ? undefined : await MetadataExtraction.compile(query, position);
    const wake = () => this.wake();
    this.pipeline = new Pipeline(this.definition, this.env, this.tasks, this.destination, extraction, wake);
    await this.source.start();
    this.wake();
  }

  /**
   * Takes records in by direct put.
   *
   * @returns The ordinal of each, once they are as safe as the store promises
   * @throws StorageError where they cannot be kept; then none was taken
   */
  public async put(records: readonly Buffer[]): Promise<readonly number[]> {
    return this.source instanceof DirectPutSource ? this.source.put(records) : [];
  }

  /** Delivers everything now that has come in so far, as far as it can be delivered at once. */
  public async flush(): Promise<void> {
    let moved = true;
    while (moved && !this.stopped) {
      moved = await this.pump();
      this.pipeline?.flush();
      await this.tasks.quiet();
      this.destination.flush();
      await this.tasks.quiet();
    }
  }

  /** Ends without delivering what is gathered: it comes again after a restart, if the store lasts. */
  public stop(): void {
    this.stopped = true;
    this.source.stop();
    this.pipeline?.stop();
    this.destination.stop();
  }

  /** Records that a task leaves behind stay pending, and come again after a restart. */
  private report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.env.log({ kind: 'note', level: 'error', stream: this.definition.name, message });
  }

  private get hasRoom(): boolean {
    const { bufferSize } = this.definition.data;
    return !this.stopped && this.source.pendingBytes < bufferSize + READ_AHEAD && this.weight < MOST_WEIGHT;
  }

  /** What is in memory of records that are taken and not delivered, in bytes. */
  private get weight(): number {
    if (keepsRecordsAsTheyAre(this.definition)) return this.destination.held;
    const { pending, pendingBytes } = this.source;
    return pendingBytes + pending * RECORD_WEIGHT;
  }

  private wake(): void {
    this.again = true;
    if (this.pumping !== undefined || this.pipeline === undefined || this.stopped) return;
    this.tasks.run(async () => {
      await this.pump();
    });
  }

  /** Moves records from source to pipeline while there is room. @returns Whether there were any */
  private pump(): Promise<boolean> {
    this.pumping ??= this.move().finally(() => {
      this.pumping = undefined;
    });
    return this.pumping;
  }

  private async move(): Promise<boolean> {
    let moved = false;
    let bytes = 0;
    do {
      this.again = false;
      for (let spans = this.read(); spans.length > 0; spans = this.read()) {
        moved = true;
        for (const { size } of spans) bytes += size;
        await this.pipeline?.process(spans);
        if (bytes < PER_TURN) continue;
        bytes = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
      // Memory is bounded: many partitions that are each half full give way, the fullest first.
      if (!this.hasRoom && this.destination.isIdle) this.destination.flushLargest();
    } while (this.again && this.hasRoom);
    return moved;
  }

  private read() {
    return this.hasRoom ? this.source.next() : [];
  }
}
