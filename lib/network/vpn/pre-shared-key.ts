import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/**
 * A tunnel's pre-shared key, which lies in Secrets Manager. The template holds a reference that CloudFormation resolves
 * while it deploys; the key itself is in no template, snapshot, error or log.
 *
 * The key has 8 to 64 letters, digits, `.` and `_`, and does not begin with 0.
 */
export class PreSharedKey {
  /**
   * The key in a secret. A new value of the secret reaches the tunnel with the next change of its options.
   *
   * @param secret The secret.
   * @param field The field of a secret that is a JSON object; the whole text without it.
   */
  public static fromSecret(secret: secretsmanager.ISecret, field?: string): PreSharedKey {
    return new PreSharedKey(secret, field);
  }

  /** What Secrets Manager needs in order to make a legal key: `new Secret(this, 'Key', { generateSecretString })`. */
  public static generator(): secretsmanager.SecretStringGenerator {
    // Without digits the key cannot begin with 0: 48 letters are 273 bits.
    return { passwordLength: 48, excludePunctuation: true, excludeNumbers: true, includeSpace: false };
  }

  private constructor(
    /** The secret that holds the key. */
    public readonly secret: secretsmanager.ISecret,
    private readonly field?: string,
  ) {}

  /**
   * The dynamic reference, `{{resolve:secretsmanager:…}}`.
   * @internal
   */
  public _reference(): string {
    const value = this.field === undefined ? this.secret.secretValue : this.secret.secretValueFromJson(this.field);
    // It unwraps to the reference, not to the key.
    return value.unsafeUnwrap();
  }
}
