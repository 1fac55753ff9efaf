import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsRequest } from '../endpoint';
import { S3Fault } from './fault';

/** Checksums of a body in base64, by the header that gives them. Others that S3 knows are taken as they are. */
const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  crc32: (bytes) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum.toString('base64');
  },
  sha1: (bytes) => createHash('sha1').update(bytes).digest('base64'),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

/**
 * The bytes of an object as the client means them: chunks that SDKs sign or sum up one by one are joined.
 *
 * Source: S3 API reference, "Signature calculations for the authorization header: transferring payload in chunks".
 *
 * @throws S3Fault where chunks or checksum are wrong
 */
export function bodyOf({ headers, body }: AwsRequest): Buffer {
  const isChunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? headers['content-encoding']?.includes('aws-chunked');
  const bytes = isChunked ? joinChunks(body) : body;
  const md5 = headers['content-md5'];
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) {
    throw new S3Fault('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400);
  }
  for (const [name, sumOf] of Object.entries(CHECKSUMS)) {
    const expected = headers[`x-amz-checksum-${name}`];
    if (expected === undefined || expected === sumOf(bytes)) continue;
    const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
    throw new S3Fault('BadDigest', message, 400);
  }
  const length = headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== bytes.length) {
    const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header.';
    throw new S3Fault('IncompleteBody', message, 400);
  }
  return bytes;
}

/** `size;chunk-signature=…`, the bytes, and so on until a size of zero; checksums may follow. */
function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const [, hex] = /^([0-9a-f]+)(?:;|$)/i.exec(body.toString('latin1', at, Math.max(end, at))) ?? [];
    const size = Number.parseInt(hex ?? '', 16);
    if (end < 0 || !(end + 2 + size <= body.length)) {
      throw new S3Fault('IncompleteBody', 'The chunks of the request body are not well formed.', 400);
    }
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** The content encoding less what is of the transfer alone. */
export function contentEncodingOf(header: string | undefined): string | undefined {
  const encodings = (header ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  return encodings.length === 0 ? undefined : encodings.join(', ');
}
