/** What a word must be for a detector to look at it: ASCII letters and digits, as far as they go. */
export interface WordShape {
  readonly of: 'digits' | 'letters' | 'mixed';
  /** Lengths of words, from and to. */
  readonly from: number;
  readonly to: number;
}

/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds what begins with a word. It may look a bounded way back and ahead and no further, so that the time of all calls
 * grows with the text and no faster.
 *
 * @param start Offset of the word
 * @param end Offset behind it
 */
export type FindAtWord = (text: string, start: number, end: number) => Range | undefined;

/** Finds what stands around each occurrence of a character, under the same condition. */
export type FindAround = (text: string, at: number) => Range | undefined;

/** One kind of personal data. */
export interface Detector {
  readonly kind: string;
  readonly words?: { readonly shapes: readonly WordShape[]; readonly find: FindAtWord };
  readonly around?: { readonly text: string; readonly find: FindAround };
}
