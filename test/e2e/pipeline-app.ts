import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { IngestionPipeline, type IngestionPipelineProps } from 'cdk-sluice';
import { type Local, type LocalOptions, ManualClock, startLocal } from '../../local';
import { synthReferenceApp } from '../support/reference-app';

/** A noon, so that no test meets the end of an hour. */
const NOON = Date.UTC(2026, 0, 2, 12);

export type Edit = (resource: { readonly Type: string; Properties: any }) => void;

/** A deployment that runs in memory, on a clock of its own. */
export interface RunningApp {
  readonly local: Local;
  close(): Promise<void>;
}

/** The reference app's dev stage. @param edit Changes each resource before it runs */
export async function runReferenceApp(edit: Edit = () => {}): Promise<RunningApp> {
  const app = synthReferenceApp({ context: { stage: 'dev' } });
  if (app.status !== 0) throw new Error(app.stderr);
  for (const { path } of app.templates) editTemplate(path, edit);
  return run(app.outdir, () => app.dispose());
}

/** An app of one pipeline. */
export async function runPipeline(
  props: (stack: Stack) => IngestionPipelineProps,
  edit: Edit = () => {},
): Promise<RunningApp> {
  return runStack((stack) => new IngestionPipeline(stack, 'Pipeline', props(stack)), edit);
}

/** An app of one stack. @param options Of the runtime */
export async function runStack(
  build: (stack: Stack) => void,
  edit: Edit = () => {},
  options: Partial<LocalOptions> = {},
): Promise<RunningApp> {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-e2e-'));
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  build(new Stack(app, 'Test', { env: { account: '111122223333', region: 'eu-west-1' } }));
  app.synth();
  for (const name of readdirSync(outdir).filter((file) => file.endsWith('.template.json'))) {
    editTemplate(join(outdir, name), edit);
  }
  return run(outdir, () => rmSync(outdir, { recursive: true }), options);
}

/** Takes the front door's throttles out of the way. */
export const withoutThrottles: Edit = ({ Type, Properties }) => {
  if (Type !== 'AWS::ApiGateway::Stage') return;
  for (const setting of Properties.MethodSettings ?? []) {
    setting.ThrottlingRateLimit = 1_000_000;
    setting.ThrottlingBurstLimit = 1_000_000;
  }
};

async function run(assembly: string, dispose: () => void, options: Partial<LocalOptions> = {}): Promise<RunningApp> {
  const local = await startLocal({
    assembly,
    clock: new ManualClock(NOON),
    seed: 'e2e',
    quotas: { apiGateway: { rateLimit: 1_000_000, burstLimit: 1_000_000 } },
    ...options,
  });
  return {
    local,
    close: async () => {
      await local.close();
      dispose();
    },
  };
}

function editTemplate(path: string, edit: Edit): void {
  const template = JSON.parse(readFileSync(path, 'utf8'));
  for (const resource of Object.values<any>(template.Resources ?? {})) edit(resource);
  writeFileSync(path, JSON.stringify(template));
}
