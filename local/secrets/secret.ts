import { PropertyReader, type Resource, stableUuid, trySecretText } from '../assembly';
import type { CompiledPolicies } from '../iam';

/** A secret as the template declares it. Its text is not a member that prints. */
export class Secret {
  readonly #text: string | undefined;

  public constructor(
    public readonly name: string,
    public readonly arn: string,
    /** Names the resource in errors. */
    public readonly position: string,
    public readonly logicalId: string,
    /** ARN of the customer-managed key; undefined for AWS's own. */
    public readonly keyArn: string | undefined,
    /** Policy of the secret itself; undefined where it has none. */
    public readonly policy: CompiledPolicies | undefined,
    text: string | undefined,
  ) {
    this.#text = text;
  }

  /** What `AWSCURRENT` holds; undefined where the secret was made without a value. */
  public get text(): string | undefined {
    return this.#text;
  }

  /** Another one for another text. */
  public get versionId(): string {
    return stableUuid(`${this.arn}\0${this.#text ?? ''}`);
  }

  /** Whether `id` means it: its name, its ARN, or the ARN without the six random characters. */
  public isNamed(id: string): boolean {
    return id === this.name || id === this.arn || id === this.arn.slice(0, -7);
  }

  /** The same secret with a value that the developer gives. */
  public withText(text: string): Secret {
    return new Secret(this.name, this.arn, this.position, this.logicalId, this.keyArn, this.policy, text);
  }
}

/** What reading a secret from its template takes beside the resource. */
export interface SecretSurroundings {
  /** @param secretArn Whose policy, as `AWS::SecretsManager::ResourcePolicy` declares it */
  readonly policyOf: (secretArn: string) => CompiledPolicies | undefined;
  /** ARN of a key by its id, ARN or alias; undefined for AWS's own. */
  readonly keyArnOf: (keyId: string) => string | undefined;
}

/** Reads an `AWS::SecretsManager::Secret`. @throws AssemblyError */
export function readSecret(resource: Resource, { policyOf, keyArnOf }: SecretSurroundings): Secret {
  const { arn = '', logicalId, position } = resource;
  const keyId = PropertyReader.of(resource).tryText('KmsKeyId');
  const name = arn.slice(arn.indexOf(':secret:') + ':secret:'.length, -7);
  const keyArn = keyId === undefined ? undefined : keyArnOf(keyId);
  return new Secret(name, arn, position, logicalId, keyArn, policyOf(arn), trySecretText(resource));
}
