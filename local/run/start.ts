import { join } from 'node:path';
import { type Deployment, PropertyReader } from '../assembly';
import type { Clock } from '../clock';
import {
  type AccountQuotas,
  Gateway,
  type HttpServer,
  type HttpServerOptions,
  listen,
  type TargetCaller,
} from '../gateway';
import { CallersFile } from './callers-file';
import { RoleEnforcer } from './enforce-roles';
import { RunLog } from './run-log';
import { STAND_IN } from './stand-in';
import { UserPoolKeys } from './user-pool-keys';

export interface StartOptions {
  readonly deployment: Deployment;
  /** Folder for callers, keys and access logs. */
  readonly dataFolder: string;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** How long a client may take to send its head and its request, in milliseconds. @default - 10 s and 30 s */
  readonly patience?: Pick<HttpServerOptions, 'headTimeout' | 'requestTimeout'>;
  readonly quotas?: AccountQuotas;
  /** What stands behind the gateway. @default - a stand-in that stores nothing */
  readonly target?: TargetCaller;
  readonly clock?: Clock;
  /** Prints a line of the local log. @default - nothing is printed */
  readonly say?: (line: string) => void;
}

/** A deployment that runs on this machine. */
export interface Running {
  readonly deployment: Deployment;
  readonly gateway: Gateway;
  readonly server: HttpServer;
  readonly callers: CallersFile;
  /** Undefined where no method asks for tokens of a user pool. */
  readonly userPoolKeys: UserPoolKeys | undefined;
  readonly logFolder: string;
  close(): Promise<void>;
}

/** Puts the parts together: assembly, gateway, roles, target, socket. */
export async function start(options: StartOptions): Promise<Running> {
  const {
    deployment,
    dataFolder,
    host,
    port,
    patience,
    quotas,
    target = STAND_IN,
    clock,
    say = () => undefined,
  } = options;
  const log = new RunLog(join(dataFolder, 'logs'), say);
  const callers = new CallersFile(join(dataFolder, 'callers.json'), {
    partition: deployment.partition,
    account: deployment.account,
    invokeArns: deployment
      .ofType('AWS::ApiGateway::RestApi')
      .map(({ physicalId }) => invokeArn(deployment, physicalId)),
  });
  const userPoolKeys = usesUserPools(deployment) ? new UserPoolKeys(join(dataFolder, 'user-pool-key.pem')) : undefined;
  const gateway = new Gateway({
    deployment,
    target: new RoleEnforcer(deployment, target, log),
    callers,
    log,
    ...(userPoolKeys && { keySets: userPoolKeys }),
    ...(quotas && { quotas }),
    ...(clock && { clock }),
  });
  const server = await listen((request) => gateway.handle(request), {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...patience,
  });
  const close = async () => {
    await server.close();
    log.close();
  };
  return { deployment, gateway, server, callers, userPoolKeys, logFolder: log.folder, close };
}

function invokeArn({ partition, region, account }: Deployment, apiId: string): string {
  return `arn:${partition}:execute-api:${region}:${account}:${apiId}/*`;
}

function usesUserPools(deployment: Deployment): boolean {
  return deployment
    .ofType('AWS::ApiGateway::Authorizer')
    .some((authorizer) => PropertyReader.of(authorizer).tryText('Type') === 'COGNITO_USER_POOLS');
}
