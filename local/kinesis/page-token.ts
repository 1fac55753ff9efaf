/** Where a list goes on. */
export interface PageToken {
  readonly kind: 'streams' | 'shards';
  /** When it was made, in milliseconds since the epoch. */
  readonly made: number;
  /** The last name or id of the page before. */
  readonly after: string;
  /** The stream, where shards are listed. */
  readonly stream?: string;
  /** Which of its shards, as the first call asked. */
  readonly filter?: object;
}

/** Text for a token. */
export function encodeToken(token: PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

/** Undefined if it was not made here. */
export function tryDecodeToken(text: string): PageToken | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64').toString()) as Partial<PageToken> | null;
    const { kind, made, after } = token ?? {};
    if (kind === undefined || typeof made !== 'number' || typeof after !== 'string') return undefined;
    return { ...token, kind, made, after };
  } catch {
    return undefined;
  }
}
