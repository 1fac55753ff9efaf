import { type Deployment, keyArnOf, PropertyReader } from '../assembly';
import { type Clock, systemClock } from '../clock';
import { type CompiledPolicies, compilePolicies } from '../iam';
import { SecretsError } from './errors';
import { readSecret, type Secret } from './secret';
import type { SecretValues } from './secret-values';

export interface SecretsOptions {
  readonly deployment: Deployment;
  /** Take precedence over what the template gives. @default - none */
  readonly values?: SecretValues;
  /** Policy of a key of the deployment; undefined where it is not known. */
  readonly keyPolicy: (keyArn: string) => CompiledPolicies | undefined;
  /** @default - the wall clock */
  readonly clock?: Clock;
}

/** The secrets of a deployment, and how they are found. */
export class Secrets {
  /** When they were made, in milliseconds since the epoch. */
  public readonly created: number;
  public readonly keyPolicy: SecretsOptions['keyPolicy'];
  private readonly secrets: readonly Secret[];

  /** @throws SecretsError, AssemblyError */
  public constructor({ deployment, values = {}, keyPolicy, clock = systemClock }: SecretsOptions) {
    this.created = clock.now();
    this.keyPolicy = keyPolicy;
    const surroundings = {
      policyOf: (arn: string) => policyOf(deployment, arn),
      keyArnOf: (keyId: string) => keyArnOf(deployment, keyId),
    };
    const declared = deployment
      .ofType('AWS::SecretsManager::Secret')
      .map((resource) => readSecret(resource, surroundings));
    checkNames(declared);
    let secrets: readonly Secret[] = declared;
    for (const [id, text] of Object.entries(values)) secrets = withValue(secrets, id, text);
    this.secrets = secrets;
  }

  /** By name, ARN, or ARN without its random end. */
  public try(id: string): Secret | undefined {
    return this.secrets.find((secret) => secret.isNamed(id));
  }
}

function checkNames(secrets: readonly Secret[]): void {
  const seen = new Set<string>();
  for (const { name, position } of secrets) {
    if (seen.has(name)) throw new SecretsError('SECRETS_DUPLICATE_SECRET', `two secrets are named '${name}'`, position);
    seen.add(name);
  }
}

/** @throws SecretsError SECRETS_UNKNOWN_SECRET */
function withValue(secrets: readonly Secret[], id: string, text: string): readonly Secret[] {
  const meant = secrets.filter((secret) => secret.isNamed(id) || secret.logicalId === id);
  if (meant.length === 0) {
    const known = secrets.map(({ name }) => `'${name}'`).join(', ') || 'none';
    throw new SecretsError('SECRETS_UNKNOWN_SECRET', `there is no secret '${id}'; the deployment has ${known}`);
  }
  return secrets.map((secret) => (meant.includes(secret) ? secret.withText(text) : secret));
}

function policyOf(deployment: Deployment, secretArn: string): CompiledPolicies | undefined {
  const sources = deployment.ofType('AWS::SecretsManager::ResourcePolicy').flatMap((resource) => {
    const reader = PropertyReader.of(resource);
    if (reader.text('SecretId') !== secretArn) return [];
    return [{ name: resource.logicalId, document: reader.tryJson('ResourcePolicy') }];
  });
  return sources.length === 0 ? undefined : compilePolicies(sources, 'resource');
}
