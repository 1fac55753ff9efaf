import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import {
  type AwsCredentials,
  presign,
  type SignableRequest,
  SigningKeyCache,
  sign,
  verify,
} from '../../../local/sigv4';

const CREDENTIALS: AwsCredentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret/with+signs' };
const NOW = Date.parse('2026-03-01T10:00:00Z');
const REGION = 'eu-central-1';
const HOST = 'a1b2c3.execute-api.eu-central-1.amazonaws.com';

/** The hash that the SDK's signer asks for, over node:crypto. */
class Sha256 {
  private readonly hash;

  public constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  public update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  public reset(): void {}
}

const text = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
const unicode = fc.string({ unit: 'grapheme', maxLength: 6 });
const segment = fc.oneof(text, unicode).filter((value) => value !== '.' && value !== '..');
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  segments: fc.array(segment, { maxLength: 4 }),
  // The SDK's signer itself loses a parameter called `__proto__`.
  query: fc.dictionary(
    fc.oneof(text, unicode).filter((name) => name !== '__proto__'),
    fc.oneof(text, unicode, fc.array(text, { maxLength: 3 })),
    {
      maxKeys: 4,
    },
  ),
  header: fc.string({ unit: fc.constantFrom('a', ' ', 'B', ',', '=', '1'), maxLength: 12 }),
  body: fc.oneof(fc.constant(undefined), unicode),
  token: fc.option(fc.constant('session/token=='), { nil: undefined }),
});
type Drawn = typeof requests extends fc.Arbitrary<infer T> ? T : never;

test.each(['execute-api', 'kinesis', 'firehose', 'sqs', 's3'])(
  'what the SDK signs for %s is accepted',
  async (service) => {
    const signingKeys = new SigningKeyCache();
    await fc.assert(
      fc.asyncProperty(requests, async (drawn) => {
        const signed = await sdk(service, drawn.token).sign(sdkRequest(drawn), { signingDate: new Date(NOW) });
        const headers = lowerCase(signed.headers);
        const request = { ...onTheWire(drawn), headers };
        expect(verify(request, { ...options(service, drawn.token), signingKeys })).toMatchObject({ ok: true });
      }),
    );
  },
);

test.each(['execute-api', 'kinesis', 's3'])('what the SDK presigns for %s is accepted', async (service) => {
  await fc.assert(
    fc.asyncProperty(requests, async (drawn) => {
      // The SDK hoists every other header into the query string.
      const bare = { ...drawn, header: '' };
      const toSign = sdkRequest(bare);
      // As the SDK's own S3 presigner does.
      if (service === 's3') toSign.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      const signed = await sdk(service, drawn.token).presign(toSign, {
        signingDate: new Date(NOW),
        expiresIn: 60,
      });
      const query = wireQuery((signed.query ?? {}) as Drawn['query']);
      const request = { ...onTheWire(bare), query, headers: lowerCase(signed.headers) };
      expect(verify(request, options(service, drawn.token))).toMatchObject({ ok: true });
    }),
  );
});

test.each(['execute-api', 'kinesis', 's3'])(
  'a request of ours for %s is signed as the SDK signs it',
  async (service) => {
    await fc.assert(
      fc.asyncProperty(requests, async (drawn) => {
        const ours = sign(
          onTheWire(drawn),
          { ...CREDENTIALS, sessionToken: drawn.token },
          { service, region: REGION, now: NOW },
        );
        // The SDK also signs the plain header, so it is given what we sign.
        const request = sdkRequest(drawn);
        const theirs = await sdk(service, drawn.token).sign(request, {
          signingDate: new Date(NOW),
          unsignableHeaders: new Set(service === 's3' ? ['x-plain'] : ['x-plain', 'x-amz-content-sha256']),
        });
        expect(ours.authorization).toBe(lowerCase(theirs.headers).authorization);
      }),
    );
  },
);

test('a request of ours is accepted, presigned or in headers, and refused once altered', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom('execute-api', 's3'), (drawn, service) => {
      const request = onTheWire(drawn);
      const credentials = { ...CREDENTIALS, sessionToken: drawn.token };
      const headers = { ...request.headers, ...sign(request, credentials, { service, region: REGION, now: NOW }) };
      expect(verify({ ...request, headers }, options(service, drawn.token))).toMatchObject({ ok: true });
      expect(verify({ ...request, headers, method: 'PATCH' }, options(service, drawn.token))).toMatchObject({
        refusal: { reason: 'signature-mismatch' },
      });
      const query = presign(request, credentials, { service, region: REGION, now: NOW, expires: 60 });
      expect(verify({ ...request, query }, options(service, drawn.token))).toMatchObject({ ok: true });
      expect(verify({ ...request, query: `${query}&a=b` }, options(service, drawn.token))).toMatchObject({
        refusal: { reason: 'signature-mismatch' },
      });
    }),
  );
});

function sdk(service: string, sessionToken: string | undefined): SignatureV4 {
  return new SignatureV4({
    service,
    region: REGION,
    credentials: { ...CREDENTIALS, sessionToken },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
}

function options(service: string, sessionToken: string | undefined) {
  const known = { ...CREDENTIALS, sessionToken, principal: 'me' };
  return {
    service,
    region: REGION,
    now: NOW + 30_000,
    lookup: (id: string) => (id === CREDENTIALS.accessKeyId ? known : undefined),
  };
}

/** The request as the SDK has it: a query of decoded values. */
function sdkRequest(drawn: Drawn) {
  return {
    method: drawn.method,
    protocol: 'https:',
    hostname: HOST,
    path: wirePath(drawn),
    query: drawn.query,
    headers: plainHeaders(drawn),
    body: drawn.body,
  };
}

/** The same request as a server gets it. */
function onTheWire(drawn: Drawn): SignableRequest {
  return {
    method: drawn.method,
    path: wirePath(drawn),
    query: wireQuery(drawn.query),
    headers: plainHeaders(drawn),
    body: drawn.body,
  };
}

function plainHeaders({ header }: Drawn): Record<string, string> {
  return header === '' ? { host: HOST } : { host: HOST, 'x-plain': header };
}

function wirePath({ segments }: Drawn): string {
  // As the SDK writes paths: encodeURIComponent leaves five characters that RFC 3986 reserves.
  const encode = (value: string) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `/${segments.map(encode).join('/')}`;
}

function wireQuery(query: Drawn['query']): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`))
    .join('&');
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
