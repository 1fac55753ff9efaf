/** A refusal on its way up, as S3 words it. */
export class S3Fault extends Error {
  /** @param code `NoSuchKey` @param extra Further elements of the answer */
  public constructor(
    public readonly code: string,
    message: string,
    public readonly status: number,
    public readonly extra: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
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
