import type * as iam from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnApplication } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

/** Options of `FlinkCode`, for a program in Python. */
export interface FlinkCodeOptions {
  /**
   * The file of the archive that holds the program, such as `main.py`.
   * @default - the code is a JAR
   */
  readonly python?: string;

  /**
   * The JAR in the archive with the connectors that a Python program uses, such as `lib/connectors.jar`.
   * @default - none
   */
  readonly jarFile?: string;
}

/** Where an application's code is. */
export interface FlinkCodeLocation {
  readonly content: CfnApplication.S3ContentLocationProperty;
  readonly bucket: s3.IBucket;
  readonly key: string;
  readonly encryptionKey?: kms.IKey;
}

/** The code of a `FlinkConsumer`: a JAR, or a zip archive with a Python program and what it needs. */
export class FlinkCode {
  /**
   * A file or folder on this machine, which the deployment uploads.
   *
   * @param path A JAR, a zip archive, or a folder that becomes one.
   */
  public static fromAsset(path: string, options: FlinkCodeOptions = {}): FlinkCode {
    return new FlinkCode(options, (scope) => {
      const asset = new Asset(scope, 'Code', { path });
      const { bucket, s3ObjectKey: key } = asset;
      return { content: { bucketArn: bucket.bucketArn, fileKey: key }, bucket, key };
    });
  }

  /**
   * An object that is there when the stack is deployed.
   *
   * @param bucket Its bucket.
   * @param key Its key.
   * @param objectVersion Its version. Without one, a deployment does not tell new code under the same key.
   */
  public static fromBucket(
    bucket: s3.IBucket,
    key: string,
    objectVersion?: string,
    options: FlinkCodeOptions = {},
  ): FlinkCode {
    return new FlinkCode(options, () => {
      const content = { bucketArn: bucket.bucketArn, fileKey: key, objectVersion };
      return { content, bucket, key, encryptionKey: bucket.encryptionKey };
    });
  }

  private constructor(
    private readonly options: FlinkCodeOptions,
    private readonly locate: (scope: Construct) => FlinkCodeLocation,
  ) {
    if (options.python === undefined && options.jarFile !== undefined) {
      throw new Error("'jarFile' must be left out without 'python', got a value: a Java program is its own JAR");
    }
  }

  /**
   * What Flink is started with; undefined for a JAR.
   * @internal
   */
  public get _runOptions(): { readonly [name: string]: string } | undefined {
    const { jarFile, python } = this.options;
    if (python === undefined) return undefined;
    return { python, ...(jarFile !== undefined && { jarfile: jarFile }) };
  }

  /** @internal */
  public _bind(scope: Construct): FlinkCodeLocation {
    return this.locate(scope);
  }
}

/** To read the one object, in the one version where that is named. */
export function codeStatements({ bucket, content, encryptionKey, key }: FlinkCodeLocation): iam.PolicyStatement[] {
  const action = content.objectVersion === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const statements = [new PolicyStatement({ actions: [action], resources: [bucket.arnForObjects(key)] })];
  if (encryptionKey !== undefined) {
    statements.push(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] }));
  }
  return statements;
}
