import { HmacKey, hmac } from './hash';
import type { AwsCredentials } from './request';

/** The last element of every credential scope. */
export const TERMINATOR = 'aws4_request';

/** More than a laptop's callers, Regions and services of two days; a full cache is emptied. */
const MAX_KEYS = 1_024;

/** Where and when a signature holds. */
export interface Scope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** `date/region/service/aws4_request`. */
export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/** Derived signing keys: four HMACs are spent once per caller, day, Region and service, not once per request. */
export class SigningKeyCache {
  private readonly keys = new Map<string, { readonly secret: string; readonly key: HmacKey }>();

  /** The signing key of a caller in a scope. */
  public get(credentials: AwsCredentials, scope: Scope): HmacKey {
    const id = `${credentials.accessKeyId}/${scopeText(scope)}`;
    const cached = this.keys.get(id);
    // A key id can be given a new secret between two runs of a test.
    if (cached?.secret === credentials.secretAccessKey) return cached.key;
    const key = new HmacKey(deriveSigningKey(credentials.secretAccessKey, scope));
    if (this.keys.size >= MAX_KEYS) this.keys.clear();
    this.keys.set(id, { secret: credentials.secretAccessKey, key });
    return key;
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function deriveSigningKey(secretAccessKey: string, { date, region, service }: Scope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), TERMINATOR);
}
