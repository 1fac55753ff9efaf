/** The flags of a pattern that can change within it. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly comments: boolean;
}

export const NO_FLAGS: Flags = { ignoreCase: false, multiline: false, dotAll: false, comments: false };
const FLAG_NAMES: { readonly [char: string]: keyof Flags | undefined } = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'comments',
};

/** `flags` with those of `names`, as in `(?is)`, set to `value`; letters that mean nothing here are passed over. */
export function withFlags(flags: Flags, names: string, value: boolean): Flags {
  const changed: { -readonly [name in keyof Flags]?: boolean } = {};
  for (const char of names) {
    const name = FLAG_NAMES[char];
    if (name) changed[name] = value;
  }
  return { ...flags, ...changed };
}
