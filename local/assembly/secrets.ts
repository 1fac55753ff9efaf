import { isRecord, type Json, type JsonRecord, own, tryText } from './json';
import { stableText } from './naming';

// Characters; Secrets Manager API reference, GetRandomPassword.
const DEFAULT_LENGTH = 32;
const LONGEST = 4096;

/**
 * The text of a secret: the one its template gives, or a made-up one, the same in every run. Nothing here is secret; a
 * template that is run locally has no business with real ones.
 */
export function secretText(properties: JsonRecord, seed: string): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const generate = isRecord(properties.GenerateSecretString) ? properties.GenerateSecretString : {};
  const length = Number(tryText(generate.PasswordLength) ?? DEFAULT_LENGTH);
  const password = stableText(seed, 'mixed', Math.min(length, LONGEST));
  if (typeof generate.SecretStringTemplate !== 'string') return password;
  const template = parse(generate.SecretStringTemplate);
  return JSON.stringify({
    ...(isRecord(template) ? template : {}),
    [tryText(generate.GenerateStringKey) ?? 'password']: password,
  });
}

/** A member of a secret's JSON; a secret that does not have it gets a made-up one. */
export function secretMember(text: string, key: string, seed: string): string {
  const members = parse(text);
  const member = isRecord(members) ? own(members, key) : undefined;
  return tryText(member) ?? stableText(`${seed}/${key}`, 'mixed', DEFAULT_LENGTH);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
