import { AwsFault } from '../endpoint';
import type { ObjectProperties } from '../s3';
import type { Contents } from './contents';
import { schemaArns } from './conversion/definition';
import type { DeliveryStreamDefinition, Output } from './definition';
import type { FirehoseEnvironment } from './environment';
import type { OutputKind } from './log';
import type { Tasks } from './tasks';

const SECOND = 1_000;
/** Firehose says only that it retries: a second, doubled up to a minute, is ours. */
const FIRST_DELAY = SECOND;
const LONGEST_DELAY = 60 * SECOND;

/** An object ready to be written. */
export interface ObjectToWrite {
  readonly output: Output;
  readonly kind: OutputKind;
  readonly key: string;
  readonly body: Uint8Array;
  readonly properties: ObjectProperties;
  readonly contents: Contents;
  readonly bytes: number;
  /** When to give up, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Writes objects as a delivery stream's role, again and again until the deadline. */
export class ObjectWriter {
  public constructor(
    private readonly stream: Pick<DeliveryStreamDefinition, 'name' | 'position' | 'conversion'>,
    private readonly env: FirehoseEnvironment,
    private readonly tasks: Tasks,
  ) {}

  /**
   * Must be called within a task.
   *
   * @param isStopped Asked before each further attempt
   * @returns What the last attempt failed with; undefined once the object is in its bucket
   */
  public async write(object: ObjectToWrite, isStopped: () => boolean): Promise<DeliveryFailure | undefined> {
    const { scheduler, log } = this.env;
    for (let attempt = 1, delay = FIRST_DELAY; ; attempt++, delay = Math.min(delay * 2, LONGEST_DELAY)) {
      const failure = await this.attempt(object);
      if (failure === undefined) {
        this.report(object);
        return undefined;
      }
      if (isStopped() || scheduler.now() + delay > object.deadline) return failure;
      log({ kind: 'retry', stream: this.stream.name, ...failure, attempt, delay });
      await this.tasks.sleep(delay);
      if (isStopped()) return failure;
    }
  }

  private async attempt({ kind, output, key, body, properties }: ObjectToWrite): Promise<DeliveryFailure | undefined> {
    const { authorize, objects, hasBucket, defaultKey } = this.env;
    const { bucket, roleArn, kmsKeyArn = defaultKey(bucket) } = output;
    const { position } = this.stream;
    if (kind === 'data') {
      const refusal = await this.refuseSchema();
      if (refusal !== undefined) return refusal;
    }
    try {
      await authorize({ roleArn, action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}`, position });
      if (kmsKeyArn !== undefined) {
        await authorize({ roleArn, action: 'kms:GenerateDataKey', resource: kmsKeyArn, position });
      }
    } catch (error) {
      return { code: 'S3.AccessDenied', message: messageOf(error) };
    }
    if (!hasBucket(bucket)) {
      return { code: 'S3.NoSuchBucket', message: `The specified S3 bucket '${bucket}' does not exist.` };
    }
    try {
      await objects.put(bucket, key, body, properties);
      return undefined;
    } catch (error) {
      return { code: error instanceof AwsFault ? `S3.${error.code}` : 'S3.InternalError', message: messageOf(error) };
    }
  }

  /** The role of a conversion reads the table's versions, and Glue asks for all that the table lies in. */
  private async refuseSchema(): Promise<DeliveryFailure | undefined> {
    const { conversion, position } = this.stream;
    if (conversion === undefined) return undefined;
    const { roleArn } = conversion.schema;
    try {
      for (const resource of schemaArns(conversion)) {
        await this.env.authorize({ roleArn, action: 'glue:GetTableVersions', resource, position });
      }
      return undefined;
    } catch (error) {
      return { code: 'DataFormatConversion.AccessDenied', message: messageOf(error) };
    }
  }

  private report({ kind, output: { bucket }, key, contents, bytes, body }: ObjectToWrite): void {
    const what = { stream: this.stream.name, output: kind, bucket, key, records: contents.count, bytes };
    const origins = () => contents.origins();
    const ordinals = () => contents.ordinals();
    this.env.log({ kind: 'delivered', ...what, size: body.length, origins, ordinals });
  }
}

/** Why an object could not be written. */
export interface DeliveryFailure {
  /** As Firehose names it in its CloudWatch log. */
  readonly code: string;
  readonly message: string;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
