import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCredentials } from '../local/sigv4';
import { UsageError } from './command';

const CALLERS = 'callers.json';

/** What the standard variables hold; undefined where there are none. @throws UsageError */
export function tryEnvironmentCredentials(env: NodeJS.ProcessEnv): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (!id && !secret) return undefined;
  if (!id || !secret) throw new UsageError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together, one is not set');
  return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) };
}

/**
 * A caller of the data folder's file.
 *
 * @param name `local`, `operator`, or one that was added
 * @throws UsageError where there is none of that name; no secret is in its message
 */
export function callerCredentials(dataFolder: string, name: string): AwsCredentials {
  const path = join(dataFolder, CALLERS);
  if (!existsSync(path)) throw new UsageError(`there is no ${path}: 'sluice run' makes it`);
  const callers = readCallers(path);
  const found = callers.find((caller) => caller.name === name);
  if (found === undefined) {
    const known = callers.map((caller) => caller.name).join(', ') || 'none';
    throw new UsageError(`there is no caller '${name}' in ${path}, only ${known}`);
  }
  return found;
}

function readCallers(path: string): (AwsCredentials & { readonly name: string })[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The parser's own message would quote the file, secrets and all.
    throw new UsageError(`${path} is not JSON`);
  }
  const callers = isObject(parsed) && Array.isArray(parsed.callers) ? (parsed.callers as unknown[]) : [];
  return callers.flatMap((caller) => {
    if (!isObject(caller)) return [];
    const { name, accessKeyId, secretAccessKey, sessionToken } = caller;
    if (typeof name !== 'string' || typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return [];
    return [{ name, accessKeyId, secretAccessKey, ...(typeof sessionToken === 'string' && { sessionToken }) }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
