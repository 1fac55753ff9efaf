import { isDigit } from './characters';
import type { Detector, Range } from './detector';

/** Lengths of the parts. Source: RFC 5321, 4.5.3.1. */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** RFC 5322 atoms and dots; letters of any script. */
const LOCAL = characters(/[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]/u);
const DOMAIN = characters(/[\p{L}\p{M}\p{N}.-]/u);
/** Ends like those of domains that files and packages have: `icon@2x.png`. */
const NO_DOMAIN = /\.(?:avif|bmp|css|gif|ico|jpe?g|js|json|map|mjs|png|svg|tiff?|ts|tsx|webp|xml|ya?ml)$/i;
const LABELS =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?:xn--[a-z0-9-]{2,59}|[\p{L}\p{M}]{2,63})$/iu;

/** E-mail addresses, also of other scripts; quoted local parts and addresses in brackets of IPs are none here. */
export const EMAIL: Detector = { kind: 'email', around: { text: '@', find: findAddress } };

function findAddress(text: string, at: number): Range | undefined {
  const end = endOfDomain(text, at + 1);
  if (end === undefined) return undefined;
  const start = startOfLocal(text, at);
  if (start === at) return undefined;
  // The remote of a repository: git@host:path.
  if (text.slice(start, at) === 'git' && text[end] === ':' && !isDigit(text, end + 1)) return undefined;
  return { start, end };
}

function endOfDomain(text: string, from: number): number | undefined {
  let end = from;
  while (end - from <= MAX_DOMAIN && end < text.length && isOf(DOMAIN, text, end)) end++;
  if (end - from > MAX_DOMAIN) return undefined;
  // What ends a sentence ends no domain.
  while (end > from && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
  const domain = text.slice(from, end);
  return domain.includes('.') && LABELS.test(domain) && !NO_DOMAIN.test(domain) ? end : undefined;
}

function startOfLocal(text: string, at: number): number {
  let start = at;
  while (at - start < MAX_LOCAL && start > 0 && isOf(LOCAL, text, start - 1)) start--;
  const isLonger = at - start === MAX_LOCAL && start > 0 && isOf(LOCAL, text, start - 1);
  const local = text.slice(start, at);
  // In a URL or a list, the address begins behind the last of these.
  const punctuation = Math.max(...['/', '=', '|', '&', '?', "'"].map((one) => isOpening(local, one, isLonger)));
  // A longer run without one is no address, and its last characters are none either.
  if (isLonger && punctuation < 0) return at;
  start += punctuation + 1;
  while (start < at && text[start] === '.') start++;
  return start;
}

/** Where a character stands that opens an address rather than being in it; -1 where it does not. */
function isOpening(local: string, character: string, isLonger: boolean): number {
  const last = local.lastIndexOf(character);
  // O'Neill, and the odd atoms of an address that holds others as well.
  if (character === "'" && last > 0) return -1;
  return !isLonger && /[!#$*^`{}~]/.test(local) ? -1 : last;
}

/** Which characters a pattern takes: of ASCII by a table, since most are. */
interface Characters {
  readonly ascii: readonly boolean[];
  readonly others: RegExp;
}

function characters(pattern: RegExp): Characters {
  const ascii = Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
  return { ascii, others: pattern };
}

function isOf({ ascii, others }: Characters, text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return ascii[code] === true;
  // Halves of characters beyond the basic plane: emoji far more often than letters, and no address has those.
  return (code < 0xd800 || code > 0xdfff) && others.test(text[at] ?? '');
}
