import { isRecord, type Json, type JsonRecord, own } from './json';
import { stableText } from './naming';

const DEFAULT_LENGTH = 32;

/**
 * The text of a secret: the one its template gives, or a made-up one, the same in every run. Nothing here is secret; a
 * template that is run locally has no business with real ones.
 */
export function secretText(properties: JsonRecord, seed: string): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const generate = isRecord(properties.GenerateSecretString) ? properties.GenerateSecretString : {};
  const password = stableText(seed, 'mixed', Number(generate.PasswordLength ?? DEFAULT_LENGTH));
  if (typeof generate.SecretStringTemplate !== 'string') return password;
  const template = parse(generate.SecretStringTemplate);
  return JSON.stringify({ ...(isRecord(template) ? template : {}), [String(generate.GenerateStringKey)]: password });
}

/** A member of a secret's JSON; a secret that does not have it gets a made-up one. */
export function secretMember(text: string, key: string, seed: string): string {
  const members = parse(text);
  const member = isRecord(members) ? own(members, key) : undefined;
  return member === undefined ? stableText(`${seed}/${key}`, 'mixed', DEFAULT_LENGTH) : String(member);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
