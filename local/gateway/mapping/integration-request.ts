import type { RequestOverride } from '../../vtl';
import type { HeaderPair } from '../message';

type Place = 'header' | 'querystring' | 'path';

/** Parameters of the call behind the gateway, as mappings and overrides set them. */
export class IntegrationRequest {
  private readonly headersByName = new Map<string, HeaderPair>();
  private readonly queryByName = new Map<string, readonly string[]>();
  private readonly pathByName = new Map<string, string>();

  /** Several values become one header with commas, several query parameters, or the last path part. */
  public set(place: Place, name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : value;
    if (place === 'header') this.headersByName.set(name.toLowerCase(), [name, values.join(',')]);
    else if (place === 'querystring') this.queryByName.set(name, values);
    else this.pathByName.set(name, values.at(-1) ?? '');
  }

  public setDefaultHeader(name: string, value: string, lower = name.toLowerCase()): void {
    if (!this.headersByName.has(lower)) this.headersByName.set(lower, [name, value]);
  }

  /** What a request template left in `$context.requestOverride`; it wins over mappings. */
  public override(overrides: RequestOverride): void {
    for (const place of ['header', 'querystring', 'path'] as const) {
      const values = overrides[place];
      for (const name in values) {
        const value = values[name];
        if (value === undefined || value === null) continue;
        this.set(place, name, Array.isArray(value) ? value.map(String) : String(value));
      }
    }
  }

  public headers(): HeaderPair[] {
    return [...this.headersByName.values()];
  }

  public header(lowerName: string): string | undefined {
    return this.headersByName.get(lowerName)?.[1];
  }

  public query(): HeaderPair[] {
    return [...this.queryByName].flatMap(([name, values]) => values.map((value): HeaderPair => [name, value]));
  }

  public path(name: string): string | undefined {
    return this.pathByName.get(name);
  }
}
