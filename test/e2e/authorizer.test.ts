import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EventStream, IngestionApi, KinesisPutRecordTarget, TokenAuthorizer, TokenVerifier } from 'cdk-sluice';
import type { Local, LocalOptions } from '../../local';
import { AUDIENCE, ISSUER, Issuer } from '../lambda/authorizer/tokens';
import { type Edit, type RunningApp, runStack } from './pipeline-app';

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** A front door with two routes behind one authorizer. */
async function run(
  verifier: (stack: Stack) => TokenVerifier,
  edit: Edit = () => {},
  options: Partial<LocalOptions> = {},
): Promise<Local> {
  app = await runStack(
    (stack) => {
      const { auth } = new TokenAuthorizer(stack, 'Authorizer', { verifier: verifier(stack) });
      const api = new IngestionApi(stack, 'Api', { auth });
      const { stream } = new EventStream(stack, 'Events');
      for (const path of ['/events', '/more']) api.addRoute(path, new KinesisPutRecordTarget({ stream }));
    },
    edit,
    options,
  );
  return app.local;
}

/** Sends an event with a token: status and code of the answer. */
async function send(token: string | undefined, path = '/events'): Promise<string> {
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const headers = { 'Content-Type': 'application/json', ...authorization };
  if (app === undefined) throw new Error('nothing runs');
  const answer = await app.local.request({ path, headers, body: '{"n":1}' });
  const { error } = answer.json() as { error?: { code: string } };
  return `${answer.status} ${error?.code ?? 'stored'}`;
}

describe('by JSON Web Tokens', () => {
  const issuer = new Issuer();
  let server: Server;
  let fetched = 0;
  let status = 200;
  beforeEach(async () => {
    [fetched, status] = [0, 200];
    server = createServer((_, response) => {
      fetched++;
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(issuer.jwks);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const verifier = () => {
    const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    return TokenVerifier.jwt({ issuer: ISSUER, audience: [AUDIENCE], scopes: ['events:write'], jwksUri });
  };

  test('a good token opens every route, without one or with a bad one it is 401, without the scope 403', async () => {
    await run(verifier);
    const token = issuer.token();
    // One call of the authorizer: what it says of the first route holds for the second.
    expect(await send(token)).toBe('200 stored');
    expect(await send(token, '/more')).toBe('200 stored');
    expect(await send(undefined)).toBe('401 Unauthorized');
    expect(await send(issuer.token({ exp: 1 }))).toBe('401 Unauthorized');
    expect(await send(new Issuer().token())).toBe('401 Unauthorized');
    expect(await send('hello')).toBe('401 Unauthorized');
    expect(await send(issuer.token({ scope: 'events:read' }))).toBe('403 Forbidden');
    expect(fetched).toBe(1);
    expect(app?.local.events()).toHaveLength(2);
  });

  test('while the keys cannot be had it is 500, and nothing is stored', async () => {
    await run(verifier);
    status = 503;
    expect(await send(issuer.token())).toBe('500 InternalError');
    expect(app?.local.events()).toEqual([]);
    expect(app?.local.log.join('\n')).toContain('AUTHORIZER_KEYS_UNAVAILABLE');
    status = 200;
    // The keys are not asked for again at once.
    await new Promise((resolve) => setTimeout(resolve, 10_100));
    expect(await send(issuer.token())).toBe('200 stored');
  }, 60_000);
});

describe('by keys of tenants', () => {
  const sha256 = (key: string) => [createHash('sha256').update(key).digest('hex')];
  const tenants = {
    acme: { sha256: sha256('key-of-acme') },
    globex: { sha256: sha256('key-of-globex'), disabled: true },
  };
  const verifier = (stack: Stack) => {
    const secret = new Secret(stack, 'Keys', { secretName: 'tenant-keys', encryptionKey: new Key(stack, 'Key') });
    return TokenVerifier.tenantKeys({ secret });
  };
  const options = { secrets: { 'tenant-keys': JSON.stringify({ tenants }) } };

  test('a tenant is let in by his key, one who is disabled is not, and nobody else is', async () => {
    await run(verifier, undefined, options);
    expect(await send('key-of-acme')).toBe('200 stored');
    expect(await send('key-of-acme', '/more')).toBe('200 stored');
    expect(await send('key-of-globex')).toBe('403 Forbidden');
    expect(await send('key-of-nobody')).toBe('401 Unauthorized');
    expect(await send(undefined)).toBe('401 Unauthorized');
    expect(app?.local.log.join('\n')).not.toMatch(/key-of-|acme|globex/);
  });

  test.each<[string, Parameters<Local['faults']['inject']>[0]]>([
    ['fails', { kind: 'service', service: 'secretsmanager', how: 'fail' }],
    ['is slow', { kind: 'service', service: 'secretsmanager', how: 'slow', delay: 30_000 }],
    ['refuses', { kind: 'service', service: 'secretsmanager', how: 'deny' }],
  ])('while Secrets Manager %s it is 500, and afterwards as if nothing had been', async (_, fault) => {
    const local = await run(verifier, undefined, options);
    const end = local.faults.inject(fault);
    expect(await send('key-of-acme')).toBe('500 InternalError');
    expect(local.events()).toEqual([]);
    end();
    expect(await send('key-of-acme')).toBe('200 stored');
  });

  test.each(['secretsmanager:GetSecretValue', 'kms:Decrypt'])('fails without the grant of %s', async (action) => {
    const local = await run(
      verifier,
      ({ Type, Properties }) => {
        if (Type !== 'AWS::IAM::Policy') return;
        const { PolicyDocument } = Properties;
        PolicyDocument.Statement = PolicyDocument.Statement.filter(
          ({ Action }: { Action: unknown }) => Action !== action,
        );
      },
      options,
    );
    expect(await send('key-of-acme')).toBe('500 InternalError');
    expect(local.log.join('\n')).toContain('AUTHORIZER_SECRET_UNAVAILABLE');
  });
});
