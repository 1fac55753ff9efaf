import type { Exchange } from '../exchange';
import type { HeaderPair } from '../message';

/**
 * Headers of an integration's or mapping's making that come out as `x-amzn-Remapped-…` (recorded), since API Gateway has
 * its own.
 */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
]);

/** Headers that vanish. */
const DROPPED = new Set(['transfer-encoding', 'x-amzn-requestid', 'x-amz-apigw-id', 'keep-alive']);
/** What a header may be in HTTP: anything else would break the answer, or smuggle another header in. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const ILLEGAL_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/g;

/** The headers of one answer; a later value replaces an earlier one of the same name, in any letter case. */
export class ResponseHeaders {
  private readonly byName = new Map<string, HeaderPair[]>();

  /** Replaces all values of a header. */
  public set(name: string, value: string): void {
    this.put(name, [value]);
  }

  public setAll(name: string, values: readonly string[]): void {
    this.put(name, values);
  }

  public setDefault(name: string, value: string): void {
    if (!this.byName.has(name.toLowerCase())) this.put(name, [value]);
  }

  public get(name: string): string | undefined {
    return this.byName.get(name.toLowerCase())?.at(-1)?.[1];
  }

  /** As {@link setAll}, for what the backend or a mapping chose: remapped, dropped or cleaned as API Gateway does. */
  public setForeign(name: string, values: readonly string[]): void {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || !NAME.test(name)) return;
    this.put(REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name, values);
  }

  public list(): HeaderPair[] {
    const list: HeaderPair[] = [];
    for (const pairs of this.byName.values()) for (const pair of pairs) list.push(pair);
    return list;
  }

  private put(name: string, values: readonly string[]): void {
    this.byName.set(
      name.toLowerCase(),
      values.map((value) => [name, value.replace(ILLEGAL_IN_VALUE, '')]),
    );
  }
}

/** The two ids that every answer of a stage carries. */
export function addIds(headers: ResponseHeaders, { requestId, extendedRequestId }: Exchange): void {
  headers.set('x-amzn-RequestId', requestId);
  headers.set('x-amz-apigw-id', extendedRequestId);
}
