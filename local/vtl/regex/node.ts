/** Tells whether one code point belongs. */
export type CharTest = (code: number) => boolean;

export type Mode = 'greedy' | 'lazy' | 'possessive';

/** A parsed regular expression. */
export type RegexNode =
  /** `text` is set where only that character passes. */
  | { readonly type: 'char'; readonly test: CharTest; readonly text?: string }
  | { readonly type: 'sequence'; readonly nodes: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly options: readonly RegexNode[] }
  | {
      readonly type: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly mode: Mode;
    }
  | { readonly type: 'group'; readonly node: RegexNode; readonly index: number }
  | { readonly type: 'atomic'; readonly node: RegexNode }
  | { readonly type: 'look'; readonly node: RegexNode; readonly behind: boolean; readonly negative: boolean }
  | { readonly type: 'backreference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly type: 'assertion'; readonly holds: Assertion };

/** A test of a place in the text; `from` is where the last match ended. */
export type Assertion = (text: string, position: number, from: number) => boolean;

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}
