/** The media type of a `Content-Type` or the first of an `Accept` header, without parameters, in lower case. */
export function mediaType(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header === 'application/json') return header;
  const end = header.search(/[;,]/);
  const type = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
  return type === '' ? undefined : type;
}

/** A request without Content-Type counts as JSON. Source: developer guide, integration-passthrough-behaviors. */
export function contentType(header: string | undefined): string {
  return mediaType(header) ?? 'application/json';
}

/** The binary media types of an API; `image/*` and `*` + `/*` match as AWS documents them. */
export class BinaryMediaTypes {
  private readonly exact: ReadonlySet<string>;
  private readonly families: readonly string[];
  private readonly everything: boolean;
  private readonly isEmpty: boolean;

  public constructor(types: readonly string[]) {
    const lower = types.map((type) => type.toLowerCase());
    this.exact = new Set(lower);
    this.everything = this.exact.has('*/*');
    this.isEmpty = this.exact.size === 0;
    this.families = lower.filter((type) => type.endsWith('/*') && type !== '*/*').map((type) => type.slice(0, -1));
  }

  public has(type: string | undefined): boolean {
    if (this.isEmpty) return false;
    if (this.everything) return true;
    return type !== undefined && (this.exact.has(type) || this.families.some((family) => type.startsWith(family)));
  }
}
