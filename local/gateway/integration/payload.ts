import { bytesOf, textOf } from '../../body';
import { Refusal } from '../refusal';
import type { BinaryMediaTypes } from '../request/media-type';
import { mediaType } from '../request/media-type';
import type { ParsedRequest } from '../request/parsed-request';

export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined;

/** The body of a request as an integration without a template gets it. */
export function requestPayload(request: ParsedRequest, binary: boolean, handling: ContentHandling): Buffer {
  if (binary) {
    return handling === 'CONVERT_TO_TEXT' ? Buffer.from(request.body.toString('base64')) : request.body;
  }
  return handling === 'CONVERT_TO_BINARY' ? fromBase64(request.bodyText()) : Buffer.from(request.bodyText());
}

/** What a request template sees as `$input.body`: binary payloads as base64. */
export function templateBody(request: ParsedRequest, binary: boolean): string {
  return binary ? request.body.toString('base64') : request.bodyText();
}

/**
 * The body of an answer as the client gets it.
 *
 * Source: developer guide, api-gateway-payload-encodings-workflow.
 *
 * @param backendType Media type the backend declares
 */
export function responsePayload(
  body: Buffer | string,
  backendType: string | undefined,
  accept: string | undefined,
  handling: ContentHandling,
  types: BinaryMediaTypes,
): Buffer | string {
  const binary = types.has(mediaType(backendType));
  if (handling === 'CONVERT_TO_TEXT') return binary ? bytesOf(body).toString('base64') : textOf(body);
  if (handling === 'CONVERT_TO_BINARY') return binary ? body : fromBase64(textOf(body));
  return binary || types.has(mediaType(accept)) ? body : textOf(body);
}

/** @throws Refusal 500 where the text is no base64 */
export function fromBase64(text: string): Buffer {
  const trimmed = text.trim();
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed) && trimmed.length % 4 === 0) return Buffer.from(trimmed, 'base64');
  throw new Refusal('API_CONFIGURATION_ERROR', { reason: 'CONVERT_TO_BINARY: the text is no base64' });
}
