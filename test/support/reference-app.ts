import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** A CloudFormation template, as far as tests look into it. */
export interface TemplateFile {
  /** Stage and stack, e.g. `dev/SluiceStateful`; the stack alone where it stands beside the stages. */
  readonly name: string;
  readonly path: string;
  readonly template: {
    Resources: Record<string, { Type: string; Properties: any; DeletionPolicy?: string }>;
    Outputs?: any;
  };
}

/** What the app said and wrote. */
export interface SynthResult {
  readonly status: number | null;
  /** The assembly. */
  readonly outdir: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly templates: readonly TemplateFile[];
  /** Removes what was written. */
  dispose(): void;
}

/** Runs the compiled reference app as the CDK CLI runs it, into a folder of its own. */
export function synthReferenceApp(
  options: { context?: Record<string, unknown>; validation?: boolean } = {},
): SynthResult {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-app-'));
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/bin/app.js')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...options.context }),
      CDK_VALIDATION: options.validation === true ? 'true' : 'false',
    },
  });
  return {
    status,
    outdir,
    stdout,
    stderr,
    templates: templatesBelow(outdir),
    dispose: () => rmSync(outdir, { recursive: true }),
  };
}

function templatesBelow(folder: string, stage = ''): TemplateFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) {
      return templatesBelow(path, entry.name.slice('assembly-'.length));
    }
    if (!entry.name.endsWith('.template.json')) return [];
    const stack = entry.name.replace(/\.template\.json$/, '').replace(/[0-9A-F]{8}$/, '');
    const name = stage === '' ? stack : `${stage}/${stack.slice(stage.length)}`;
    return [{ name, path, template: JSON.parse(readFileSync(path, 'utf8')) }];
  });
}
