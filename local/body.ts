/** The content of a message: bytes, or a text that need not become bytes where its readers want the text. */
export type Body = Uint8Array | string;

/** The bytes; a text is UTF-8. */
export function bytesOf(body: Body): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** The text; bytes that are no UTF-8 become U+FFFD. */
export function textOf(body: Body): string {
  return typeof body === 'string' ? body : bytesOf(body).toString('utf8');
}
