import type { RunFile } from '../../local/run';
import { UsageError } from '../command';
import { callerCredentials, tryEnvironmentCredentials } from '../credentials';
import type { KinesisEndpoint } from './kinesis-client';

const OPERATOR = 'operator';
const AWS_HOST = /^kinesis\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

export interface EndpointRequest {
  /** URL that was asked for. */
  readonly given: string | undefined;
  readonly dataFolder: string;
  /** What runs on the data folder. */
  readonly run: RunFile | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** The endpoint asked for, else that of the run, else that of the environment. @throws UsageError */
export function resolveEndpoint({ given, dataFolder, run, env }: EndpointRequest): KinesisEndpoint {
  const text = given ?? run?.awsEndpoint ?? env.AWS_ENDPOINT_URL_KINESIS ?? env.AWS_ENDPOINT_URL;
  if (!text) {
    throw new UsageError(
      `nothing runs on ${dataFolder}: start 'sluice run', name its '--data-dir', or give '--endpoint'`,
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`the endpoint must be a URL such as http://127.0.0.1:3001, got '${text}'`);
  }
  const isOfRun = run !== undefined && url.origin === new URL(run.awsEndpoint).origin;
  const credentials = isOfRun ? callerCredentials(dataFolder, OPERATOR) : tryEnvironmentCredentials(env);
  if (credentials === undefined) throw new UsageError('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const region = isOfRun ? run.region : (AWS_HOST.exec(url.hostname)?.[1] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION);
  if (!region) throw new UsageError(`the Region of ${url.host} is not known: set AWS_REGION`);
  return { url, region, credentials };
}
