import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Deployment, loadDeployment } from '../local/assembly';
import { type Command, UsageError } from './command';
import { describeDelivery } from './describe-delivery';
import { describeFrontDoors } from './describe-front-door';
import { alignColumns } from './table';

/** Prints what a cloud assembly would deploy: stacks, routes with their limits, streams, deliveries, alarms. */
export const describeCommand: Command = {
  name: 'describe',
  summary: 'show what a synthesized app would deploy: routes, limits, streams, deliveries',
  positionals: ['[APP_OR_TEMPLATE]'],
  options: {
    stage: { type: 'string', value: 'NAME', summary: 'one stage of the app (default: all)' },
  },
  run: async ({ options, positionals }, { cwd, stdout }) => {
    const given = positionals[0] ?? 'cdk.out';
    const path = resolve(cwd, given);
    if (!existsSync(path)) {
      throw new UsageError(`there is no '${given}' here: run 'npx cdk synth -q' first, or name an app or a template`);
    }
    const wanted = typeof options.stage === 'string' ? options.stage : undefined;
    const first = loadDeployment(path, wanted === undefined ? {} : { stage: wanted });
    const others = wanted === undefined ? first.stages.filter((stage) => stage !== first.stage) : [];
    for (const deployment of [first, ...others.map((stage) => loadDeployment(path, { stage }))]) {
      stdout.write(`${describeDeployment(deployment)}\n`);
    }
    return 0;
  },
};

function describeDeployment(deployment: Deployment): string {
  const lines = [
    `${deployment.stage ?? 'app'}: ${deployment.stacks.join(', ')} (${deployment.resources.length} resources)`,
    ...describeFrontDoors(deployment),
    ...describeDelivery(deployment),
    ...describeAlarms(deployment),
  ];
  return `${lines.join('\n')}\n`;
}

function describeAlarms(deployment: Deployment): string[] {
  const alarms = deployment.ofType('AWS::CloudWatch::Alarm');
  if (alarms.length === 0) return [];
  const silent = alarms.filter(({ properties }) => properties.AlarmActions === undefined).length;
  const note = silent === 0 ? 'each with an action' : `${silent} without an action`;
  return alignColumns([['  alarms', `${alarms.length}, ${note}`]]);
}
