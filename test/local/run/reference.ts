import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeployment } from '../../../local/assembly';
import type { TargetCall, TargetCaller } from '../../../local/gateway';
import { type Running, STAND_IN, type StartOptions, start } from '../../../local/run';
import { sign } from '../../../local/sigv4';
import { synthReferenceApp } from '../../support/reference-app';

/** The reference app on a port of its own, its limits out of the way, with what reached the target. */
export interface RunningReference {
  readonly running: Running;
  readonly port: number;
  readonly stage: string;
  readonly calls: TargetCall[];
  readonly log: string[];
  /** Headers that sign a request as the local caller. */
  signed(request: {
    readonly method: string;
    readonly path: string;
    readonly body?: string | Buffer;
    readonly headers?: Record<string, string>;
  }): Record<string, string>;
  close(): Promise<void>;
}

/** @param edit Changes each template before it is read @param options behind: what answers, a stand-in unless told */
export async function runReference(
  { behind = 'stand-in', ...options }: Partial<StartOptions> & { readonly behind?: 'stand-in' | 'services' } = {},
  edit: (template: any) => void = () => {},
): Promise<RunningReference> {
  const app = synthReferenceApp({ context: { stage: 'dev' } });
  if (app.status !== 0) throw new Error(app.stderr);
  const dataFolder = mkdtempSync(join(tmpdir(), 'sluice-run-'));
  for (const { path } of app.templates) {
    const template = JSON.parse(readFileSync(path, 'utf8'));
    raiseLimits(template);
    edit(template);
    writeFileSync(path, JSON.stringify(template));
  }
  const calls: TargetCall[] = [];
  const log: string[] = [];
  const target: TargetCaller = {
    call: (call) => {
      calls.push(call);
      return STAND_IN.call(call);
    },
  };
  const running = await start({
    deployment: loadDeployment(app.outdir),
    dataFolder,
    ...(behind === 'stand-in' && { target }),
    quotas: { apiGateway: { rateLimit: 1_000_000, burstLimit: 1_000_000 } },
    say: (line) => log.push(line),
    ...options,
  });
  const { port } = running.server;
  const caller = running.callers.first;
  if (caller === undefined) throw new Error('there is no local caller');
  return {
    running,
    port,
    stage: running.gateway.stages[0]?.name ?? '',
    calls,
    log,
    signed: ({ method, path, body = '', headers = {} }) => {
      const [plain = '', query] = path.split('?');
      const all = { host: `127.0.0.1:${port}`, ...headers };
      const request = { method, path: plain, ...(query !== undefined && { query }), headers: all, body };
      return {
        ...all,
        ...sign(request, caller, { service: 'execute-api', region: running.deployment.region, now: Date.now() }),
      };
    },
    close: async () => {
      await running.close();
      app.dispose();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

function raiseLimits(template: any): void {
  for (const { Type, Properties } of Object.values<any>(template.Resources ?? {})) {
    if (Type !== 'AWS::ApiGateway::Stage') continue;
    for (const setting of Properties.MethodSettings ?? []) {
      setting.ThrottlingRateLimit = 1_000_000;
      setting.ThrottlingBurstLimit = 1_000_000;
    }
  }
}
