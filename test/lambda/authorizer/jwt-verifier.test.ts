import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { JsonWebTokens } from '../../../lambda/authorizer/jwt-verifier';
import { AUDIENCE, ISSUER, Issuer } from './tokens';

const issuer = new Issuer();
const CONFIG = {
  ...{ kind: 'jwt' as const, issuer: ISSUER, audience: [AUDIENCE, 'other'], scopes: [] as string[] },
  jwksUri: 'https://issuer.example.com/jwks.json',
};

/** A verifier, the URLs it fetched keys from, and the time it goes by. */
function verifier(config: Partial<typeof CONFIG> = {}, keys: () => Promise<ArrayBuffer> = async () => issuer.bytes) {
  const fetched: string[] = [];
  const clock = { minutes: 0 };
  const fetch = (uri: string) => {
    fetched.push(uri);
    return keys();
  };
  const tokens = new JsonWebTokens({ ...CONFIG, ...config }, fetch, () => clock.minutes * 60_000);
  return { tokens, fetched, clock };
}

test('a token of the issuer is allowed, with its scopes for the routes', async () => {
  const { tokens } = verifier();
  expect(await tokens.decide(issuer.token())).toEqual({
    ...{ kind: 'allowed', principal: 'alice', context: { scope: 'events:write' } },
  });
});

test('one without a subject is known by its client', async () => {
  const { tokens } = verifier();
  const token = issuer.token({ sub: undefined, client_id: 'app', scope: undefined });
  expect(await tokens.decide(token)).toEqual({ kind: 'allowed', principal: 'app', context: { scope: '' } });
});

test('keys are fetched once for many tokens', async () => {
  const { fetched, tokens } = verifier();
  await Promise.all([1, 2, 3].map(() => tokens.decide(issuer.token())));
  await tokens.decide(issuer.token());
  expect(fetched).toEqual([CONFIG.jwksUri]);
});

test('keys are fetched again for a token that is signed with a new one', async () => {
  const next = new Issuer('key-2');
  let current = issuer;
  const { tokens } = verifier({}, async () => current.bytes);
  await tokens.decide(issuer.token());
  current = next;
  expect(await tokens.decide(next.token())).toMatchObject({ kind: 'allowed' });
});

test('keys are not fetched for every token that names one nobody knows', async () => {
  const { fetched, tokens } = verifier();
  await tokens.decide(issuer.token());
  for (let n = 0; n < 5; n++) {
    const token = issuer.token({}, { kid: 'nobody' });
    expect(await tokens.decide(token)).toEqual({ kind: 'unauthorized', reason: 'unknown-signing-key' });
  }
  expect(fetched).toHaveLength(2);
});

test('a key that the issuer took out is good for an hour and no longer', async () => {
  let current = issuer;
  const { clock, fetched, tokens } = verifier({}, async () => current.bytes);
  await tokens.decide(issuer.token());
  current = new Issuer('key-2');
  clock.minutes = 59;
  expect(await tokens.decide(issuer.token())).toMatchObject({ kind: 'allowed' });
  clock.minutes = 60;
  expect(await tokens.decide(issuer.token())).toEqual({ kind: 'unauthorized', reason: 'unknown-signing-key' });
  expect(fetched.length).toBeGreaterThan(1);
});

test('a key that was replaced under its own name is good no longer after an hour', async () => {
  let current = issuer;
  const { clock, tokens } = verifier({}, async () => current.bytes);
  await tokens.decide(issuer.token());
  current = new Issuer();
  clock.minutes = 60;
  expect(await tokens.decide(issuer.token())).toEqual({ kind: 'unauthorized', reason: 'signature' });
  expect(await tokens.decide(current.token())).toMatchObject({ kind: 'allowed' });
});

test('while the issuer cannot be reached its keys are good for a day more, and it is asked once a minute', async () => {
  let keys: () => Promise<ArrayBuffer> = async () => issuer.bytes;
  const { clock, fetched, tokens } = verifier({}, () => keys());
  await tokens.decide(issuer.token());
  keys = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));
  for (const minutes of [60, 60.5, 61]) {
    clock.minutes = minutes;
    expect(await tokens.decide(issuer.token())).toMatchObject({ kind: 'allowed' });
  }
  expect(fetched).toHaveLength(3);
  clock.minutes = 25 * 60;
  await expect(tokens.decide(issuer.token())).rejects.toMatchObject({ code: 'AUTHORIZER_KEYS_UNAVAILABLE' });
  keys = async () => issuer.bytes;
  expect(await tokens.decide(issuer.token())).toMatchObject({ kind: 'allowed' });
});

test.each([
  [['events:write'], 'events:read events:write', 'allowed'],
  [['events:admin', 'events:write'], 'events:write', 'allowed'],
  [['events:write'], 'events:writer', 'denied'],
  [['events:write'], undefined, 'denied'],
])('of the scopes %j one must be held: %s is %s', async (scopes, scope, kind) => {
  const { tokens } = verifier({ scopes });
  expect(await tokens.decide(issuer.token({ scope }))).toMatchObject({ kind, principal: 'alice' });
});

const now = Math.floor(Date.now() / 1_000);
const [head = '', body = ''] = issuer.token().split('.');
test.each<[string, string, string]>([
  ['no token at all', 'hello', 'malformed'],
  ['three parts that are nothing', 'a.b.c', 'malformed'],
  ['an expired one', issuer.token({ exp: now - 1 }), 'expired'],
  ['one that is not valid yet', issuer.token({ nbf: now + 60 }), 'not-yet-valid'],
  ['one of another issuer', issuer.token({ iss: 'https://evil.example.com/' }), 'issuer'],
  ['one for another audience', issuer.token({ aud: 'elsewhere' }), 'audience'],
  ['one for no audience', issuer.token({ aud: undefined }), 'audience'],
  ['one for nobody', issuer.token({ sub: undefined }), 'claims'],
  ['one without an end', issuer.token({ exp: undefined }), 'claims'],
  ["one signed by another's key of the same name", new Issuer().token(), 'signature'],
  ['one whose signature was cut', `${head}.${body}.`, 'malformed'],
  ['one whose claims were changed', `${head}.${Buffer.from('{"iss":"x"}').toString('base64url')}.c2ln`, 'signature'],
  [
    'one that is not signed',
    `${Buffer.from('{"alg":"none","kid":"key-1"}').toString('base64url')}.${body}.`,
    'malformed',
  ],
  ['one signed with a shared secret', issuer.token({}, { alg: 'HS256' }), 'signature'],
])('fails on %s', async (_, token, reason) => {
  const { tokens } = verifier();
  await tokens.decide(issuer.token());
  expect(await tokens.decide(token)).toEqual({ kind: 'unauthorized', reason });
});

describe('of an issuer that publishes other keys than those it signs with', () => {
  const published = (key: { export(options: { format: 'jwk' }): object }, rest: object) => ({
    ...key.export({ format: 'jwk' }),
    ...rest,
  });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
  const many = new Issuer('key-1', [
    published(rsa, { kid: 'encryption', use: 'enc', alg: 'RSA-OAEP' }),
    { kid: 'symmetric', kty: 'oct' },
    { kid: 'nothing', kty: 'RSA' },
    published(generateKeyPairSync('x25519').publicKey, { kid: 'exchange' }),
    published(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, { kid: 'curve', alg: 'ES256' }),
  ]);

  test.each([
    ['a key for encryption', 'encryption', 'RS256', 'unusable-signing-key'],
    ['a shared secret', 'symmetric', 'HS256', 'unusable-signing-key'],
    ['a key of which nothing is told', 'nothing', 'RS256', 'unusable-signing-key'],
    ['a key that signs nothing', 'exchange', 'EdDSA', 'signature'],
    ['a signature of another length than its algorithm has', 'curve', 'ES256', 'signature'],
  ])('fails on a token that names %s', async (_, kid, alg, reason) => {
    const { tokens } = verifier({}, async () => many.bytes);
    expect(await tokens.decide(many.token())).toMatchObject({ kind: 'allowed' });
    expect(await tokens.decide(many.token({}, { kid, alg }))).toEqual({ kind: 'unauthorized', reason });
  });
});

test('whatever comes in place of a token is refused', async () => {
  const { tokens } = verifier();
  await tokens.decide(issuer.token());
  const part = fc.oneof(
    fc.string(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      expect(await tokens.decide(parts.join('.'))).toMatchObject({ kind: 'unauthorized' });
    }),
  );
});

test.each<[string, () => Promise<ArrayBuffer>]>([
  ['cannot be fetched', () => Promise.reject(new Error('getaddrinfo ENOTFOUND'))],
  ['are no key set', async () => new TextEncoder().encode('<html>').buffer as ArrayBuffer],
])('fails where the keys %s, again and again, and works once they can', async (_, keys) => {
  let current = keys;
  const { tokens } = verifier({}, () => current());
  for (let n = 0; n < 2; n++) {
    await expect(tokens.decide(issuer.token())).rejects.toMatchObject({ code: 'AUTHORIZER_KEYS_UNAVAILABLE' });
  }
  current = async () => issuer.bytes;
  expect(await tokens.decide(issuer.token())).toMatchObject({ kind: 'allowed' });
});
