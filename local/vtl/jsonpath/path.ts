import type { Value } from '../java/value';

/** One step of a path. */
export type PathToken =
  | { readonly kind: 'property'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly matches: Predicate }
  | { readonly kind: 'function'; readonly name: PathFunction };

export type PathFunction = 'length' | 'size' | 'min' | 'max' | 'avg' | 'sum' | 'stddev' | 'keys' | 'first' | 'last';

/** A filter: `item` is `@`, `root` is `$`. */
export type Predicate = (item: Value, root: Value) => boolean;

/** A compiled path. A definite one gives one value, an indefinite one a list. */
export interface JsonPath {
  readonly source: string;
  readonly definite: boolean;
  /** True for `$…`, false for `@…`. */
  readonly fromRoot: boolean;
  readonly tokens: readonly PathToken[];
}

/** What a path found: `undefined` for nothing, which is not the same as null. */
export type Found = Value | undefined;

export function isDefinite(tokens: readonly PathToken[]): boolean {
  return tokens.every(
    (token) =>
      token.kind === 'property' || token.kind === 'function' || (token.kind === 'index' && token.indexes.length === 1),
  );
}
