import { App, Stack } from 'aws-cdk-lib';
import { AccountStack } from 'cdk-sluice';
import { makeStages } from '../../bin/make-stages';
import { STAGES, type StageConfig } from '../../bin/stage-config';

const IRELAND = { account: '111111111111', region: 'eu-west-1' };
const FRANKFURT = { account: '111111111111', region: 'eu-central-1' };

/** Account stacks that are made for stages in these environments, by id, with their environments. */
function accountStacks(...envs: StageConfig['env'][]): [string, string, string][] {
  const app = new App();
  makeStages(
    app,
    envs.map((env, index) => [`stage${index}`, { ...STAGES.dev, env }]),
  );
  return app.node.children
    .filter((child) => child instanceof AccountStack)
    .map(({ node, account, region }) => [node.id, account, region]);
}

describe('the account stack', () => {
  test('is one where the credentials decide for all stages', () => {
    expect(accountStacks(undefined, undefined).map(([id]) => id)).toEqual(['SluiceAccount']);
  });

  test('is one for stages that share an account and Region', () => {
    expect(accountStacks(IRELAND, { ...IRELAND })).toEqual([
      ['SluiceAccount-111111111111-eu-west-1', '111111111111', 'eu-west-1'],
    ]);
  });

  test('is one for each account and Region that stages stand in', () => {
    expect(accountStacks(undefined, IRELAND, FRANKFURT, IRELAND).map(([id]) => id)).toEqual([
      'SluiceAccount',
      'SluiceAccount-111111111111-eu-west-1',
      'SluiceAccount-111111111111-eu-central-1',
    ]);
  });
});

describe('a stage', () => {
  test('stands in the environment it is given', () => {
    const app = new App();
    makeStages(app, [['dev', { ...STAGES.dev, env: FRANKFURT }]]);
    const stacks = app.node.findAll().filter((construct) => Stack.isStack(construct));
    expect(new Set(stacks.map((stack) => (stack as Stack).region))).toEqual(new Set(['eu-central-1']));
  });

  test('fails by its name for what a construct refuses', () => {
    const config = { ...STAGES.dev, throttles: { ...STAGES.dev.throttles, events: { rateLimit: 0, burstLimit: 1 } } };
    expect(() => makeStages(new App(), [['dev', config]])).toThrow(/^stage 'dev': .*rateLimit/);
  });

  test('fails by its name, once, for what the configuration refuses', () => {
    expect(() => makeStages(new App(), [['dev', { ...STAGES.dev, shards: 0 }]])).toThrow(/^stage 'dev': 'shards' must/);
  });
});
