import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { loadDeployment } from '../../../local/assembly';
import type { TargetCall } from '../../../local/gateway';
import { banner, CallersFile, RoleEnforcer, type Running, STAND_IN, start, UserPoolKeys } from '../../../local/run';
import { API, apiTemplate, deploy, TestGateway } from '../gateway/api-fixture';
import { runReference } from './reference';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function url(running: Running, path: string): string {
  return `http://127.0.0.1:${running.server.port}${path}`;
}

describe('a template not of our making', () => {
  test('runs', async () => {
    const log: string[] = [];
    const deployment = loadDeployment(join(__dirname, 'plain-template.yaml'));
    const running = await start({ deployment, dataFolder: folder, say: (line) => log.push(line) });
    try {
      const sent = { headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' };
      const put = await fetch(url(running, '/live/orders/7'), { method: 'PUT', ...sent });
      expect([put.status, await put.json()]).toEqual([202, { shard: 'shardId-000000000000' }]);
      // The role may not put batches: the service says so, and the log names role and action.
      const post = await fetch(url(running, '/live/orders'), { method: 'POST', ...sent });
      expect(await post.json()).toMatchObject({ __type: 'AccessDeniedException' });
      expect(log.at(-1)).toMatch(
        /^kinesis refuses: role arn:aws:iam::000000000000:role\/.* \[Role\] lacks kinesis:PutRecords$/,
      );
    } finally {
      await running.close();
    }
  });
});

describe('the reference app', () => {
  const withCurl = spawnSync('curl', ['--version']).status === 0 ? test : test.skip;

  withCurl(
    'runs, and its banner holds a curl command that works as printed (skipped where curl is not installed)',
    async () => {
      const reference = await runReference();
      try {
        const text = banner(reference.running).join('\n');
        expect(text).toContain('For development and tests only');
        expect(text).toMatch(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
        expect(text).toMatch(/POST +\/events +IAM/);
        expect(text).toMatch(/\d+ properties run, \d+ ignored as harmless, \d+ not emulated/);
        const command = /^ {2}(curl .*)$/m.exec(text)?.[1] ?? '';
        const { stdout } = await runShell(command);
        expect(JSON.parse(stdout)).toEqual({
          shardId: 'shardId-000000000000',
          sequenceNumber: expect.stringMatching(/^\d{56}$/),
        });
      } finally {
        await reference.close();
      }
    },
  );

  test('lets the operator put into its encrypted stream', async () => {
    const { running, close } = await runReference();
    const { accessKeyId = '', secretAccessKey = '' } = running.callers.operator ?? {};
    const credentials = { accessKeyId, secretAccessKey };
    const client = new KinesisClient({
      endpoint: running.endpoint.url,
      region: running.deployment.region,
      credentials,
    });
    try {
      const StreamName = running.services.kinesis.list()[0]?.definition.name;
      const put = await client.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: Buffer.from('1') }));
      expect(put).toMatchObject({ EncryptionType: 'KMS', ShardId: 'shardId-000000000000' });
    } finally {
      client.destroy();
      await close();
    }
  });

  test('writes the access log in the format of its stage', async () => {
    const reference = await runReference();
    await fetch(`http://127.0.0.1:${reference.port}/v1/health`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const line = readFileSync(join(reference.running.logFolder, 'access-v1.log'), 'utf8').trim();
    await reference.close();
    expect(JSON.parse(line)).toMatchObject({
      httpMethod: 'GET',
      resourcePath: '/health',
      status: '200',
      sourceIp: '127.0.0.1',
    });
  });
});

function runShell(command: string): Promise<{ status: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', `${command} -s`], { stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.on('close', (status) => resolve({ status, stdout }));
  });
}

describe('local callers', () => {
  const surroundings = {
    partition: 'aws',
    account: '000000000000',
    invokeArns: ['arn:aws:execute-api:us-east-1:000000000000:abc/*'],
  };
  const path = () => join(folder, 'callers.json');

  test('are made on the first run, for the owner alone, and kept', () => {
    const first = new CallersFile(path(), surroundings).first;
    expect(first?.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(new CallersFile(path(), surroundings).first).toEqual(first);
  });

  test('may invoke the APIs of a later run too, unless their policy was edited', () => {
    new CallersFile(path(), surroundings);
    new CallersFile(path(), { ...surroundings, invokeArns: ['arn:aws:execute-api:us-east-1:000000000000:other/*'] });
    const written = JSON.parse(readFileSync(path(), 'utf8'));
    expect(written.callers[0].policy.Statement[0].Resource).toEqual([
      ...surroundings.invokeArns,
      'arn:aws:execute-api:us-east-1:000000000000:other/*',
    ]);
    written.callers[0].policy.Statement[0].Effect = 'Deny';
    writeFileSync(path(), JSON.stringify(written));
    new CallersFile(path(), { ...surroundings, invokeArns: ['arn:aws:execute-api:us-east-1:000000000000:third/*'] });
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual(written);
  });

  test.each([
    ['no JSON', '{'],
    ['no list', '{}'],
    ['no secret', '{"callers":[{"name":"a","accessKeyId":"b","policy":{}}]}'],
    [
      'a policy that cannot be evaluated',
      '{"callers":[{"name":"a","accessKeyId":"b","secretAccessKey":"c","policy":{"Statement":[{}]}}]}',
    ],
  ])('fails for %s', (_name, text) => {
    writeFileSync(path(), text);
    expect(() => new CallersFile(path(), surroundings)).toThrow(
      expect.objectContaining({ code: 'RUN_INVALID_CALLERS' }),
    );
  });
});

describe('local user pools', () => {
  test('sign tokens that the gateway takes', async () => {
    const deployment = deploy(
      apiTemplate({
        methods: [{ path: '/', AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } }],
        resources: {
          Pool: { Type: 'AWS::Cognito::UserPool' },
          Authorizer: {
            Type: 'AWS::ApiGateway::Authorizer',
            Properties: {
              RestApiId: API,
              Name: 'p',
              Type: 'COGNITO_USER_POOLS',
              ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }],
            },
          },
        },
      }),
    );
    const keys = new UserPoolKeys(join(folder, 'key.pem'));
    const gateway = new TestGateway(deployment, { keySets: keys });
    const userPoolId = deployment.ofType('AWS::Cognito::UserPool')[0]?.physicalId ?? '';
    const token = keys.token({ region: 'us-east-1', userPoolId, now: Date.now() });
    expect((await gateway.send({ headers: [['Authorization', token]] })).status).toBe(200);
    expect((await gateway.send({ headers: [['Authorization', `${token}x`]] })).status).toBe(401);
  });
});

describe('execution roles', () => {
  const trust = (service: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
  const allow = (Action: string, Resource: unknown = '*') => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource }],
  });
  const ROLE = 'arn:aws:iam::000000000000:role/Put';

  async function call(properties: object, changes: Partial<TargetCall> = {}) {
    const log: string[] = [];
    const deployment = deploy({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: 'Put', AssumeRolePolicyDocument: trust('apigateway.amazonaws.com'), ...properties },
        },
      },
    });
    const enforcer = new RoleEnforcer(deployment, STAND_IN, {
      write: (event) => log.push(event.kind === 'note' ? event.message : ''),
    });
    const answer = await enforcer.call({
      service: 'kinesis',
      subdomain: undefined,
      region: 'us-east-1',
      action: 'PutRecord',
      path: undefined,
      executionRole: ROLE,
      caller: undefined,
      sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/test/POST/',
      method: 'POST',
      headers: [],
      query: [],
      body: Buffer.from('{"StreamName":"events","Data":"","PartitionKey":"a"}'),
      timeout: 1_000,
      signal: new AbortController().signal,
      ...changes,
    });
    return { status: answer.status, body: JSON.parse(Buffer.from(answer.body).toString()), log };
  }

  test('let through what inline and managed policies allow', async () => {
    const inline = {
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: allow('kinesis:PutRecord', 'arn:aws:kinesis:us-east-1:000000000000:stream/events'),
        },
      ],
    };
    expect((await call(inline)).status).toBe(200);
    expect((await call({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonKinesisFullAccess'] })).status).toBe(200);
  });

  test('fail as the service does where a grant is missing, and cannot be misled by a second name', async () => {
    const policies = {
      Policies: [{ PolicyName: 'p', PolicyDocument: allow('kinesis:PutRecord', 'arn:aws:kinesis:*:*:stream/events') }],
    };
    const bodies = [
      '{"StreamName":"other","Data":""}',
      '{"StreamName":"events","Data":"","StreamName":"other"}',
      '{"StreamName":"events","\\u0053treamName":"other"}',
      '{"StreamName":"events","StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/other"}',
    ];
    for (const body of bodies) {
      const { status, body: told, log } = await call(policies, { body: Buffer.from(body) });
      expect([status, told.__type]).toEqual([400, 'AccessDeniedException']);
      expect(told.Message).toMatch(
        /^User: arn:aws:sts::000000000000:assumed-role\/Put\/\w+ is not authorized to perform: kinesis:PutRecord on resource: arn:aws:kinesis:us-east-1:000000000000:stream\/other because no identity-based policy allows/,
      );
      expect(log).toEqual([expect.stringContaining(`role ${ROLE} [Role] lacks kinesis:PutRecord`)]);
    }
  });

  test('are held to their boundary', async () => {
    const all = { Policies: [{ PolicyName: 'p', PolicyDocument: allow('*') }] };
    expect((await call({ ...all, PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonSQSFullAccess' })).status).toBe(
      400,
    );
  });

  test('fail where API Gateway may not assume them', async () => {
    await expect(call({ AssumeRolePolicyDocument: trust('lambda.amazonaws.com') })).rejects.toThrow(
      /does not have permission to assume the role/,
    );
  });

  test('are not checked where the deployment does not hold them, which the log says once', async () => {
    const { status, log } = await call({}, { executionRole: 'arn:aws:iam::000000000000:role/Elsewhere' });
    expect([status, log]).toEqual([200, [expect.stringContaining('is not in this deployment')]]);
  });
});
