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
  private readonly pairs: HeaderPair[] = [];

  /** Replaces all values of a header. */
  public set(name: string, value: string): void {
    this.remove(name);
    this.pairs.push([name, value]);
  }

  /** As {@link set}, where the header is not there yet. */
  public setDefault(name: string, value: string): void {
    if (this.get(name) === undefined) this.pairs.push([name, value]);
  }

  public get(name: string): string | undefined {
    return this.pairs.find(([known]) => sameName(known, name))?.[1];
  }

  /** As {@link set}, for what the backend or a mapping chose: remapped, dropped or cleaned as API Gateway does. */
  public setForeign(name: string, values: readonly string[]): void {
    const lower = name.toLowerCase();
    if (DROPPED.has(lower) || !NAME.test(name)) return;
    const told = REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name;
    this.remove(told);
    for (const value of values) this.pairs.push([told, value.replace(ILLEGAL_IN_VALUE, '')]);
  }

  public list(): readonly HeaderPair[] {
    return this.pairs;
  }

  private remove(name: string): void {
    for (let index = this.pairs.length - 1; index >= 0; index--) {
      if (sameName(this.pairs[index]?.[0] ?? '', name)) this.pairs.splice(index, 1);
    }
  }
}

function sameName(one: string, other: string): boolean {
  return one.length === other.length && (one === other || one.toLowerCase() === other.toLowerCase());
}

/** The two ids that every answer of a stage carries. */
export function addIds(headers: ResponseHeaders, { requestId, extendedRequestId }: Exchange): void {
  headers.set('x-amzn-RequestId', requestId);
  headers.set('x-amz-apigw-id', extendedRequestId);
}
