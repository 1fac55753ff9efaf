/** What Signature Version 4 sees of an HTTP request. */
export interface SignableRequest {
  readonly method: string;
  /** The path as on the wire, percent-encoded, without the query string: `/prod/a%20b`. */
  readonly path: string;
  /** The query string as on the wire, without the `?`. */
  readonly query?: string;
  /** Headers by lower-case name, as `node:http` gives them; several values of one name as an array. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body, if its hash is not known yet. */
  readonly body?: string | Uint8Array;
  /** SHA-256 of the body in lower-case hex; wins over `body`. */
  readonly bodyHash?: string;
}

/** What a caller signs with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

/** The values of a header, as they came; undefined if absent. A client can ask for `constructor` as a signed header. */
export function headerValues(request: SignableRequest, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
}

/** The value of a header, several joined as SigV4 joins them; undefined if absent. */
export function headerValue(request: SignableRequest, name: string): string | undefined {
  const value = headerValues(request, name);
  return typeof value === 'string' || value === undefined ? value : value.join(',');
}
