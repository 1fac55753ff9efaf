import { isRecord, type Json, type JsonRecord, own, tryText } from './json';
import { stableText } from './naming';
import type { Resource } from './resource';

// Characters; Secrets Manager API reference, GetRandomPassword.
const DEFAULT_LENGTH = 32;
const LONGEST = 4096;
/** Properties that keep a class of characters out. */
const CLASSES = [
  ['ExcludeLowercase', /[a-z]/],
  ['ExcludeNumbers', /[0-9]/],
  ['ExcludeUppercase', /[A-Z]/],
] as const;
/** Where nearly everything is excluded, a password stays shorter. */
const MOST_BLOCKS = 100;

/** What a secret's text is read from. Its ARN is what a made-up one is made of. */
type SecretResource = Pick<Resource, 'physicalId' | 'properties'>;

/**
 * The text of a secret: the one its template gives, or a made-up one, the same in every run. Nothing here is secret; a
 * template that is run locally has no business with real ones.
 */
export function secretText(secret: SecretResource): string {
  return trySecretText(secret) ?? madeUp({}, secret.physicalId);
}

/** As {@link secretText}; undefined where the template has the secret made without a value. */
export function trySecretText({ physicalId, properties }: SecretResource): string | undefined {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const generate = properties.GenerateSecretString;
  return isRecord(generate) ? madeUp(generate, physicalId) : undefined;
}

function madeUp(generate: JsonRecord, seed: string): string {
  const length = Number(tryText(generate.PasswordLength) ?? DEFAULT_LENGTH);
  const password = passwordOf(generate, seed, Math.min(length, LONGEST));
  if (typeof generate.SecretStringTemplate !== 'string') return password;
  const template = parse(generate.SecretStringTemplate);
  return JSON.stringify({
    ...(isRecord(template) ? template : {}),
    [tryText(generate.GenerateStringKey) ?? 'password']: password,
  });
}

/** Letters and digits, less those that are excluded; what is required besides is not looked at. */
function passwordOf(generate: JsonRecord, seed: string, length: number): string {
  const excluded = tryText(generate.ExcludeCharacters) ?? '';
  const classes = CLASSES.filter(([property]) => tryText(generate[property]) === 'true');
  const isAllowed = (letter: string): boolean =>
    !excluded.includes(letter) && classes.every(([, letters]) => !letters.test(letter));
  let text = '';
  for (let block = 0; text.length < length && block < MOST_BLOCKS; block++) {
    const letters = stableText(block === 0 ? seed : `${seed}/${block}`, 'mixed', length);
    text += [...letters].filter(isAllowed).join('');
  }
  return text.slice(0, length);
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
