import { AwsFault } from '../endpoint';

/** A refusal on its way up, as S3 words it. */
export class S3Fault extends AwsFault {
  /** @param code `NoSuchKey` @param extra Further elements of the answer */
  public constructor(
    code: string,
    message: string,
    status: number,
    public readonly extra: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, status);
  }
}

/** S3 does not say what is missing. */
export function accessDenied(): S3Fault {
  return new S3Fault('AccessDenied', 'Access Denied', 403);
}

export function noSuchKey(key: string): S3Fault {
  return new S3Fault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function noSuchBucket(bucket: string): S3Fault {
  return new S3Fault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

export function notImplemented(what: string): S3Fault {
  return new S3Fault('NotImplemented', `${what} is not emulated by the local runtime.`, 501);
}
