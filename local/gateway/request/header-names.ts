/** A header's name as sent, in lower case, and what becomes of it. */
export interface HeaderName {
  readonly sent: string;
  readonly lower: string;
  /** Whether mappings, templates and functions see it as the client sent it. */
  readonly passed: boolean;
  /** Whether its value proves who calls, or lets others call. */
  readonly secret: boolean;
}

/** Request headers that never reach a mapping (recorded by LocalStack's header remapping test). */
const UNSEEN = [
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
];

/** Headers that API Gateway sets itself, whatever the client sent. */
const REPLACED = ['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id'];

const SECRETS = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'x-amz-security-token']);

const NOT_PASSED = new Set([...UNSEEN, ...REPLACED]);
/** Clients send the same few names over and over; what they make up must not fill the memory. */
const CAPACITY = 1_000;
const known = new Map<string, HeaderName>();

/** Looks a name up, in the letter case sent. */
export function headerName(sent: string): HeaderName {
  const found = known.get(sent);
  if (found !== undefined) return found;
  const lower = sent.toLowerCase();
  const name = { sent, lower, passed: !NOT_PASSED.has(lower), secret: SECRETS.has(lower) };
  if (known.size >= CAPACITY) known.clear();
  known.set(sent, name);
  return name;
}
