import { App, Duration, RemovalPolicy, Stage, Validations } from 'aws-cdk-lib';
import { AccountStack, StatefulStack, StatelessStack, StreamCapacity } from 'cdk-sluice';
import { checkStage, type StageConfig, selectStages } from './stage-config';

/**
 * The CLI asks apps to leave findings to it, and then overlooks those inside stages: it prints nothing and exits 0.
 * So the app fails by itself.
 */
const FAIL_ON_FINDINGS = { '@aws-cdk/core:failSynthOnValidationErrors': true };

/** Makes all stages, or those that `-c stage=NAME[,NAME]` names. */
function main(): void {
  // Synthesized below and once: what fails there must not be tried again when the process ends.
  const app = new App({ autoSynth: false, postCliContext: FAIL_ON_FINDINGS });
  const selection: unknown = app.node.tryGetContext('stage');
  new AccountStack(app, 'SluiceAccount');
  for (const [name, config] of selectStages(typeof selection === 'string' ? selection : undefined)) {
    checkStage(name, config);
    makeStage(app, name, config);
  }
  if (process.env.CDK_VALIDATION !== 'false') {
    // Loaded only where it runs: the loop of edit and synth goes without it.
    const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  app.synth();
}

function makeStage(app: App, name: string, config: StageConfig): void {
  const stage = new Stage(app, name, { env: config.env });
  const removalPolicy = config.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  const stateful = new StatefulStack(stage, 'SluiceStateful', {
    terminationProtection: !config.disposable,
    streamCapacity:
      config.shards === 'on-demand' ? StreamCapacity.onDemand() : StreamCapacity.provisioned(config.shards),
    retention: Duration.hours(config.retentionHours),
    archiveExpiration: config.archiveDays === undefined ? undefined : Duration.days(config.archiveDays),
    removalPolicy,
  });
  new StatelessStack(stage, 'SluiceStateless', {
    stateful,
    throttles: config.throttles,
    tenants: [...config.tenants],
    alarmEmail: config.alarmEmail,
    removalPolicy,
  });
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
