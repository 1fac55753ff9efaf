import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Local, type LocalOptions, startLocal } from '../../../local';
import { apiTemplate } from '../gateway/api-fixture';

const READER = `
const { SecretsManager } = require('@aws-sdk/client-secrets-manager');
const client = new SecretsManager({ maxAttempts: 1 });
exports.handler = async (input) => {
  try {
    const { SecretString, VersionStages } = await client.getSecretValue({ SecretId: process.env.SECRET, ...input });
    return { text: SecretString, stages: VersionStages };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};`;

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export const SECRET = { Ref: 'Secret' };
export const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
export const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };

export function allow(Action: string | string[], Resource: unknown): object {
  return { Effect: 'Allow', Action, Resource };
}

/** A deployment of a secret and a function that reads it. */
export interface SecretReader {
  readonly local: Local;
  /** What the function answers. @param input Members of GetSecretValue */
  read(input?: object): Promise<unknown>;
  close(): Promise<void>;
}

/** @param grants Statements of the function's role. @param more Further resources, or others in place of these */
export async function secretReader(
  grants: readonly object[],
  more: Readonly<Record<string, object>> = {},
  options: Partial<LocalOptions> = {},
): Promise<SecretReader> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
  const Policies = [{ PolicyName: 'Own', PolicyDocument: { Version: '2012-10-17', Statement: grants } }];
  // The runtime serves an API; what it does is of no interest here.
  const template = apiTemplate({
    methods: [{ path: '/' }],
    resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'of the template' } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: TRUST, ...(grants.length > 0 && { Policies }) },
      },
      Reader: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...{ FunctionName: 'reader', Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 10, Role: ROLE },
          ...{ Code: { ZipFile: READER }, Environment: { Variables: { SECRET } } },
        },
      },
      ...more,
    },
  });
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
  const local = await startLocal({ assembly: join(folder, 'template.json'), ...options });
  return {
    local,
    read: async (input = {}) => {
      const { payload } = await local.services.lambda.invoke('reader', Buffer.from(JSON.stringify(input)));
      return JSON.parse(payload.toString());
    },
    close: async () => {
      await local.close();
      rmSync(folder, { recursive: true });
    },
  };
}
