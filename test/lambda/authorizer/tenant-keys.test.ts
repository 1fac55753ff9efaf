import { createHash } from 'node:crypto';
import { TenantKeys } from '../../../lambda/authorizer/tenant-keys';
import { SecretError } from '../../../lambda/support/secrets';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const SECRET = {
  tenants: {
    acme: { sha256: [hash('acme-old'), hash('acme-new').toUpperCase()] },
    globex: { sha256: [hash('globex')], disabled: true },
    nobody: { sha256: [] },
  },
};

function keysOf(secret: unknown) {
  let text = typeof secret === 'string' ? secret : JSON.stringify(secret);
  const keys = new TenantKeys({ text: async () => text });
  return {
    keys,
    change: (next: unknown) => {
      text = JSON.stringify(next);
    },
  };
}

test.each(['acme-old', 'acme-new'])('a tenant is known by %s, one of his keys', async (key) => {
  expect(await keysOf(SECRET).keys.decide(key)).toEqual({
    ...{ kind: 'allowed', principal: 'acme', context: { tenant: 'acme' } },
  });
});

test('a tenant who is disabled is denied', async () => {
  expect(await keysOf(SECRET).keys.decide('globex')).toEqual({
    ...{ kind: 'denied', principal: 'globex', reason: 'disabled' },
  });
});

test.each(['acme', hash('acme-old'), ''])('fails on %p, which is nobody’s', async (key) => {
  expect(await keysOf(SECRET).keys.decide(key)).toEqual({ kind: 'unauthorized', reason: 'unknown-key' });
});

test('a key that is taken out of the secret is known no longer', async () => {
  const { change, keys } = keysOf(SECRET);
  await keys.decide('acme-old');
  change({ tenants: { acme: { sha256: [hash('acme-new')] } } });
  expect(await keys.decide('acme-old')).toMatchObject({ kind: 'unauthorized' });
  expect(await keys.decide('acme-new')).toMatchObject({ kind: 'allowed' });
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', 'hunter2', /must be JSON/],
  ['no tenants', {}, /an object with 'tenants'/],
  ['a tenant without hashes', { tenants: { acme: {} } }, /a list 'sha256' for tenant 'acme'/],
  [
    'a key in place of its hash',
    { tenants: { acme: { sha256: ['hunter2'] } } },
    /64 hexadecimal digits for tenant 'acme'/,
  ],
])('fails on a secret with %s, and quotes nothing of it', async (_, secret, message) => {
  const decision = keysOf(secret).keys.decide('acme-old');
  await expect(decision).rejects.toMatchObject({ code: 'AUTHORIZER_SECRET_INVALID' });
  await expect(decision).rejects.toThrow(message);
  await expect(decision).rejects.toThrow(expect.not.stringContaining('hunter2'));
});

test('fails where the secret cannot be read', async () => {
  const keys = new TenantKeys({ text: () => Promise.reject(new SecretError('unavailable', 'arn')) });
  await expect(keys.decide('acme-old')).rejects.toMatchObject({ code: 'AUTHORIZER_SECRET_UNAVAILABLE' });
});
