import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecretValues } from '../../../local/secrets';
import { allow, KEY, ROLE, SECRET, type SecretReader, secretReader } from './secrets-fixture';

const MAY_READ = allow('secretsmanager:GetSecretValue', SECRET);
const DENIED = { error: 'AccessDeniedException' };

let open: SecretReader | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function reader(...options: Parameters<typeof secretReader>): Promise<SecretReader> {
  open = await secretReader(...options);
  return open;
}

describe('a function that reads a secret', () => {
  test('gets what the template gives', async () => {
    const { read } = await reader([MAY_READ]);
    expect(await read()).toEqual({ text: 'of the template', stages: ['AWSCURRENT'] });
  });

  test('gets a value the developer gives rather than that of the template', async () => {
    const { read } = await reader([MAY_READ], {}, { secrets: { Secret: 'of the developer' } });
    expect(await read()).toMatchObject({ text: 'of the developer' });
  });

  test.each([
    [{}, /^[A-Za-z0-9]{32}$/],
    [{ PasswordLength: 12, ExcludeLowercase: true, ExcludeNumbers: true, ExcludeCharacters: 'AEIOU' }, /^[B-Z]{12}$/],
    [{ SecretStringTemplate: '{"user":"u"}', GenerateStringKey: 'pass' }, /^\{"user":"u","pass":"[A-Za-z0-9]{32}"\}$/],
  ])('gets a generated value by %j, the same in every run', async (GenerateSecretString, pattern) => {
    const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString } };
    const { read, close } = await reader([MAY_READ], { Secret });
    const first = (await read()) as { text: string };
    expect(first.text).toMatch(pattern);
    await close();
    const again = await reader([MAY_READ], { Secret });
    expect(await again.read()).toEqual(first);
  });

  test('finds it by its name and by its ARN without the random end', async () => {
    const Properties = { Name: 'team/events', SecretString: 'named' };
    const { read, local } = await reader([MAY_READ], { Secret: { Type: 'AWS::SecretsManager::Secret', Properties } });
    const [{ arn = '' } = {}] = local.services.lambda.list().map(({ definition }) => ({
      arn: definition.environment.get('SECRET'),
    }));
    for (const SecretId of ['team/events', arn, arn.slice(0, -7)]) {
      expect(await read({ SecretId })).toMatchObject({ text: 'named' });
    }
  });

  test('fails without the grant, and the log names role, action and secret', async () => {
    const { read } = await reader([]);
    expect(await read()).toMatchObject({
      ...DENIED,
      message: expect.stringContaining('not authorized to perform: secretsmanager:GetSecretValue on resource: arn:'),
    });
  });

  test('may by the policy of the secret alone', async () => {
    const Statement = [{ ...allow('secretsmanager:GetSecretValue', '*'), Principal: { AWS: ROLE } }];
    const policy = {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: SECRET, ResourcePolicy: { Version: '2012-10-17', Statement } },
    };
    const { read } = await reader([], { policy });
    expect(await read()).toMatchObject({ text: 'of the template' });
  });

  test('fails where the policy of the secret denies', async () => {
    const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' }];
    const policy = {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: SECRET, ResourcePolicy: { Version: '2012-10-17', Statement } },
    };
    const { read } = await reader([MAY_READ], { policy });
    expect(await read()).toMatchObject(DENIED);
  });

  test.each([
    ['a label that it does not have', { VersionStage: 'AWSPREVIOUS' }],
    ['a version that it does not have', { VersionId: '00000000-0000-4000-8000-000000000000' }],
  ])('fails for %s', async (_, input) => {
    const { read } = await reader([MAY_READ]);
    expect(await read(input)).toMatchObject({ error: 'ResourceNotFoundException' });
  });

  test('fails for one that was made without a value', async () => {
    const { read } = await reader([MAY_READ], { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} } });
    expect(await read()).toMatchObject({ error: 'ResourceNotFoundException' });
  });

  test('fails for one that does not exist, if it may read everything', async () => {
    const { read } = await reader([allow('secretsmanager:GetSecretValue', '*')]);
    expect(await read({ SecretId: 'nobody' })).toMatchObject({ error: 'ResourceNotFoundException' });
  });
});

describe("a secret with a customer's key", () => {
  const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'kept', KmsKeyId: KEY } };
  const Root = { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } };
  const key = (Action: string) => {
    const Statement = [{ ...allow(Action, '*'), Principal: Root }];
    return { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement } } };
  };
  const viaSecretsManager = (service: string) => ({
    ...allow('kms:Decrypt', KEY),
    Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` } } },
  });

  test('is read with a grant of the key through Secrets Manager', async () => {
    const { read } = await reader([MAY_READ, viaSecretsManager('secretsmanager')], { Secret, Key: key('kms:*') });
    expect(await read()).toMatchObject({ text: 'kept' });
  });

  test.each([
    ['without a grant of the key', [], 'kms:*'],
    ['with a grant through another service', [viaSecretsManager('s3')], 'kms:*'],
    ['where the policy of the key does not allow it', [viaSecretsManager('secretsmanager')], 'kms:Describe*'],
  ])('fails %s', async (_, grants, action) => {
    const { read } = await reader([MAY_READ, ...grants], { Secret, Key: key(action) });
    expect(await read()).toEqual({ ...DENIED, message: 'Access to KMS is not allowed' });
  });
});

describe('faults of Secrets Manager', () => {
  test('fail, refuse and slow down what functions call', async () => {
    const { read, local } = await reader([MAY_READ]);
    const service = 'secretsmanager';
    const failing = local.faults.inject({ kind: 'service', service, how: 'fail' });
    expect(await read()).toMatchObject({ error: 'InternalServiceError' });
    failing();
    const denying = local.faults.inject({ kind: 'service', service, how: 'deny' });
    expect(await read()).toMatchObject(DENIED);
    denying();
    const began = performance.now();
    const slow = local.faults.inject({ kind: 'service', service, how: 'slow', delay: 300 });
    expect(await read()).toMatchObject({ text: 'of the template' });
    expect(performance.now() - began).toBeGreaterThan(290);
    slow();
    expect(await read()).toMatchObject({ text: 'of the template' });
  });

  test('leave other services alone', async () => {
    const { read, local } = await reader([MAY_READ]);
    local.faults.inject({ kind: 'service', service: 'dynamodb', how: 'fail' });
    expect(await read()).toMatchObject({ text: 'of the template' });
  });
});

describe('the file of local secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('gives texts as they are and other values as JSON', () => {
    const path = join(folder, 'secrets.json');
    writeFileSync(path, '{"a":"text","b":{"user":"u"}}');
    expect(readSecretValues(path)).toEqual({ a: 'text', b: '{"user":"u"}' });
  });

  test('need not be there', () => {
    expect(readSecretValues(join(folder, 'secrets.json'))).toEqual({});
  });

  test.each(['hunter2', '["hunter2"]', '"hunter2"'])('fails on %s, and quotes nothing of it', (text) => {
    const path = join(folder, 'secrets.json');
    writeFileSync(path, text);
    expect(() => readSecretValues(path)).toThrow(expect.objectContaining({ code: 'SECRETS_INVALID_FILE' }));
    expect(() => readSecretValues(path)).toThrow(expect.not.stringContaining('hunter2'));
  });

  test('fails on a secret that the deployment does not have, naming those it has', async () => {
    await expect(secretReader([], {}, { secrets: { Sceret: 'hunter2' } })).rejects.toThrow(
      /^there is no secret 'Sceret'; the deployment has 'Secret-\w{12}'$/,
    );
  });
});
