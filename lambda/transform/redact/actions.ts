import { createHmac } from 'node:crypto';
import { isContainer, type Json } from '../json';
import { tryKeptNumber, writeJson } from '../numbers';
import { DROPPED } from '../path/path-tree';

/** What is done to personal data. */
export type ActionConfig =
  | { readonly kind: 'mask'; readonly mask?: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hmac' };

/** Key of the HMACs; thrown at, not passed over, where it is missing. */
export type HmacKey = () => Buffer;

/** What a value at a path becomes without a mask of one's own. */
const DEFAULT_MASK = '***';

/** What stands for a text that is personal data, by what it is. Undefined: its member goes. */
export type Replacement = (text: string, kind: string) => string | undefined;

/** What a value at a path becomes. Null holds nothing, and stays so that a table's column stays what it is. */
export function valueEdit(action: ActionConfig, key: HmacKey): (value: Json) => Json | typeof DROPPED {
  switch (action.kind) {
    case 'mask': {
      const { mask = DEFAULT_MASK } = action;
      return (value) => (value === null ? null : mask);
    }
    case 'drop':
      return () => DROPPED;
    case 'hmac':
      return (value) => (value === null ? null : hmac(textOf(value), key()));
  }
}

/** What a detected text becomes. */
export function replacement(action: ActionConfig, key: HmacKey): Replacement {
  switch (action.kind) {
    case 'mask': {
      const { mask } = action;
      return mask === undefined ? (_text, kind) => `[${kind}]` : () => mask;
    }
    case 'drop':
      return () => undefined;
    case 'hmac':
      return (text, kind) => hmac(plain(text, kind), key());
  }
}

/** HMAC-SHA-256 over the UTF-8 of a text, in hexadecimal: what a database computes as well. */
function hmac(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** The same for all spellings of a finding: small letters of an address, no separators in a number. */
function plain(text: string, kind: string): string {
  if (kind === 'email' || kind === 'ip') return text.toLowerCase();
  return text.replace(/[ .\-/()\u00a0]/g, '').toUpperCase();
}

/** A text as it is, any other value as JSON. */
function textOf(value: Json): string {
  if (typeof value === 'string') return tryKeptNumber(value) ?? value;
  return isContainer(value) ? writeJson(value) : String(value);
}
