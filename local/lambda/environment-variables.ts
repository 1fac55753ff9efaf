import { type FunctionDefinition, tryNodeVersion } from './definition';

/** Keys that stand for an execution role, made up by the runtime. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a function learns of where it runs. */
export interface FunctionSurroundings {
  /** URL of the local AWS endpoint; undefined where there is none. */
  readonly endpointUrl: () => string | undefined;
  /** @param role ARN of the execution role */
  readonly credentials: (role: string) => RoleCredentials;
  /** A value of the template as it is here: clients go to the host of a queue's URL. @default - as it stands there */
  readonly localValue?: (value: string) => string;
}

/**
 * The environment of a function, as Lambda sets it; nothing of this process's own but the search path.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  definition: FunctionDefinition,
  taskRoot: string,
  logStream: string,
  { endpointUrl, credentials, localValue = (value) => value }: FunctionSurroundings,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials(definition.role);
  const url = endpointUrl();
  return {
    ...(url !== undefined && { AWS_ENDPOINT_URL: url }),
    ...Object.fromEntries([...definition.environment].map(([name, value]) => [name, localValue(value)])),
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_DEFAULT_REGION: definition.region,
    AWS_REGION: definition.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memory),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: 'en_US.UTF-8',
    NODE_PATH: `/opt/nodejs/node${tryNodeVersion(definition.runtime) ?? ''}/node_modules:/opt/nodejs/node_modules`,
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
  };
}
