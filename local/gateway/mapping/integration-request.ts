import type { RequestOverride } from '../../vtl';
import type { HeaderPair } from '../message';
import { headerName } from '../request/header-names';

type Place = 'header' | 'querystring' | 'path';

const PLACES = ['header', 'querystring', 'path'] as const;

/** A header with the name it is known by. */
interface KeyedHeader {
  readonly lower: string;
  readonly pair: HeaderPair;
}

const NO_QUERY: readonly HeaderPair[] = [];

/** Parameters of the call behind the gateway, as mappings and overrides set them. Most calls have a few headers only. */
export class IntegrationRequest {
  private readonly keyedHeaders: KeyedHeader[] = [];
  private queryByName: Map<string, readonly string[]> | undefined;
  private pathByName: Map<string, string> | undefined;

  /** Several values become one header with commas, several query parameters, or the last path part. */
  public set(place: Place, name: string, value: string | readonly string[]): void {
    if (place === 'header') {
      this.setHeader(name, typeof value === 'string' ? value : value.join(','));
      return;
    }
    const values = typeof value === 'string' ? [value] : value;
    if (place === 'querystring') {
      this.queryByName ??= new Map();
      this.queryByName.set(name, values);
    } else {
      this.pathByName ??= new Map();
      this.pathByName.set(name, values.at(-1) ?? '');
    }
  }

  public setDefaultHeader(name: string, value: string): void {
    const { lower } = headerName(name);
    if (this.indexOf(lower) < 0) this.keyedHeaders.push({ lower, pair: [name, value] });
  }

  /** What a request template left in `$context.requestOverride`; it wins over mappings. */
  public override(overrides: RequestOverride): void {
    for (const place of PLACES) {
      const values = overrides[place];
      for (const name in values) {
        const value = values[name];
        if (value === undefined || value === null) continue;
        this.set(place, name, Array.isArray(value) ? value.map(String) : String(value));
      }
    }
  }

  public headers(): HeaderPair[] {
    return this.keyedHeaders.map(({ pair }) => pair);
  }

  public header(lowerName: string): string | undefined {
    const index = this.indexOf(lowerName);
    return index < 0 ? undefined : this.keyedHeaders[index]?.pair[1];
  }

  public query(): readonly HeaderPair[] {
    if (this.queryByName === undefined) return NO_QUERY;
    return [...this.queryByName].flatMap(([name, values]) => values.map((value): HeaderPair => [name, value]));
  }

  public path(name: string): string | undefined {
    return this.pathByName?.get(name);
  }

  private setHeader(name: string, value: string): void {
    const header: KeyedHeader = { lower: headerName(name).lower, pair: [name, value] };
    const index = this.indexOf(header.lower);
    if (index < 0) this.keyedHeaders.push(header);
    else this.keyedHeaders[index] = header;
  }

  private indexOf(lower: string): number {
    for (let index = 0; index < this.keyedHeaders.length; index++) {
      if (this.keyedHeaders[index]?.lower === lower) return index;
    }
    return -1;
  }
}
