import { PropertyReader } from '../assembly';
import type { RestApi } from '../gateway';
import type { Running } from './start';

type Method = RestApi['methods'][number];

/** A command line that calls a method as printed, signed where the method asks for it. */
export function curlCommand(running: Running, url: string, method: Method): string {
  const { callers, gateway, deployment } = running;
  const parts = ['curl'];
  if (method.auth === 'AWS_IAM' && callers.first !== undefined) {
    const { accessKeyId, secretAccessKey } = callers.first;
    parts.push(`--aws-sigv4 'aws:amz:${deployment.region}:execute-api'`, `--user '${accessKeyId}:${secretAccessKey}'`);
  }
  if (method.auth === 'COGNITO_USER_POOLS') parts.push(`-H 'Authorization: ${tokenFor(running, method)}'`);
  const [key] = gateway.plans.keys.filter(({ enabled }) => enabled);
  if (method.apiKeyRequired && key !== undefined) parts.push(`-H 'x-api-key: ${key.value}'`);
  if (method.verb !== 'GET') parts.push("-H 'Content-Type: application/json'", `-d '{"hello":"world"}'`);
  return `${parts.join(' ')} ${url}${method.resourcePath}`;
}

function tokenFor({ deployment, userPoolKeys }: Running, { authorizerId }: Method): string {
  const authorizer = deployment.tryPhysicalId('AWS::ApiGateway::Authorizer', authorizerId ?? '');
  const [arn = ''] = authorizer === undefined ? [] : PropertyReader.of(authorizer).textList('ProviderARNs');
  const [, , , region = deployment.region] = arn.split(':');
  const userPoolId = arn.slice(arn.lastIndexOf('/') + 1);
  return userPoolKeys?.token({ region, userPoolId, now: Date.now() }) ?? 'TOKEN';
}
