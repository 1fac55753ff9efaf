import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Synthesizes the reference app into `folder`, then sets the callers of its routes and takes its limits out of the way:
 * what is measured is the work of a request, not a throttle.
 */
export function synthesizeReference(root, folder, authorizationType) {
  mkdirSync(folder, { recursive: true });
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/bin/app.js')], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage: 'dev' }),
      CDK_VALIDATION: 'false',
    },
  });
  if (status !== 0) throw new Error(`the reference app cannot be synthesized; run 'npm run build' first\n${stderr}`);
  for (const file of templatesBelow(folder)) {
    const template = JSON.parse(readFileSync(file, 'utf8'));
    for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
      if (Type === 'AWS::ApiGateway::Method') Properties.AuthorizationType = authorizationType;
      if (Type !== 'AWS::ApiGateway::Stage') continue;
      for (const setting of Properties.MethodSettings ?? []) {
        setting.ThrottlingRateLimit = 10_000_000;
        setting.ThrottlingBurstLimit = 10_000_000;
      }
    }
    writeFileSync(file, JSON.stringify(template));
  }
}

function templatesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(folder, name));
}
