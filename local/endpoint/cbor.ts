import { AwsFault } from './fault';
import type { AwsRequest, AwsResponse } from './service';

const CONTENT_TYPE = /^application\/(?:x-amz-)?cbor\b/;
const TEXT = 0x60;
const MAP_OF_TWO = 0xa2;

/** The setting that makes a client speak JSON, by kind of client. */
const REMEDY =
  'CBOR is not spoken here; make the client speak JSON. ' +
  'AWS SDK for Java v1 and boto-like tools: AWS_CBOR_DISABLE=true. ' +
  'AWS SDK for Java v2: CBOR_ENABLED=false, or -Daws.cborEnabled=false. ' +
  "AWS SDK for JavaScript v3: pass protocol: AwsJson1_1Protocol from '@aws-sdk/core/protocols' to the client";

/** Whether a client speaks CBOR. */
export function isCbor({ headers }: Pick<AwsRequest, 'headers'>): boolean {
  return CONTENT_TYPE.test(headers['content-type'] ?? '') || headers['smithy-protocol'] === 'rpc-v2-cbor';
}

/** Refuses a call in CBOR, in CBOR, so that the client can show its user what to do. */
export function refuseCbor({ headers }: Pick<AwsRequest, 'headers'>): AwsResponse {
  const { code, message, status } = new AwsFault('SerializationException', REMEDY);
  const smithy = headers['smithy-protocol'];
  return {
    status,
    headers: {
      'content-type': smithy === undefined ? 'application/x-amz-cbor-1.1' : 'application/cbor',
      'x-amzn-errortype': code,
      ...(smithy !== undefined && { 'smithy-protocol': smithy }),
    },
    body: Buffer.concat([Buffer.of(MAP_OF_TWO), text('__type'), text(code), text('message'), text(message)]),
  };
}

/** A text as CBOR, up to 65,535 bytes long. Source: RFC 8949, section 3. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const head = Buffer.from([TEXT | 25, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([head, bytes]);
}
