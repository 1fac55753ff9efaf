import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RESULTS_PREFIX } from './query-workspace';

/** Age at which objects move to Intelligent-Tiering unless the team says otherwise. */
const TIERING_AGE = Duration.days(30);

/** What every bucket of an archive has: TLS only, no public access, no ACLs. */
export const CLOSED_BUCKET = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

interface ArchiveBucketProps {
  readonly encryptionKey: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly expiration?: Duration;
  readonly transitions?: s3.Transition[];
  readonly versioned?: boolean;
  readonly noncurrentVersionExpiration?: Duration;
  readonly queryResultsExpiration?: Duration;
}

/** The key of a new bucket. */
export function archiveKey(scope: Construct, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(scope, 'Key', {
    description: `Objects of ${scope.node.path}`,
    enableKeyRotation: true,
    removalPolicy,
  });
}

/** What goes for a bucket goes for its policy: a bucket that is kept without it would take plain HTTP. */
export function keepPolicyLike(bucket: s3.Bucket, removalPolicy: RemovalPolicy): void {
  bucket.policy?.applyRemovalPolicy(removalPolicy);
}

/** A new bucket. */
export function archiveBucket(scope: Construct, props: ArchiveBucketProps): s3.Bucket {
  const versioned = props.versioned ?? true;
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...CLOSED_BUCKET,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: props.encryptionKey,
    // One data key for many objects: without it every object costs a call of KMS.
    bucketKeyEnabled: true,
    versioned,
    lifecycleRules: [...lifecycle(props), ...(versioned ? deletedObjects(props) : [])],
    removalPolicy: props.removalPolicy,
    autoDeleteObjects: props.removalPolicy === RemovalPolicy.DESTROY,
  });
  keepPolicyLike(bucket, props.removalPolicy);
  return bucket;
}

function lifecycle(props: ArchiveBucketProps): s3.LifecycleRule[] {
  return [
    {
      id: 'Events',
      transitions: props.transitions ?? defaultTransitions(props.expiration),
      expiration: props.expiration,
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    },
    { id: 'QueryResults', prefix: RESULTS_PREFIX, expiration: props.queryResultsExpiration ?? Duration.days(7) },
  ];
}

/** Deleted objects go for good after a while, and so do the markers that are left of them. */
function deletedObjects(props: ArchiveBucketProps): s3.LifecycleRule[] {
  return [
    {
      id: 'DeletedObjects',
      noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(30),
      expiredObjectDeleteMarker: true,
    },
  ];
}

/** S3 refuses a transition that would come after the expiration, so that short-lived objects have none. */
function defaultTransitions(expiration: Duration | undefined): s3.Transition[] | undefined {
  const expires = expiration !== undefined && !expiration.isUnresolved() ? expiration.toDays() : undefined;
  if (expires !== undefined && expires <= TIERING_AGE.toDays()) return undefined;
  return [{ storageClass: s3.StorageClass.INTELLIGENT_TIERING, transitionAfter: TIERING_AGE }];
}
