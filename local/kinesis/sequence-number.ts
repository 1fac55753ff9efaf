/**
 * Sequence numbers as AWS lays them out, in hex: `2`, the shard's creation in seconds (9 digits), the last digit of the
 * shard's index, the record's place in the shard (16), two digits of unknown use, the record's arrival in seconds (9),
 * the shard's index (8), `2`. Printed in decimal.
 *
 * Source: recorded by kinesalite's author.
 */
export interface SequenceNumber {
  /** Seconds since the epoch. */
  readonly shardCreated: number;
  readonly shardIndex: number;
  /** 1 for the first record of the shard; 0 for its start. */
  readonly place: bigint;
  /** Seconds since the epoch. */
  readonly time: number;
}

const VERSION = 2;
const LOWEST = 1n << 185n;
const HIGHEST = LOWEST + (LOWEST >> 1n);
/** Where the place stands: above the unknown digits, time, index and version. */
const PLACE_SHIFT = 80n;
/** The place in the number that ends a closed shard. */
export const LAST_PLACE = 0x7fff_ffff_ffff_ffffn;
/** Later ones AWS calls invalid. */
const LATEST_CREATION = 16_025_175_000;

export function formatSequenceNumber({ shardCreated, shardIndex, place, time }: SequenceNumber): string {
  return (frame(shardCreated, shardIndex, time) + (place << PLACE_SHIFT)).toString();
}

/** Undefined if it is no sequence number of this layout. */
export function tryParseSequenceNumber(text: string): SequenceNumber | undefined {
  const value = BigInt(text);
  if (value <= LOWEST || value >= HIGHEST) return undefined;
  const hex = value.toString(16);
  const shardCreated = Number.parseInt(hex.slice(1, 10), 16);
  const place = BigInt(`0x${hex.slice(11, 27)}`);
  if (Number(hex.at(-1)) !== VERSION || shardCreated >= LATEST_CREATION || place > LAST_PLACE) return undefined;
  return {
    shardCreated,
    place,
    time: Number.parseInt(hex.slice(29, 38), 16),
    shardIndex: Number.parseInt(hex.slice(38, 46), 16),
  };
}

/** Writes the sequence numbers of one shard. */
export class SequenceNumbers {
  private time = -1;
  private frame = 0n;

  /** @param shardCreated Seconds since the epoch */
  public constructor(
    private readonly shardCreated: number,
    private readonly shardIndex: number,
  ) {}

  /**
   * @param ordinal Place of the record in its shard, from 0
   * @param arrival Milliseconds since the epoch
   */
  public format(ordinal: number, arrival: number): string {
    const time = Math.floor(arrival / 1_000);
    // Most records come in the second of the one before.
    if (time !== this.time) {
      this.time = time;
      this.frame = frame(this.shardCreated, this.shardIndex, time);
    }
    return (this.frame + (BigInt(ordinal + 1) << PLACE_SHIFT)).toString();
  }
}

/** The number without the place. */
function frame(shardCreated: number, shardIndex: number, time: number): bigint {
  const index = digits(shardIndex, 8);
  return BigInt(`0x2${digits(shardCreated, 9)}${index.slice(-1)}${'0'.repeat(18)}${digits(time, 9)}${index}${VERSION}`);
}

function digits(value: number, count: number): string {
  return value.toString(16).padStart(count, '0');
}
