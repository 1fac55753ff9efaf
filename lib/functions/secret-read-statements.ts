import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';

/** To read one secret, and to decrypt with its key by way of Secrets Manager alone. */
export function secretReadStatements(scope: IConstruct, secret: secretsmanager.ISecret): iam.PolicyStatement[] {
  const statements = [
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretReadArn(secret)] }),
  ];
  if (secret.encryptionKey !== undefined) {
    const { region, urlSuffix } = Stack.of(scope);
    statements.push(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [secret.encryptionKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` } },
      }),
    );
  }
  return statements;
}

/** Secrets Manager adds six characters to the name: where they are not known, they are all that is left open. */
export function secretReadArn(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`;
}
