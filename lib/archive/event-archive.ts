import { type Duration, RemovalPolicy, type Size } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { warnForeignKey } from '../stream/stream-grants';
import { accessLogBucket, sendAccessLog } from './access-log-bucket';
import { archiveBucket, archiveKey } from './archive-bucket';
import { QueryWorkspace } from './query-workspace';
import { validateArchive } from './validate-archive';
import { warnExistingBucket } from './warn-existing-bucket';

/** Prefixes in use and by whom, for each bucket: several archives may lie in one. */
const CLAIMS = new WeakMap<s3.IBucket, Map<string, string>>();

/** Props of `EventArchive`. */
export interface EventArchiveProps {
  /**
   * A bucket the team already has. Its TLS policy, lifecycle, versioning, access log and public access block are left
   * as they are.
   * @default - a new bucket
   */
  readonly bucket?: s3.IBucket;

  /**
   * Customer-managed key of the objects; with `bucket`, the key that bucket encrypts with, where it does not tell. A
   * change is made in place and counts for objects written from then on.
   * @default - a key of its own, rotated every year and kept or deleted like the bucket; with `bucket`, that bucket's
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Age at which objects are deleted, in whole days, at least 1 and later than every transition.
   * @default - never
   */
  readonly expiration?: Duration;

  /**
   * Storage classes that objects move to as they age. The two Infrequent Access classes need 30 days or more. Athena
   * does not read objects in Glacier Flexible Retrieval or Deep Archive.
   * @default - Intelligent-Tiering after 30 days
   */
  readonly transitions?: s3.Transition[];

  /**
   * Whether a deleted object can be brought back for `noncurrentVersionExpiration`. Firehose never overwrites an
   * object, so that this costs nothing until something is deleted. Once on, S3 can suspend it but not turn it off.
   * @default true
   */
  readonly versioned?: boolean;

  /**
   * How long deleted objects can be brought back, in whole days, at least 1.
   * @default Duration.days(30)
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * Bucket that takes the server access log, under `s3-access/` and the construct's path. Its encryption must be
   * SSE-S3: S3 does not deliver logs to a bucket that encrypts with KMS.
   * @default - a bucket of its own
   */
  readonly accessLogBucket?: s3.IBucket;

  /**
   * Age at which the access log is deleted from the bucket made for it, in whole days, at least 1.
   * @default Duration.days(90)
   */
  readonly accessLogExpiration?: Duration;

  /**
   * What one Athena query may scan, 10,000,000 bytes to 7 EiB. A query past it is cancelled, and what it scanned is paid.
   * @default Size.gibibytes(100)
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * Age at which query results are deleted, in whole days, at least 1. With `bucket` nothing deletes them.
   * @default Duration.days(7)
   */
  readonly queryResultsExpiration?: Duration;

  /**
   * What becomes of the buckets, and of the key made for them, when they leave the stack. By default they stay, unless
   * it is their very creation that fails. With `DESTROY` they are emptied first.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The S3 bucket events land in, with what it takes to query it: an Athena workgroup and a Glue database. Tables and
 * named queries come from the deliveries, which know what they write and where.
 */
export class EventArchive extends Construct {
  /** The bucket. */
  public readonly bucket: s3.IBucket;

  /** Key of the objects; undefined where an existing bucket has none or does not tell. */
  public readonly encryptionKey?: kms.IKey;

  /** Bucket that takes the access log; undefined with an existing bucket. */
  public readonly accessLogBucket?: s3.IBucket;

  /** Age at which objects are deleted; undefined for never. */
  public readonly expiration?: Duration;

  /** Name of the Glue database that holds the deliveries' tables. */
  public readonly databaseName: string;

  /** Name of the Athena workgroup. */
  public readonly workgroupName: string;

  private readonly workspace: QueryWorkspace;

  public constructor(scope: Construct, id: string, props: EventArchiveProps = {}) {
    super(scope, id);
    validateArchive(props);

    this.expiration = props.expiration;
    if (props.bucket === undefined) {
      const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
      this.encryptionKey = props.encryptionKey ?? archiveKey(this, removalPolicy);
      const bucket = archiveBucket(this, { ...props, encryptionKey: this.encryptionKey, removalPolicy });
      this.accessLogBucket = props.accessLogBucket ?? accessLogBucket(this, removalPolicy, props.accessLogExpiration);
      sendAccessLog(this, bucket, this.accessLogBucket);
      this.bucket = bucket;
    } else {
      this.bucket = props.bucket;
      this.encryptionKey = props.encryptionKey ?? props.bucket.encryptionKey;
      warnExistingBucket(this, props.bucket, this.encryptionKey);
    }
    if (this.encryptionKey !== undefined) {
      warnForeignKey(this, this.encryptionKey);
    }
    this.workspace = new QueryWorkspace(this, 'Query', {
      bucket: this.bucket,
      encryptionKey: this.encryptionKey,
      bytesScannedCutoff: props.bytesScannedCutoff,
    });
    this.databaseName = this.workspace.databaseName;
    this.workgroupName = this.workspace.workgroupName;
  }

  /**
   * Allows to read objects: `s3:GetObject` below `prefix`, `s3:ListBucket` and `GetBucketLocation`, and `kms:Decrypt`
   * on the key.
   *
   * @param grantee Who may read.
   * @param prefix Beginning of the objects' keys, e.g. `events/`; everything when left out.
   */
  public grantRead(grantee: iam.IGrantable, prefix: string = ''): iam.Grant {
    const { bucket } = this;
    const objects = iam.Grant.addToPrincipalOrResource({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [bucket.arnForObjects(`${prefix}*`)],
      resource: bucket,
    });
    const listing = iam.Grant.addToPrincipalOrResource({
      grantee,
      actions: ['s3:GetBucketLocation', 's3:ListBucket'],
      resourceArns: [bucket.bucketArn],
      resource: bucket,
    });
    const grant = objects.combine(listing);
    const key = this.encryptionKey?.grant(grantee, 'kms:Decrypt');
    return key === undefined ? grant : grant.combine(key);
  }

  /**
   * Allows to run queries in the workgroup and to keep their results below its prefix. What is queried is granted
   * apart, by `EventDelivery.grantQuery`.
   */
  public grantRunQuery(grantee: iam.IGrantable): iam.Grant {
    return this.workspace.grantRunQuery(grantee);
  }

  /**
   * Reserves a prefix of the bucket, so that no two deliveries mix their objects and no table reads what is not its
   * own, be it through another archive on the same bucket.
   * @internal
   */
  public _claimPrefix(prefix: string, owner: string): void {
    const claims = CLAIMS.get(this.bucket) ?? new Map<string, string>();
    CLAIMS.set(this.bucket, claims);
    for (const [taken, holder] of [...claims, [this.workspace.resultsPrefix, 'the query results'] as const]) {
      if (!taken.startsWith(prefix) && !prefix.startsWith(taken)) continue;
      throw new Error(
        `'prefix' must not overlap another one in the same bucket, got '${prefix}' for ${owner} where ${holder} ` +
          `has '${taken}': give each a prefix of its own, a delivery ObjectPrefix.hive('orders'), a pipeline 'orders'`,
      );
    }
    claims.set(prefix, owner);
  }
}
