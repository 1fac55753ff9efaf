import { SluiceError } from '../errors';

/** Every code of {@link S3Error}, with what it means and what to do. */
export const S3_ERRORS = {
  S3_INVALID_BUCKET:
    'A bucket name is none that S3 takes. Correct it in the template: 3 to 63 of a-z, 0-9, dot, hyphen.',
  S3_INVALID_KEY: 'An object key is empty or longer than 1,024 bytes. Shorten the prefix that makes it.',
  S3_NO_SUCH_BUCKET: 'The deployment has no bucket of this name. Correct the name, or add the bucket to the template.',
  S3_WRITE_FAILED:
    'An object could not be written to the data folder. Make room on the disk or correct its permissions.',
} as const;

export type S3ErrorCode = keyof typeof S3_ERRORS;

/** An object that cannot be stored; the position is `s3://bucket/key`. */
export class S3Error extends SluiceError {
  public constructor(
    public override readonly code: S3ErrorCode,
    message: string,
    position: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
