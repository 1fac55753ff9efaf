import { CachedSecret, type SecretReader } from '../../../lambda/support/secrets';

const TTL = 1_000;

/** A secret whose reads answer what the test lists, in that order; one more read fails the test. */
function cached(answers: (string | undefined | Error)[], staleFor = 0) {
  const clock = { now: 0 };
  const asked: unknown[] = [];
  const client: SecretReader = {
    getSecretValue: async (input) => {
      asked.push(input);
      if (asked.length > answers.length) throw new Error('an unexpected read');
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) throw answer;
      return { SecretString: answer };
    },
  };
  const secret = new CachedSecret({ client, secretId: 'arn:secret', ttl: TTL, staleFor, now: () => clock.now });
  return { secret, clock, asked };
}

function failure(name: string): Error {
  return Object.assign(new Error('of AWS'), { name });
}

test('is read once while it is fresh', async () => {
  const { secret, clock, asked } = cached(['one']);
  expect(await secret.text()).toBe('one');
  clock.now = TTL - 1;
  expect(await secret.text()).toBe('one');
  expect(asked).toEqual([{ SecretId: 'arn:secret' }]);
});

test('is read again when it is old', async () => {
  const { secret, clock } = cached(['one', 'two']);
  await secret.text();
  clock.now = TTL;
  expect(await secret.text()).toBe('two');
});

test('is read once by callers at the same time', async () => {
  const { secret, asked } = cached(['one']);
  expect(await Promise.all([secret.text(), secret.text(), secret.text()])).toEqual(['one', 'one', 'one']);
  expect(asked).toHaveLength(1);
});

test('is read again after a failure', async () => {
  const { secret } = cached([failure('InternalServiceError'), 'one']);
  await expect(secret.text()).rejects.toMatchObject({ failure: 'unavailable' });
  expect(await secret.text()).toBe('one');
});

test('is used a while longer when Secrets Manager is unavailable', async () => {
  const { secret, clock } = cached(['one', failure('TimeoutError'), failure('TimeoutError')], 500);
  await secret.text();
  clock.now = TTL + 499;
  expect(await secret.text()).toBe('one');
  clock.now = TTL + 500;
  await expect(secret.text()).rejects.toMatchObject({ failure: 'unavailable' });
});

test('is not asked for again by each caller while Secrets Manager is unavailable', async () => {
  const { secret, clock, asked } = cached(['one', failure('TimeoutError'), 'two'], 60_000);
  await secret.text();
  for (const now of [TTL, TTL + 5_000, TTL + 9_999]) {
    clock.now = now;
    expect(await secret.text()).toBe('one');
  }
  expect(asked).toHaveLength(2);
  clock.now = TTL + 10_000;
  expect(await secret.text()).toBe('two');
});

test.each([
  ['AccessDeniedException', 'denied'],
  ['DecryptionFailure', 'denied'],
  ['ResourceNotFoundException', 'missing'],
  ['TimeoutError', 'unavailable'],
  ['SomethingNew', 'unavailable'],
])('fails on %s as %s', async (name, reason) => {
  const { secret } = cached([failure(name)]);
  await expect(secret.text()).rejects.toMatchObject({ name: 'SecretError', failure: reason });
});

test.each(['AccessDeniedException', 'ResourceNotFoundException'])(
  'fails on %s at once, whatever it was before',
  async (name) => {
    const { secret, clock } = cached(['one', failure(name)], 500);
    await secret.text();
    clock.now = TTL;
    await expect(secret.text()).rejects.toThrow('arn:secret');
  },
);

test('fails where it has no text', async () => {
  const { secret } = cached([undefined]);
  await expect(secret.text()).rejects.toMatchObject({ failure: 'missing' });
});
