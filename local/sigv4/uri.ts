const HEX = '0123456789ABCDEF';
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const SLASH = 0x2f;

/** RFC 3986 unreserved characters, the ones SigV4 leaves alone. */
const UNRESERVED = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~') {
  UNRESERVED[character.charCodeAt(0)] = 1;
}

const PLAIN = /^[A-Za-z0-9\-._~]*$/;
const PLAIN_PATH = /^(?:\/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]*)*\/?$/;

/** Percent-encodes the UTF-8 bytes of a text, as `UriEncode` of the SigV4 documentation does. */
export function uriEncode(text: string): string {
  return PLAIN.test(text) ? text : encodeBytes(Buffer.from(text, 'utf8'), false);
}

/**
 * The canonical path of a path as on the wire.
 *
 * S3 signs an object key as it is, encoded once. Everything else resolves dot segments, drops empty ones and encodes
 * what the wire holds again, so that `%20` is signed as `%2520`.
 */
export function canonicalPath(path: string, service: string): string {
  if (PLAIN_PATH.test(path)) return path === '' ? '/' : path;
  if (service === 's3') {
    return path
      .split('/')
      .map((segment) => encodeBytes(decodeBytes(segment, false), false))
      .join('/');
  }
  return encodeBytes(Buffer.from(resolvePath(path), 'utf8'), true);
}

/**
 * The canonical query string of a query string as on the wire: names and values decoded and encoded again, sorted by
 * name, then value. A `+` is a space, as API Gateway and the services read it.
 *
 * @param without Names to leave out
 */
export function canonicalQuery(query: string, without?: string): string {
  if (query === '') return '';
  const pairs: [name: string, value: string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = recode(equals < 0 ? part : part.slice(0, equals));
    if (name !== without) pairs.push([name, equals < 0 ? '' : recode(part.slice(equals + 1))]);
  }
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** The decoded parameters of a query string; of a name given twice, the first. */
export function queryParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodeBytes(equals < 0 ? part : part.slice(0, equals), true).toString('utf8');
    if (parameters.has(name)) continue;
    parameters.set(name, equals < 0 ? '' : decodeBytes(part.slice(equals + 1), true).toString('utf8'));
  }
  return parameters;
}

function recode(component: string): string {
  return PLAIN.test(component) ? component : encodeBytes(decodeBytes(component, true), false);
}

function resolvePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function encodeBytes(bytes: Uint8Array, keepSlash: boolean): string {
  let text = '';
  for (const byte of bytes) {
    text +=
      UNRESERVED[byte] === 1 || (keepSlash && byte === SLASH)
        ? String.fromCharCode(byte)
        : `%${HEX[byte >> 4]}${HEX[byte & 15]}`;
  }
  return text;
}

/** Undoes percent-encoding; a `%` that begins no escape stands for itself. */
function decodeBytes(text: string, plusIsSpace: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] ?? 0;
    if (byte === PERCENT) {
      const value = hexPair(bytes[i + 1], bytes[i + 2]);
      if (value !== undefined) {
        byte = value;
        i += 2;
      }
    } else if (plusIsSpace && byte === PLUS) {
      byte = SPACE;
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

function hexPair(high: number | undefined, low: number | undefined): number | undefined {
  const text = String.fromCharCode(high ?? 0, low ?? 0);
  return /^[0-9A-Fa-f]{2}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
