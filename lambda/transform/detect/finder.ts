import { CARD } from './card';
import { DIGIT, KINDS, LETTER } from './characters';
import type { Detector, FindAround, FindAtWord, Range, WordShape } from './detector';
import { EMAIL } from './email';
import { tryFold } from './fold';
import { IBAN } from './iban';
import { IP } from './ip';
import { NATIONAL_IDS } from './national-ids';
import { PHONE } from './phone';

/** All detectors. Where two find the same range, the first counts. */
const DETECTORS: readonly Detector[] = [EMAIL, CARD, IBAN, IP, ...NATIONAL_IDS, PHONE];

/** Names of all detectors. */
export const DETECTOR_NAMES: readonly string[] = DETECTORS.map(({ kind }) => kind);

/** Personal data in a text. */
export interface Finding extends Range {
  readonly kind: string;
  /** As detectors read it: in digits and signs of ASCII, without escapes. */
  readonly written: string;
}

/** A finding before what it reads as is taken out of the text. */
interface Found extends Range {
  readonly kind: string;
}

/** Words of one length, by what they are made of. Longer ones than any detector looks at come as the longest. */
const MAX_WORD = 40;
const NONE: readonly WordFinder[] = [];

interface WordFinder {
  readonly kind: string;
  readonly find: FindAtWord;
}

interface AroundFinder {
  readonly kind: string;
  readonly text: string;
  readonly find: FindAround;
}

const ANY_DIGIT = /\d/;

/** Finds personal data of some kinds: one pass over a text for all detectors of words, one search for each other. */
export class Finder {
  /** By what a word is made of, digits, letters or both, and by its length. */
  private readonly byShape: readonly (readonly (readonly WordFinder[])[])[];
  private readonly around: readonly AroundFinder[];
  private readonly readsWords: boolean;

  /** @param kinds Of `DETECTOR_NAMES` */
  public constructor(kinds: readonly string[]) {
    const detectors = DETECTORS.filter(({ kind }) => kinds.includes(kind));
    const byShape: (readonly WordFinder[])[][] = [];
    byShape[DIGIT] = finders(detectors, 'digits');
    byShape[LETTER] = finders(detectors, 'letters');
    byShape[DIGIT | LETTER] = finders(detectors, 'mixed');
    this.byShape = byShape;
    this.around = detectors.flatMap(({ kind, around }) => (around === undefined ? [] : [{ kind, ...around }]));
    this.readsWords = detectors.some(({ words }) => words !== undefined);
  }

  /** What is found, from the beginning of the text on, none over another; undefined where there is nothing. */
  public find(text: string): Finding[] | undefined {
    const folded = tryFold(text);
    const read = folded?.text ?? text;
    return this.findIn(read)?.map(({ kind, start, end }) => {
      const written = read.slice(start, end);
      if (folded === undefined) return { kind, written, start, end };
      const { places } = folded;
      return { kind, written, start: places[start] ?? 0, end: places[end] ?? text.length };
    });
  }

  private findIn(text: string): Found[] | undefined {
    let found: Found[] | undefined;
    for (const { kind, text: mark, find } of this.around) {
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
        const range = find(text, at);
        if (range === undefined) continue;
        found ??= [];
        found.push({ kind, start: range.start, end: range.end });
        at = Math.max(at, range.end - 1);
      }
    }
    // Whatever is found by words has digits in it.
    if (this.readsWords && ANY_DIGIT.test(text)) found = this.findWords(text, found);
    return found === undefined || found.length < 2 ? found : withoutOverlaps(found);
  }

  private findWords(text: string, foundBefore: Found[] | undefined): Found[] | undefined {
    const { length } = text;
    let found = foundBefore;
    for (let end = 0; end < length; end++) {
      const start = end;
      let kinds = 0;
      for (;;) {
        const code = text.charCodeAt(end);
        const kind = code < 128 ? (KINDS[code] as number) & (DIGIT | LETTER) : 0;
        if (kind === 0) break;
        kinds |= kind;
        end++;
      }
      if (kinds === 0) continue;
      for (const { kind, find } of this.byShape[kinds]?.[end - start] ?? NONE) {
        const range = find(text, start, end);
        if (range === undefined) continue;
        found ??= [];
        found.push({ kind, start: range.start, end: range.end });
      }
    }
    return found;
  }
}

function finders(detectors: readonly Detector[], shape: WordShape['of']): (readonly WordFinder[])[] {
  return Array.from({ length: MAX_WORD }, (_, length) => {
    const fitting = detectors.flatMap(({ kind, words }) => {
      const fits = words?.shapes.some(({ of, from, to }) => of === shape && length >= from && length <= to);
      return words !== undefined && fits === true ? [{ kind, find: words.find }] : [];
    });
    return fitting.length === 0 ? NONE : fitting;
  });
}

/** The first of those over each other, of two with one beginning the longer; sorting keeps the order of detectors. */
function withoutOverlaps(found: Found[]): Found[] {
  found.sort((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return found.filter((finding) => {
    if (finding.start < end) return false;
    end = finding.end;
    return true;
  });
}
