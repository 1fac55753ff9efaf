import type { Duration } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { checkInteger } from '../checks/range';

/** Kinds of personal data that are found in any text of an event. */
export enum PersonalData {
  /** E-mail addresses, of any script. */
  EMAIL = 'email',
  /** Telephone numbers with `+`, with a leading zero and in groups, or as in North America. */
  PHONE = 'phone',
  /** Numbers of payment cards: of an issuer, with their check digit. */
  CARD = 'card',
  /** International bank account numbers, with their check digits and a country's length. */
  IBAN = 'iban',
  /** Addresses of IP version 4 and 6. */
  IP = 'ip',
  /** US social security numbers, in groups. */
  US_SSN = 'us-ssn',
  /** UK national insurance numbers. */
  UK_NINO = 'uk-nino',
  /** French numbers of the register (NIR), with their key. */
  FR_NIR = 'fr-nir',
  /** German tax identification numbers. */
  DE_STEUER_ID = 'de-steuer-id',
  /** Spanish DNI and NIE, with their letter. */
  ES_DNI = 'es-dni',
  /** Italian tax codes. */
  IT_CODICE_FISCALE = 'it-codice-fiscale',
  /** Indian Aadhaar numbers, in groups or named. */
  IN_AADHAAR = 'in-aadhaar',
  /** Brazilian CPF numbers. */
  BR_CPF = 'br-cpf',
  /** Chinese resident identity numbers. */
  CN_RESIDENT_ID = 'cn-resident-id',
  /** Japanese My Numbers, in groups or named. */
  JP_MY_NUMBER = 'jp-my-number',
}

/** Options of `HmacKey.fromSecret`. */
export interface HmacKeyOptions {
  /**
   * Member of the secret's JSON that holds the key.
   * @default - the whole text of the secret is the key
   */
  readonly field?: string;

  /**
   * How long the key is used before it is read again, 1 to 86,400 seconds. After a rotation, both keys are in use for
   * that long.
   * @default Duration.minutes(15)
   */
  readonly cacheTime?: Duration;
}

const CACHE_TIME = { min: 1, max: 86_400, unit: 'seconds' };
const DEFAULT_CACHE_SECONDS = 900;

/** The key of HMACs. */
export class HmacKey {
  /**
   * A text of at least 14 bytes in Secrets Manager. The transform reads it, and decrypts it with the secret's own key
   * where that is known. While Secrets Manager is away, a key that was read before is used for an hour more.
   */
  public static fromSecret(secret: secretsmanager.ISecret, options: HmacKeyOptions = {}): HmacKey {
    const { cacheTime, field } = options;
    if (cacheTime?.isUnresolved() !== true)
      checkInteger('cacheTime', cacheTime?.toSeconds({ integral: false }), CACHE_TIME);
    return new HmacKey(secret, { field, ttl: (cacheTime?.toSeconds() ?? DEFAULT_CACHE_SECONDS) * 1_000 });
  }

  private constructor(
    /** The secret. */
    public readonly secret: secretsmanager.ISecret,
    /** @internal */
    public readonly _config: { readonly field?: string; readonly ttl: number },
  ) {}
}

/** What is done to personal data. Null holds none, and stays null unless its member is dropped. */
export class RedactAction {
  /**
   * Puts a text in its place.
   *
   * @param text The text. Default: `***` for a value at a path, the kind in brackets for what was found, e.g. `[email]`.
   */
  public static mask(text?: string): RedactAction {
    return new RedactAction({ kind: 'mask', mask: text });
  }

  /** Removes the member or the element: at a path, or whose text holds what was found. */
  public static drop(): RedactAction {
    return new RedactAction({ kind: 'drop' });
  }

  /**
   * Puts its HMAC-SHA-256 in its place, in hexadecimal: the same person stays the same, and nobody without the key can
   * tell who. A text counts as it is, another value as compact JSON, and what was found without separators, in capitals;
   * addresses in small letters.
   */
  public static hmac(key: HmacKey): RedactAction {
    return new RedactAction({ kind: 'hmac' }, key);
  }

  private constructor(
    /** @internal */
    public readonly _config: { readonly kind: string; readonly mask?: string },
    /** @internal */
    public readonly _key?: HmacKey,
  ) {}
}

/** Options of `TransformStep.redact`: paths, kinds, or both. */
export interface RedactOptions {
  /**
   * Paths to personal data, e.g. `$.user.name`, `$.orders[*].address`, `$..email`.
   * @default - none
   */
  readonly paths?: string[];

  /**
   * Kinds of personal data that are looked for in all texts that are left: values, keys, and numbers as a whole.
   * @default - none
   */
  readonly personalData?: PersonalData[];

  /**
   * What is done to it.
   * @default RedactAction.mask()
   */
  readonly action?: RedactAction;
}
