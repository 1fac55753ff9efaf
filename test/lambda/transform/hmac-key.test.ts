import { SecretHmacKey } from '../../../lambda/transform/hmac-key';

const LONG = 'a key of more than fourteen bytes';

/** A key in a secret of this text. */
function keyIn(text: string, field?: string) {
  const client = { getSecretValue: async () => ({ SecretString: text }) };
  return new SecretHmacKey(client, 'arn:secret', { ttl: 1_000, ...(field !== undefined && { field }) });
}

test('the text of the secret is the key', async () => {
  const key = keyIn(LONG);
  await key.load();
  expect(key.bytes().toString()).toBe(LONG);
});

test('a member of the secret may be the key', async () => {
  const key = keyIn(JSON.stringify({ hmac: LONG }), 'hmac');
  await key.load();
  expect(key.bytes().toString()).toBe(LONG);
});

test.each<[string, string, string | undefined]>([
  ['is short', 'thirteenbytes', undefined],
  ['is no JSON where a member is asked for', LONG, 'hmac'],
  ['has no such member', '{"other":"a key of more than fourteen bytes"}', 'hmac'],
  ['has a member of another type', '{"hmac":12345678901234567890}', 'hmac'],
  ['has a member of every object', `{"a":"${LONG}"}`, 'constructor'],
])('fails for a secret that %s, and quotes nothing of it', async (_what, text, field) => {
  const error: Error = await keyIn(text, field)
    .load()
    .then(
      () => new Error('loaded'),
      (failure) => failure,
    );
  expect(error.message).toMatch(/^TRANSFORM_KEY_INVALID: /);
  expect(error.message).not.toContain(text.slice(2, 10));
});

test('fails where the secret cannot be read, whatever was asked for before', async () => {
  const client = {
    getSecretValue: () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
  };
  const key = new SecretHmacKey(client, 'arn:secret', { ttl: 1_000 });
  await expect(key.load()).rejects.toMatchObject({ failure: 'denied' });
  await expect(key.load()).rejects.toMatchObject({ failure: 'denied' });
});
