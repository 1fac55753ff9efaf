import { randomBytes } from 'node:crypto';
import type { Deployment } from '../assembly';
import type { Caller } from '../gateway';
import { compilePolicies } from '../iam';
import type { KnownCredentials } from '../sigv4';

/** A caller of this process alone, who may invoke every API. */
export function localCaller({ partition, account }: Deployment): KnownCredentials<Caller> {
  const arn = `arn:${partition}:iam::${account}:user/local`;
  const userId = 'AIDALOCALCALLER000000';
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  };
  return {
    accessKeyId: 'AKIALOCALCALLER00000',
    secretAccessKey: randomBytes(30).toString('base64url'),
    principal: {
      principal: { type: 'user', arn, account, id: userId },
      policies: compilePolicies([{ name: 'caller local', document }], 'identity'),
      ...{ userId, arn, account },
    },
  };
}
