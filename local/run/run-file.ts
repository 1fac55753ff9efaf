import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageUrl } from './banner';
import { RunError } from './errors';
import type { Running } from './start';

const FILE = 'run.json';

/** A route of a stage, as far as a client has to know it. */
export interface RunFileRoute {
  /** A verb, or `ANY`. */
  readonly verb: string;
  /** `/events` */
  readonly path: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly auth: string;
  readonly apiKeyRequired: boolean;
}

/** Where a deployment that runs is reached: what other commands read from its data folder. */
export interface RunFile {
  readonly pid: number;
  readonly region: string;
  /** URL of the AWS endpoint. */
  readonly awsEndpoint: string;
  readonly stages: readonly {
    /** With the stage, without a slash at the end: `http://127.0.0.1:3000/v1`. */
    readonly url: string;
    readonly routes: readonly RunFileRoute[];
  }[];
}

/** Leaves the addresses of a run in its data folder. It is written whole, so that nobody reads half of it. */
export function writeRunFile(running: Running): void {
  const { gateway, deployment, endpoint, dataFolder } = running;
  const file: RunFile = {
    pid: process.pid,
    region: deployment.region,
    awsEndpoint: endpoint.url,
    stages: gateway.apis.flatMap(({ stages, methods }) => {
      const routes = methods.map(({ verb, resourcePath: path, auth, apiKeyRequired }) => {
        return { verb, path, auth, apiKeyRequired };
      });
      return stages.map((stage) => ({ url: stageUrl(running, stage), routes }));
    }),
  };
  const path = join(dataFolder, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeRunFile(dataFolder: string): void {
  rmSync(join(dataFolder, FILE), { force: true });
}

/**
 * Where the run of a data folder is reached; undefined where none is under way. A killed run leaves its file behind:
 * then no process has the number that stands in it.
 *
 * @throws RunError RUN_INVALID_RUN_FILE
 */
export function tryReadRunFile(dataFolder: string): RunFile | undefined {
  const path = join(dataFolder, FILE);
  if (!existsSync(path)) return undefined;
  const file = parse(readFileSync(path, 'utf8'));
  if (file === undefined) throw new RunError('RUN_INVALID_RUN_FILE', 'is not what a run leaves there', path);
  return isAlive(file.pid) ? file : undefined;
}

function parse(text: string): RunFile | undefined {
  try {
    const file = JSON.parse(text) as Partial<RunFile> | null;
    const isWhole =
      typeof file?.pid === 'number' &&
      typeof file.region === 'string' &&
      typeof file.awsEndpoint === 'string' &&
      Array.isArray(file.stages);
    return isWhole ? (file as RunFile) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
