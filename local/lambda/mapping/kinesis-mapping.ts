import type { Timer } from '../../scheduler';
import type { KinesisMappingDefinition } from './definition';
import type { MappingEnvironment, MappingFunction } from './environment';
import { ShardConsumer } from './shard-consumer';
import type { ShardReader, SourceShard } from './shard-reader';

/** How often shards that nobody told of are looked for, in milliseconds. */
const LISTING_INTERVAL = 30_000;
/** In place of the position of a shard that is read to its end. */
const FINISHED = 'finished';

/** One mapping of a stream to a function: a consumer for each shard, children after their parents. */
export class KinesisMapping {
  private readonly consumers = new Map<string, ShardConsumer>();
  private listing = false;
  private timer: Timer | undefined;
  private stopped = false;

  public constructor(
    public readonly definition: KinesisMappingDefinition,
    private readonly target: MappingFunction,
    private readonly reader: ShardReader,
    private readonly env: MappingEnvironment,
  ) {}

  /** Records read and not done. */
  public get pending(): number {
    return [...this.consumers.values()].reduce((sum, { pending }) => sum + pending, 0);
  }

  /** Begins where it left off, else at the starting position. Does nothing where the mapping is not enabled. */
  public start(): void {
    if (this.definition.enabled) this.env.scheduler.run(() => this.follow());
  }

  /** Lets what is under way end; what is not done is delivered again after the next start. */
  public stop(): void {
    this.stopped = true;
    this.timer?.cancel();
    for (const consumer of this.consumers.values()) consumer.stop();
  }

  private async follow(): Promise<void> {
    if (this.listing || this.stopped) return;
    this.listing = true;
    try {
      const shards = await this.reader.shards();
      // Every shard of the first listing begins at the starting position; one that comes later, at its own beginning.
      const isFirst = this.env.checkpoints.value(this.key('started')) === undefined;
      if (isFirst) await this.begin(shards);
      const present = new Set(shards.map(({ shardId }) => shardId));
      for (const shard of shards) if (this.mayStart(shard, present)) await this.consume(shard.shardId);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.env.log({ kind: 'note', level: 'warning', subject: this.definition.id, message });
    }
    this.listing = false;
    this.timer?.cancel();
    if (!this.stopped) this.timer = this.env.scheduler.after(LISTING_INTERVAL, () => this.follow());
  }

  /** Positions are kept before anything is read, so that a later start never skips a record. */
  private async begin(shards: readonly SourceShard[]): Promise<void> {
    for (const { shardId } of shards) {
      const position = await this.reader.position(shardId, this.definition.start);
      await this.env.checkpoints.setValue(this.key(shardId), position);
    }
    await this.env.checkpoints.setValue(this.key('started'), String(this.env.scheduler.now()));
  }

  private mayStart({ parents, shardId }: SourceShard, present: ReadonlySet<string>): boolean {
    if (this.stopped || this.consumers.has(shardId)) return false;
    if (this.env.checkpoints.value(this.key(shardId)) === FINISHED) return false;
    return parents.every((id) => !present.has(id) || this.env.checkpoints.value(this.key(id)) === FINISHED);
  }

  private async consume(shardId: string): Promise<void> {
    const { definition, env, reader, target } = this;
    const { checkpoints } = env;
    const position = checkpoints.value(this.key(shardId)) ?? (await reader.position(shardId, 'TRIM_HORIZON'));
    const consumer = new ShardConsumer({
      ...{ shardId, position, definition, target, reader, env },
      savePosition: (reached) => checkpoints.setValue(this.key(shardId), reached),
      onFinished: () => env.scheduler.run(() => this.finish(shardId)),
    });
    this.consumers.set(shardId, consumer);
    consumer.start();
  }

  private async finish(shardId: string): Promise<void> {
    // An earlier position, still being written, must not come after this.
    await this.consumers.get(shardId)?.settled();
    await this.env.checkpoints.setValue(this.key(shardId), FINISHED);
    this.consumers.delete(shardId);
    await this.follow();
  }

  private key(name: string): string {
    return `lambda/${this.definition.id}/${name}`;
  }
}
