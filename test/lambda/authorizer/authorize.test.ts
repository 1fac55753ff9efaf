import { authorize } from '../../../lambda/authorizer/authorize';
import { AuthorizerError } from '../../../lambda/authorizer/authorizer-error';
import { readConfig } from '../../../lambda/authorizer/config';
import type { Decision } from '../../../lambda/authorizer/decision';
import { makeLogger } from '../../../lambda/support/logging';
import { makeMetrics } from '../../../lambda/support/metrics';

const METHOD = 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/v1/POST/events/batch';
const STAGE = 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/v1/*';

let output: string[];
beforeEach(() => {
  output = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      output.push(String(chunk));
      return true;
    });
  }
  for (const method of ['error', 'info', 'log', 'warn'] as const) {
    jest.spyOn(console, method).mockImplementation((...parts) => void output.push(parts.join(' ')));
  }
});
afterEach(() => jest.restoreAllMocks());

/** Calls with a header; the verifier notes the tokens it is asked about. */
async function call(authorizationToken: string, decide: () => Decision) {
  const tokens: string[] = [];
  const verifier = {
    decide: async (token: string) => {
      tokens.push(token);
      return decide();
    },
  };
  const options = { verifier, logger: makeLogger('authorizer'), metrics: makeMetrics('authorizer') };
  const event = { type: 'TOKEN' as const, methodArn: METHOD, authorizationToken };
  return { answer: await authorize(event, options), tokens };
}

const ALLOWED: Decision = { kind: 'allowed', principal: 'alice', context: { scope: 'a b' } };

test('an allowed one may call every route of the stage, since the answer is kept for all', async () => {
  const { answer } = await call('Bearer secret-token', () => ALLOWED);
  expect(answer).toEqual({
    principalId: 'alice',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: STAGE }],
    },
    context: { scope: 'a b' },
  });
});

test('a denied one may call none of them', async () => {
  const { answer } = await call('Bearer x', () => ({ kind: 'denied', principal: 'alice', reason: 'scope' }));
  expect(answer.policyDocument.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: STAGE }]);
});

test.each(['Bearer secret-token', 'bearer   secret-token', 'secret-token', ' secret-token '])(
  'the token in %p is found',
  async (header) => {
    expect((await call(header, () => ALLOWED)).tokens).toEqual(['secret-token']);
  },
);

test.each(['', ' ', 'Basic dXNlcjpwYXNz', 'Bearer a b', 'x'.repeat(10_241)])(
  'fails on a header that holds none',
  async (header) => {
    const asked = jest.fn(() => ALLOWED);
    await expect(call(header, asked)).rejects.toThrow(/^Unauthorized$/);
    expect(asked).not.toHaveBeenCalled();
  },
);

test('fails with the word that API Gateway takes for 401', async () => {
  await expect(call('t', () => ({ kind: 'unauthorized', reason: 'expired' }))).rejects.toThrow(/^Unauthorized$/);
});

test('fails as itself where nothing can be decided', async () => {
  const failing = call('secret-token', () => {
    throw new AuthorizerError('AUTHORIZER_SECRET_UNAVAILABLE', 'the secret arn cannot be read now');
  });
  await expect(failing).rejects.toMatchObject({ code: 'AUTHORIZER_SECRET_UNAVAILABLE' });
  expect(output.join()).toContain('"code":"AUTHORIZER_SECRET_UNAVAILABLE"');
});

test('reasons and counts are logged, tokens and names are not', async () => {
  await call('Bearer secret-token', () => ALLOWED);
  await call('Bearer secret-token', () => ({ kind: 'denied', principal: 'alice', reason: 'disabled' }));
  await call('Bearer secret-token', () => ({ kind: 'unauthorized', reason: 'signature' })).catch(() => {});
  const text = output.join('\n');
  expect(text).toMatch(/"TokensAllowed":1/);
  expect(text).toMatch(/"decision":"denied","reason":"disabled"/);
  expect(text).toMatch(/"decision":"unauthorized","reason":"signature"/);
  expect(text).not.toMatch(/secret-token|alice/);
});

test.each([undefined, '{', '{"version":2}', 'null'])('fails on the configuration %p', (text) => {
  expect(() => readConfig(text)).toThrow(expect.objectContaining({ code: 'AUTHORIZER_CONFIG_INVALID' }));
});
