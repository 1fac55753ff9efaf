import { App, Validations } from 'aws-cdk-lib';
import { makeStages } from './make-stages';
import { selectStages } from './stage-config';

/**
 * The CLI asks apps to leave findings to it, and then overlooks those inside stages: it prints nothing and exits 0.
 * So the app fails by itself.
 */
const FAIL_ON_FINDINGS = { '@aws-cdk/core:failSynthOnValidationErrors': true };

/** Makes all stages, or those that `-c stage=NAME[,NAME]` names. */
function main(): void {
  // Synthesized below and once: what fails there must not be tried again when the process ends.
  const validates = process.env.CDK_VALIDATION !== 'false';
  // The construct tree on disk is for consoles and reports: the loop of edit and synth goes without it.
  const app = new App({ autoSynth: false, postCliContext: FAIL_ON_FINDINGS, treeMetadata: validates });
  makeStages(app, selectStages(app.node.tryGetContext('stage')));
  if (validates) {
    // Loaded only where it runs: the loop of edit and synth goes without it.
    const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  app.synth();
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
