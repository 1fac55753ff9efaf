import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Warns of what cannot be granted on a bucket that this app does not own. */
export function warnExistingBucket(scope: Construct, bucket: s3.IBucket, key?: kms.IKey): void {
  // A bucket of this app tells whether it has a key.
  const imported = bucket.node.defaultChild === undefined;
  if (imported && key === undefined) {
    Annotations.of(scope).addWarningV2(
      'sluice:unknownBucketKey',
      `The key of the imported bucket '${bucket.node.path}' is not known, so that nothing is granted on it. If the ` +
        "bucket encrypts with a customer-managed key, give that key as 'encryptionKey'.",
    );
  }
  const { account } = Stack.of(scope);
  const owner = bucket.env.account;
  if (Token.isUnresolved(account) || Token.isUnresolved(owner) || account === owner) return;
  Annotations.of(scope).addWarningV2(
    'sluice:bucketOfAnotherAccount',
    `The bucket '${bucket.node.path}' belongs to account ${owner}, and its policy cannot be changed from here: it must ` +
      `allow the delivery's role in account ${account} to list it and to put objects.`,
  );
}
