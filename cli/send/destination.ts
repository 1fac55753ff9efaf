import type { RunFile, RunFileRoute } from '../../local/run';
import type { AwsCredentials } from '../../local/sigv4';
import { UsageError } from '../command';
import { callerCredentials, tryEnvironmentCredentials } from '../credentials';
import type { Destination } from './poster';

const LOCAL_CALLER = 'local';
/** `https://ID.execute-api.REGION.amazonaws.com/STAGE`, and of VPC endpoints. */
const EXECUTE_API = /\.execute-api\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/;

export interface DestinationRequest {
  /** URL of a stage; undefined for the run of the data folder. */
  readonly url: string | undefined;
  /** `/events` */
  readonly route: string;
  readonly dataFolder: string;
  /** What runs on the data folder. */
  readonly run: RunFile | undefined;
  /** Name of a local caller. */
  readonly profile: string | undefined;
  readonly apiKey: string | undefined;
  /** Bearer of an `Authorization` header. */
  readonly token: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds out where to send and how to prove who sends.
 *
 * @throws UsageError where nothing runs, the route is not there, or it asks for what was not given
 */
export function resolveDestination(request: DestinationRequest): Destination {
  const { run, route, apiKey, token } = request;
  const url = request.url === undefined ? urlOfRun(request) : parseUrl(request.url);
  if (!url.pathname.endsWith(route)) url.pathname = url.pathname.replace(/\/$/, '') + route;
  const stage = run?.stages.find((known) => url.href.startsWith(`${known.url}/`));
  const local = stage === undefined ? undefined : localRoute(stage.routes, route);
  if (local?.apiKeyRequired && apiKey === undefined) {
    throw new UsageError(`${route} asks for an API key: give '--api-key'; the banner of 'sluice run' lists them`);
  }
  if ((local?.auth === 'COGNITO_USER_POOLS' || local?.auth === 'CUSTOM') && token === undefined) {
    throw new UsageError(`${route} asks for a token: give '--token'`);
  }
  const signer = token === undefined ? signerOf(request, url, local, run) : undefined;
  return {
    url,
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { 'x-api-key': apiKey }),
      ...(token !== undefined && { authorization: token }),
    },
    signer,
  };
}

function urlOfRun({ run, dataFolder, route }: DestinationRequest): URL {
  if (run === undefined) {
    throw new UsageError(`nothing runs on ${dataFolder}: start 'sluice run', name its '--data-dir', or give a URL`);
  }
  const stage = run.stages.find(({ routes }) => routes.some((known) => serves(known, route))) ?? run.stages[0];
  return parseUrl(stage?.url ?? '');
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Not repeated: what stands in its place may be a key.
    throw new UsageError('the URL must be that of a stage, such as http://127.0.0.1:3000/v1');
  }
  return url;
}

function localRoute(routes: readonly RunFileRoute[], route: string): RunFileRoute {
  const found = routes.find((known) => serves(known, route));
  if (found !== undefined) return found;
  const posts = routes.flatMap(({ verb, path }) => (verb === 'POST' || verb === 'ANY' ? [path] : []));
  throw new UsageError(`there is no route POST ${route}, only ${posts.join(', ') || 'none'}`);
}

function serves({ verb, path }: RunFileRoute, route: string): boolean {
  if (verb !== 'POST' && verb !== 'ANY') return false;
  const [parts, given] = [path.split('/'), route.split('/')];
  const isGreedy = parts.at(-1)?.endsWith('+}') ?? false;
  if (!isGreedy && parts.length !== given.length) return false;
  return parts.every((part, index) => part.startsWith('{') || part === given[index]);
}

function signerOf(
  { profile, dataFolder, env }: DestinationRequest,
  url: URL,
  local: RunFileRoute | undefined,
  run: RunFile | undefined,
): Destination['signer'] {
  const signed = (credentials: AwsCredentials) => ({ credentials, region: regionOf(url, local && run, env) });
  if (profile !== undefined) return signed(callerCredentials(dataFolder, profile));
  if (local !== undefined) {
    return local.auth === 'AWS_IAM' ? signed(callerCredentials(dataFolder, LOCAL_CALLER)) : undefined;
  }
  const credentials = tryEnvironmentCredentials(env);
  return credentials && signed(credentials);
}

function regionOf(url: URL, run: RunFile | undefined, env: NodeJS.ProcessEnv): string {
  const region = run?.region ?? EXECUTE_API.exec(url.hostname)?.[1] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (region) return region;
  throw new UsageError(`the Region of ${url.host} is not known: set AWS_REGION`);
}
