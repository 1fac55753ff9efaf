import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** Options of `DeliverySource.directPut`. */
export interface DirectPutOptions {
  /**
   * Symmetric customer-managed key that encrypts records while Firehose holds them. One key serves at most 500
   * delivery streams. Whoever deploys needs `kms:CreateGrant` on it.
   * @default - the archive's key, where it is known; a key that AWS owns, where it is not
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether a key that AWS owns encrypts the records instead: no calls of KMS to pay, and no control over it.
   * @default false
   */
  readonly awsOwnedKey?: boolean;
}

/** Where a delivery takes its records from. A change replaces the delivery stream. */
export class DeliverySource {
  /**
   * Producers put records themselves, at most 1,024,000 bytes each. Firehose holds them for 24 hours while the archive
   * cannot be written. It drops what it holds where the delivery is deleted or replaced: stop the producers for one
   * buffering interval before.
   */
  public static directPut(options: DirectPutOptions = {}): DeliverySource {
    if (options.awsOwnedKey === true && options.encryptionKey !== undefined) {
      throw new Error("'awsOwnedKey' must not be true where 'encryptionKey' is given, got both: leave one out");
    }
    return new DeliverySource(undefined, options.encryptionKey, options.awsOwnedKey ?? false);
  }

  /**
   * A Kinesis data stream. Firehose begins at its end (`LATEST`): what was written before the delivery stream existed,
   * or between its deletion and its making again, is not delivered. It reads each shard about once a second, of the five reads a second its consumers share.
   */
  public static stream(stream: kinesis.IStream): DeliverySource {
    return new DeliverySource(stream, undefined, false);
  }

  private constructor(
    /** The stream read; undefined for direct put. */
    public readonly sourceStream?: kinesis.IStream,
    /** Key given for records of direct put. */
    public readonly encryptionKey?: kms.IKey,
    /** Whether a key that AWS owns was asked for. */
    public readonly awsOwnedKey: boolean = false,
  ) {}
}
