import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import {
  type AwsCredentials,
  type SignableRequest,
  SigningKeyCache,
  sign,
  tryRefuseUnreadable,
  verify,
} from '../../../local/sigv4';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const REGION = 'eu-central-1';
const CREDENTIALS: AwsCredentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const REQUEST: SignableRequest = { method: 'GET', path: '/prod/health', query: 'a=b', headers: { host: 'api.local' } };
const AUTHORIZATION = sign(REQUEST, CREDENTIALS, { service: 'execute-api', region: REGION, now: NOW });

test('a signed request is accepted and its caller named', () => {
  expect(check(AUTHORIZATION)).toEqual({ ok: true, accessKeyId: 'AKIDLOCAL', principal: 'me' });
});

test('the HTTP Date header stands in for x-amz-date', () => {
  const date = new Date(NOW).toUTCString();
  const { authorization } = AUTHORIZATION;
  // What was signed is the other header, so the signature fails; the time is understood.
  expect(check({ authorization: authorization ?? '', date })).toMatchObject({
    refusal: { reason: 'signature-mismatch', message: expect.stringContaining('\n20260301T100000Z\n') },
  });
});

test('a body hash that is given is not computed again', () => {
  const body = '{"a":1}';
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const request = { ...REQUEST, method: 'POST', body };
  const headers = {
    ...REQUEST.headers,
    ...sign(request, CREDENTIALS, { service: 'execute-api', region: REGION, now: NOW }),
  };
  expect(verify({ ...REQUEST, method: 'POST', headers, bodyHash }, options())).toMatchObject({ ok: true });
});

test('a new secret for a known key id is not shadowed by the cached signing key', () => {
  const signingKeys = new SigningKeyCache();
  expect(verify(withHeaders(AUTHORIZATION), { ...options(), signingKeys })).toMatchObject({ ok: true });
  const renewed = { ...CREDENTIALS, secretAccessKey: 'renewed' };
  const headers = sign(REQUEST, renewed, { service: 'execute-api', region: REGION, now: NOW });
  const lookup = () => ({ ...renewed, principal: 'me' });
  expect(verify(withHeaders(headers), { ...options(), lookup, signingKeys })).toMatchObject({ ok: true });
});

test('fails without an Authorization header: Missing Authentication Token', () => {
  expect(check({})).toEqual({
    ok: false,
    refusal: {
      reason: 'missing-token',
      code: 'MissingAuthenticationTokenException',
      status: 403,
      message: 'Missing Authentication Token',
      gatewayResponse: 'MISSING_AUTHENTICATION_TOKEN',
    },
  });
});

test('fails for a bearer token: no key=value pair, and the header only as a hash', () => {
  const hash = createHash('sha256').update('Bearer abc').digest('base64');
  expect(check({ authorization: 'Bearer abc' })).toMatchObject({
    refusal: {
      code: 'IncompleteSignatureException',
      status: 403,
      message: `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`,
      gatewayResponse: 'DEFAULT_4XX',
    },
  });
});

test('fails for a header without parameters, naming each one', () => {
  expect(check({ authorization: 'eyJhbGciOiJIUzI1NiJ9' })).toMatchObject({
    refusal: {
      reason: 'incomplete-authorization',
      message: expect.stringMatching(
        /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=\S{44}$/,
      ),
    },
  });
});

test('fails for a signature older than five minutes', () => {
  expect(verify(withHeaders(AUTHORIZATION), { ...options(), now: NOW + 301_000 })).toMatchObject({
    refusal: {
      code: 'InvalidSignatureException',
      message: 'Signature expired: 20260301T100000Z is now earlier than 20260301T100001Z (20260301T100501Z - 5 min.)',
      gatewayResponse: 'INVALID_SIGNATURE',
    },
  });
  expect(verify(withHeaders(AUTHORIZATION), { ...options(), now: NOW + 300_000 })).toMatchObject({ ok: true });
});

test('fails for a signature from the future', () => {
  expect(verify(withHeaders(AUTHORIZATION), { ...options(), now: NOW - 301_000 })).toMatchObject({
    refusal: {
      message:
        'Signature not yet current: 20260301T100000Z is still later than 20260301T095959Z (20260301T095459Z + 5 min.)',
    },
  });
});

test('fails for a presigned request past its time', () => {
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=20260301T095800Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0`;
  expect(verify({ ...REQUEST, query }, options())).toMatchObject({
    refusal: {
      message: 'Signature expired: 20260301T095800Z is now earlier than 20260301T095900Z (20260301T100000Z - 1 min.)',
    },
  });
  expect(verify({ ...REQUEST, query }, { ...options(), service: 's3' })).toMatchObject({
    refusal: { code: 'AccessDenied', status: 403, message: 'Request has expired' },
  });
});

test('fails for another Region, service, terminator and day, all in one text', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20260228/us-east-1/es/aws5_request, SignedHeaders=host, Signature=0';
  expect(check({ ...AUTHORIZATION, authorization })).toMatchObject({
    refusal: {
      code: 'InvalidSignatureException',
      message:
        "Credential should be scoped to a valid region, not 'us-east-1'. Credential should be scoped to correct service: 'execute-api'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260228' != '20260301', from '20260301T100000Z'.",
    },
  });
});

test.each([
  [
    'a credential of four elements',
    'Credential=a/b/c/d, SignedHeaders=host, Signature=0',
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
  ],
  [
    'an unsigned host',
    'Credential=a/b/c/d/e, SignedHeaders=x-amz-date, Signature=0',
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'an unknown key',
    `Credential=AKIDOTHER/20260301/${REGION}/execute-api/aws4_request, SignedHeaders=host, Signature=0`,
    'The security token included in the request is invalid.',
  ],
])('fails for %s', (_, parameters, message) => {
  expect(check({ 'x-amz-date': '20260301T100000Z', authorization: `AWS4-HMAC-SHA256 ${parameters}` })).toMatchObject({
    refusal: { status: 403, message },
  });
});

test('fails for another algorithm', () => {
  const authorization = AUTHORIZATION.authorization?.replace('SHA256', 'SHA1') ?? '';
  expect(check({ ...AUTHORIZATION, authorization })).toMatchObject({
    refusal: { message: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). " },
  });
});

test('fails for a date that is not in the basic format', () => {
  expect(check({ ...AUTHORIZATION, 'x-amz-date': '2026-03-01T10:00:00Z' })).toMatchObject({
    refusal: {
      code: 'IncompleteSignatureException',
      message:
        "Date must be in ISO-8601 'basic format'. Got '2026-03-01T10:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    },
  });
});

test('fails for a wrong secret, with the canonical string and the string to sign', () => {
  const lookup = () => ({ ...CREDENTIALS, secretAccessKey: 'other', principal: 'me' });
  const result = verify(withHeaders(AUTHORIZATION), { ...options(), lookup });
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const canonical = `GET\n/prod/health\na=b\nhost:api.local\nx-amz-date:20260301T100000Z\n\nhost;x-amz-date\n${empty}`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  expect(result).toMatchObject({
    refusal: {
      code: 'InvalidSignatureException',
      message: `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260301T100000Z\n20260301/${REGION}/execute-api/aws4_request\n${digest}'\n`,
    },
  });
});

test('fails for a session token that is missing, wrong or past its time', () => {
  const temporary = { ...CREDENTIALS, sessionToken: 'token', principal: 'me', expiresAt: NOW + 1_000 };
  const signed = withHeaders(sign(REQUEST, temporary, { service: 'execute-api', region: REGION, now: NOW }));
  expect(verify(signed, { ...options(), lookup: () => temporary })).toMatchObject({ ok: true });
  expect(verify(signed, { ...options(), lookup: () => temporary, now: NOW + 1_000 })).toMatchObject({
    refusal: {
      code: 'ExpiredTokenException',
      gatewayResponse: 'EXPIRED_TOKEN',
      message: 'The security token included in the request is expired',
    },
  });
  expect(verify(withHeaders(AUTHORIZATION), { ...options(), lookup: () => temporary })).toMatchObject({
    refusal: { reason: 'wrong-session-token', code: 'UnrecognizedClientException' },
  });
});

test('fails when both a header and the query string carry a signature', () => {
  expect(verify({ ...withHeaders(AUTHORIZATION), query: 'X-Amz-Algorithm=x' }, options())).toMatchObject({
    refusal: { reason: 'two-authorizations' },
  });
});

test('fails for a presigned request that lacks parameters', () => {
  expect(verify({ ...REQUEST, query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x' }, options())).toMatchObject({
    refusal: {
      code: 'IncompleteSignatureException',
      message:
        "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    },
  });
});

test('fails with 400 at a service endpoint, where a bearer token is no token at all', () => {
  expect(verify(withHeaders({ authorization: 'Bearer abc' }), { ...options(), service: 'kinesis' })).toMatchObject({
    refusal: { code: 'MissingAuthenticationTokenException', status: 400 },
  });
});

test('on an unknown path only an authorization that cannot be read is refused for itself', () => {
  const refused = (headers: Record<string, string>) => tryRefuseUnreadable(withHeaders(headers), 'execute-api')?.code;
  expect(refused({})).toBeUndefined();
  expect(refused(AUTHORIZATION)).toBeUndefined();
  expect(refused({ authorization: 'Bearer abc' })).toBe('IncompleteSignatureException');
});

test('a query parameter that only mentions the algorithm does not make a request presigned', () => {
  expect(verify({ ...REQUEST, query: 'q=X-Amz-Algorithm=x' }, options())).toMatchObject({
    refusal: { reason: 'missing-token' },
  });
});

test.each(['constructor', '__proto__', 'tostring'])('fails for %s as a signed header without harm', (name) => {
  const authorization = AUTHORIZATION.authorization?.replace('host;', `host;${name};`) ?? '';
  expect(check({ ...AUTHORIZATION, authorization })).toMatchObject({ refusal: { reason: 'signature-mismatch' } });
});

test('whatever a client sends, the answer is a verification, never an exception', () => {
  const piece = fc.oneof(
    fc.constantFrom('AWS4-HMAC-SHA256 ', 'Credential=', `AKIDLOCAL/20260301/${REGION}/execute-api/aws4_request`),
    fc.constantFrom(', ', 'SignedHeaders=host;', 'x-amz-date', 'Signature=', '0'.repeat(64), 'X-Amz-Algorithm=', '&'),
    fc.constantFrom('X-Amz-Credential=', 'X-Amz-Date=20260301T100000Z', 'X-Amz-Expires=60', 'X-Amz-SignedHeaders=host'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.constantFrom('execute-api', 'kinesis', 's3'),
      (authorization, path, query, service) => {
        const headers = { host: 'api.local', 'x-amz-date': '20260301T100000Z', authorization };
        for (const request of [
          { method: 'GET', path, query: '', headers },
          { method: 'GET', path, query, headers: { host: 'api.local' } },
        ]) {
          expect(verify(request, { ...options(), service }).ok).toBe(false);
        }
      },
    ),
  );
});

describe('S3', () => {
  const s3 = { ...options(), service: 's3' };
  const put: SignableRequest = {
    method: 'PUT',
    path: '/key%20with%20space/%C3%A9',
    headers: { host: 'b.local' },
    body: 'abc',
  };
  const signed = (request: SignableRequest) => ({
    ...request,
    headers: { ...request.headers, ...sign(request, CREDENTIALS, { service: 's3', region: REGION, now: NOW }) },
  });

  test('a signed payload is accepted', () => {
    expect(verify(signed(put), s3)).toMatchObject({ ok: true });
  });

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])(
    '%s is accepted without looking at the body',
    (marker) => {
      const request = signed({ ...put, headers: { ...put.headers, 'x-amz-content-sha256': marker } });
      expect(verify({ ...request, body: 'something else' }, s3)).toMatchObject({ ok: true });
    },
  );

  test('fails for another payload than the declared one', () => {
    expect(verify({ ...signed(put), body: 'abd' }, s3)).toMatchObject({
      refusal: { code: 'XAmzContentSHA256Mismatch', status: 400 },
    });
  });

  test('fails without a token: Access Denied', () => {
    expect(verify(put, s3)).toMatchObject({ refusal: { code: 'AccessDenied', status: 403, message: 'Access Denied' } });
  });

  test('fails for another Region, naming the right one', () => {
    expect(verify(signed(put), { ...s3, region: 'us-east-1' })).toMatchObject({
      refusal: {
        code: 'AuthorizationHeaderMalformed',
        message: "The authorization header is malformed; the region 'eu-central-1' is wrong; expecting 'us-east-1'",
      },
    });
  });
});

function options() {
  return {
    service: 'execute-api',
    region: REGION,
    now: NOW,
    lookup: (id: string) => (id === CREDENTIALS.accessKeyId ? { ...CREDENTIALS, principal: 'me' } : undefined),
  };
}

function withHeaders(headers: Record<string, string>): SignableRequest {
  return { ...REQUEST, headers: { ...REQUEST.headers, ...headers } };
}

function check(headers: Record<string, string>) {
  return verify(withHeaders(headers), options());
}
