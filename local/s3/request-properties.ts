import type { AwsRequest } from '../endpoint';
import type { ObjectProperties } from './object-store';
import { contentEncodingOf } from './request-body';

/** What a request says of its object beside the bytes. */
export function propertiesOf({ headers }: AwsRequest): ObjectProperties {
  const contentType = headers['content-type'];
  const contentEncoding = contentEncodingOf(headers['content-encoding']);
  const userMetadata = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const [, own] = /^x-amz-meta-(.+)$/.exec(name) ?? [];
    return own === undefined || value === undefined ? [] : [[own, value]];
  });
  return {
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(userMetadata.length > 0 && { userMetadata: Object.fromEntries(userMetadata) }),
  };
}
