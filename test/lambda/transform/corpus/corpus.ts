import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from './random';
import { NEAR_MISSES, VALUES } from './values';

/** Personal data in a text. */
export interface Span {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** A text, and all personal data in it. */
export interface Sample {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Texts that detectors are tuned on, and those they are measured on, which nobody looks at before. */
export interface Corpus {
  readonly tuning: readonly Sample[];
  readonly heldOut: readonly Sample[];
}

const INSTANCES = 12;
const SLOT = /\{(~?)([a-z0-9-]+)\}|<<([a-z-]+):(.*?)>>/g;

/**
 * The corpus. It is split by a hash of the line that a text was made of, so that a pattern that fits one form of words
 * is measured on others.
 */
export function readCorpus(): Corpus {
  const lines = readFileSync(join(__dirname, 'texts.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));
  const [tuning, heldOut]: [Sample[], Sample[]] = [[], []];
  for (const line of lines) {
    const hash = createHash('sha256').update(line).digest();
    const side = (hash[0] ?? 0) % 2 === 0 ? tuning : heldOut;
    const isFixed = !/\{~?[a-z0-9-]+\}/.test(line);
    for (let instance = 0; instance < (isFixed ? 1 : INSTANCES); instance++) {
      side.push(fill(line, hash.readUInt32BE(4) + instance));
    }
  }
  return { tuning, heldOut };
}

function fill(line: string, seed: number): Sample {
  const random = seeded(seed);
  const spans: Span[] = [];
  let text = '';
  let last = 0;
  for (const match of line.matchAll(SLOT)) {
    const [whole, near, slot = '', kind, written = ''] = match;
    text += line.slice(last, match.index);
    last = match.index + whole.length;
    const make = near === '~' ? NEAR_MISSES[slot] : VALUES[slot];
    if (kind === undefined && make === undefined) throw new Error(`no values of '${slot}' in: ${line}`);
    const value = make?.(random) ?? written;
    if (near !== '~') spans.push({ kind: kindOf(kind ?? slot), start: text.length, end: text.length + value.length });
    text += value;
  }
  return { text: text + line.slice(last), spans };
}

/** What a slot's values are found as: `us-phone` is a phone number. */
function kindOf(slot: string): string {
  if (slot.startsWith('ipv')) return 'ip';
  return slot.endsWith('-phone') ? 'phone' : slot;
}
