import { HotKeys, isWatched } from './hot-keys';
import type { KinesisLog } from './log';
import type { Shard } from './shard';

/** A shard that stays busy is told of this often, in milliseconds. */
const REPEAT = 10_000;
/** From here on one key is to blame. */
const HOT_SHARE = 0.3;

/** Watches the shards of one stream and tells the log which key keeps which shard busy. */
export class ThrottleLog {
  private readonly watched = new Map<Shard, { readonly keys: HotKeys; toldAt: number }>();

  public constructor(
    private readonly stream: string,
    private readonly log: KinesisLog,
  ) {}

  /** Notes a record that a shard is asked to take. */
  public note(now: number, shard: Shard, key: string, bytes: number): void {
    if (isWatched(shard, now, bytes)) this.of(shard).keys.note(now, key, bytes);
  }

  /** Tells of a shard that refused a record. */
  public throttled(now: number, shard: Shard): void {
    const watch = this.of(shard);
    if (now - watch.toldAt < REPEAT) return;
    watch.toldAt = now;
    const hottest = watch.keys.tryHottest();
    const share = hottest?.share ?? 0;
    const hot = hottest !== undefined && share >= HOT_SHARE;
    this.log({
      kind: 'throttled',
      stream: this.stream,
      shardId: shard.id,
      hotKey: hot ? hottest.key : undefined,
      share,
      message: hot
        ? `${shard.id} of stream ${this.stream} is over its write limit: partition key ${JSON.stringify(hottest.key)} takes ${percent(share)} of it; more shards do not help, more keys do`
        : `${shard.id} of stream ${this.stream} is over its write limit; no key stands out (largest share ${percent(share)}), so more shards help`,
    });
  }

  private of(shard: Shard): { readonly keys: HotKeys; toldAt: number } {
    let watch = this.watched.get(shard);
    if (watch === undefined) {
      watch = { keys: new HotKeys(), toldAt: Number.NEGATIVE_INFINITY };
      this.watched.set(shard, watch);
    }
    return watch;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
