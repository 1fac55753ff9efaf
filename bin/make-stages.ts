import { type App, Duration, type Environment, RemovalPolicy, Stage } from 'aws-cdk-lib';
import { AccountStack, FrontDoor, NetworkStack, StatefulStack, StatelessStack, StreamCapacity } from 'cdk-sluice';
import { checkStage, type StageConfig } from './stage-config';

/** Makes the stages, and before them an account stack for each account and Region they stand in. */
export function makeStages(app: App, stages: readonly (readonly [name: string, config: StageConfig])[]): void {
  for (const [name, config] of stages) checkStage(name, config);
  for (const [id, env] of accountStacks(stages.map(([, config]) => config.env))) new AccountStack(app, id, { env });
  for (const [name, config] of stages) {
    try {
      makeStage(app, name, config);
    } catch (error) {
      throw new Error(`stage '${name}': ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** Environments by the id of their account stack; one whose account and Region the credentials decide bears no more. */
function accountStacks(envs: readonly (Environment | undefined)[]): Map<string, Environment | undefined> {
  return new Map(
    envs.map((env) => [
      ['SluiceAccount', env?.account, env?.region].filter((part) => part !== undefined).join('-'),
      env,
    ]),
  );
}

function makeStage(app: App, name: string, config: StageConfig): void {
  const stage = new Stage(app, name, { env: config.env });
  const removalPolicy = config.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
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
    frontDoor: frontDoorOf(stage, config, stateful, removalPolicy),
    throttles: config.throttles,
    tenants: [...config.tenants],
    alarmEmail: config.alarmEmail,
    removalPolicy,
  });
}

/** The front door of a stage, after the network it opens into where there is one; undefined is the public one. */
function frontDoorOf(
  stage: Stage,
  config: StageConfig,
  stateful: StatefulStack,
  removalPolicy: RemovalPolicy,
): FrontDoor | undefined {
  if (config.network === undefined) return undefined;
  const { sites, cidr, publicToo, nameResolution } = config.network;
  const { network } = new NetworkStack(stage, 'SluiceNetwork', {
    sites: [...sites],
    cidr,
    nameResolution,
    archive: stateful.archive,
    alarmEmail: config.alarmEmail,
    removalPolicy,
  });
  const endpoints = network.executeApi === undefined ? [] : [network.executeApi];
  return publicToo ? FrontDoor.publicAndVpc({ endpoints }) : FrontDoor.vpcOnly({ endpoints });
}
