/** What samples are drawn with. */
export interface Random {
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  digits(count: number): string;
}

/** A small generator with a seed, so that the corpus is the same in every run (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return {
    below,
    pick: (items) => items[below(items.length)] as never,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}

/** A day of a month, and an hour of a day. */
export function day(random: Random): string {
  return String(1 + random.below(23)).padStart(2, '0');
}

/** Makes one value. */
export type Make = (random: Random) => string;
