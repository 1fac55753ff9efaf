import { AwsFault, type AwsRequest, operation } from '../endpoint';
import type { Secret } from './secret';
import type { Secrets } from './secrets';

const CURRENT = 'AWSCURRENT';

/** Source: Secrets Manager API reference, GetSecretValue. */
const MEMBERS = {
  SecretId: { type: 'String', required: true, min: 1, max: 2_048 },
  VersionId: { type: 'String', min: 32, max: 64 },
  VersionStage: { type: 'String', min: 1, max: 256 },
} as const;

/** The value of a secret. There is one version, and it is the current one. */
export const getSecretValue = operation(MEMBERS, (secrets: Secrets, input, request) => {
  const { SecretId, VersionId, VersionStage } = input;
  const secret = secrets.try(SecretId);
  // Who may not read a secret is not told whether it exists.
  assertAllowed(request, SecretId, secret);
  if (secret === undefined) throw notFound("Secrets Manager can't find the specified secret.");
  const { arn, name, text, versionId } = secret;
  if (text === undefined || (VersionStage !== undefined && VersionStage !== CURRENT)) {
    const stage = VersionStage ?? CURRENT;
    throw notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  }
  if (VersionId !== undefined && VersionId !== versionId) {
    throw notFound(`Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`);
  }
  assertKeyAllowed(request, secret, secrets);
  return {
    ARN: arn,
    Name: name,
    VersionId: versionId,
    SecretString: text,
    VersionStages: [CURRENT],
    CreatedDate: Math.floor(secrets.created / 1_000),
  };
});

function assertAllowed({ authorize }: AwsRequest, id: string, secret: Secret | undefined): void {
  const policy = secret?.policy;
  const context = { 'secretsmanager:SecretId': secret?.arn ?? id };
  const refusal = authorize?.('secretsmanager:GetSecretValue', secret?.arn ?? id, {
    context,
    ...(policy && { policy }),
  });
  if (refusal !== undefined) throw new AwsFault('AccessDeniedException', refusal);
}

/** Whoever reads a secret must be allowed its key as well, by Secrets Manager and for this secret. */
function assertKeyAllowed(request: AwsRequest, { arn, keyArn, versionId }: Secret, { keyPolicy }: Secrets): void {
  if (keyArn === undefined) return;
  const policy = keyPolicy(keyArn);
  const [, , , region, account] = arn.split(':');
  const refusal = request.authorize?.('kms:Decrypt', keyArn, {
    ...(policy && { policy, policyRequired: true }),
    context: {
      'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
      'kms:CallerAccount': account,
      'kms:EncryptionContext:SecretARN': arn,
      'kms:EncryptionContext:SecretVersionId': versionId,
    },
  });
  if (refusal !== undefined) throw new AwsFault('AccessDeniedException', 'Access to KMS is not allowed');
}

function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', message);
}
