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

export function malformedXml(): S3Fault {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new S3Fault('MalformedXML', message, 400);
}

/** What was asked for holds under a condition, which is not so. @param condition `If-Match` */
export function preconditionFailed(condition: string): S3Fault {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Fault('PreconditionFailed', message, 412, { Condition: condition });
}
