import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath?: string }[];
}

/** Context of an app that CDK is to validate against CloudFormation's rules. */
export const VALIDATED = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** What cdk-nag and CDK's own validation find in `app` that nobody acknowledged: rule and construct. */
export function findingsIn(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { CDK_VALIDATION } = process.env;
  delete process.env.CDK_VALIDATION;
  try {
    app.synth();
  } catch (error) {
    // Synthesis fails where a finding is an error; the report tells which.
    if (!/ValidationFailed|validation-report/.test(String(error))) throw error;
  } finally {
    if (CDK_VALIDATION !== undefined) process.env.CDK_VALIDATION = CDK_VALIDATION;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: { violations: Violation[] }) =>
    violations.flatMap(({ ruleName, violatingConstructs: [first, ...others] }) =>
      [first, ...others].map((construct) => `${ruleName} ${construct?.constructPath}`),
    ),
  );
}
