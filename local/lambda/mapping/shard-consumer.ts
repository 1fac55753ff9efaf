import { createHash } from 'node:crypto';
import { BatchProcessor } from './batch-processor';
import { Checkpoint } from './checkpoint';
import type { KinesisMappingDefinition } from './definition';
import type { MappingEnvironment, MappingFunction } from './environment';
import { kinesisSubject } from './kinesis-event';
import { Lane } from './lane';
import type { ShardReader, StreamRecord } from './shard-reader';

/** Lambda reads a shard once a second. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const POLL_INTERVAL = 1_000;
const MOST_RECORDS = 10_000;
/** Read at once at least, lest small batches make many reads. */
const LEAST_RECORDS = 500;

export interface ShardConsumerOptions {
  readonly shardId: string;
  readonly position: string;
  readonly definition: KinesisMappingDefinition;
  readonly target: MappingFunction;
  readonly reader: ShardReader;
  readonly env: MappingEnvironment;
  readonly savePosition: (position: string) => Promise<void>;
  /** Told once a closed shard is read to its end and every record of it is done. */
  readonly onFinished: () => void;
}

/** Reads one shard for a mapping, and spreads its records over as many lanes as may run side by side. */
export class ShardConsumer {
  private readonly lanes: readonly Lane[];
  private readonly checkpoint: Checkpoint;
  private position: string | undefined;
  private reading = false;
  /** Whether reading waits for records to be done. */
  private full = false;
  private stopped = false;
  private finished = false;

  public constructor(private readonly options: ShardConsumerOptions) {
    const { definition, env, savePosition, shardId, target } = options;
    this.position = options.position;
    this.checkpoint = new Checkpoint(savePosition);
    const { id: mappingId, sourceArn: streamArn } = definition;
    const origin = { mappingId, streamArn, shardId, functionArn: target.arn, role: target.role };
    const processor = new BatchProcessor(definition, origin, env, () => this.stopped);
    this.lanes = Array.from({ length: definition.parallelization }, () => {
      return new Lane({
        scheduler: env.scheduler,
        batchSize: definition.batchSize,
        window: definition.window * 1_000,
        process: (batch) => processor.process(batch),
        onProgress: () => this.proceed(),
      });
    });
  }

  /** Records read and not done. */
  public get pending(): number {
    return this.checkpoint.pending;
  }

  public start(): void {
    this.options.env.scheduler.run(() => this.poll());
  }

  /** Ends once the position reached is kept. */
  public settled(): Promise<void> {
    return this.checkpoint.settled();
  }

  public stop(): void {
    this.stopped = true;
    for (const lane of this.lanes) lane.stop();
  }

  private async poll(): Promise<void> {
    if (this.reading || this.stopped || this.position === undefined) return;
    this.full = this.pending >= this.capacity;
    if (this.full) return;
    this.reading = true;
    const isMore = await this.read(this.position);
    this.reading = false;
    if (this.stopped) return;
    if (this.position === undefined) this.proceed();
    else this.options.env.scheduler.after(isMore ? 0 : POLL_INTERVAL, () => this.poll());
  }

  /** @returns Whether there is more to be read at once */
  private async read(position: string): Promise<boolean> {
    const { definition, env, reader, shardId, target } = this.options;
    const limit = this.capacity;
    try {
      const refusal = env.authorize(target.role, 'kinesis:GetRecords', definition.sourceArn);
      if (refusal !== undefined) throw new Error(refusal);
      const { next, records } = await reader.read(shardId, position, limit);
      for (const record of records) this.take(record);
      this.position = next;
      for (const lane of this.lanes) lane.kick();
      return records.length >= limit;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      env.log({ kind: 'note', level: 'warning', subject: definition.id, message });
      return false;
    }
  }

  /** What is read ahead stays in memory: enough to fill every lane twice. */
  private get capacity(): number {
    const { batchSize, parallelization } = this.options.definition;
    return Math.min(MOST_RECORDS, Math.max(LEAST_RECORDS, batchSize * parallelization * 2));
  }

  private take(record: StreamRecord): void {
    const done = this.checkpoint.take(record.after);
    if (!this.options.definition.filter(kinesisSubject(record))) {
      done();
      return;
    }
    this.lanes[this.laneOf(record.partitionKey)]?.add({ record, done });
  }

  private laneOf(partitionKey: string): number {
    if (this.lanes.length === 1) return 0;
    return createHash('md5').update(partitionKey).digest().readUInt32BE(0) % this.lanes.length;
  }

  private proceed(): void {
    if (this.position === undefined) {
      if (this.pending > 0 || this.finished || this.stopped) return;
      this.finished = true;
      this.options.onFinished();
      return;
    }
    if (this.full) this.options.env.scheduler.run(() => this.poll());
  }
}
