import { checkStage, STAGES, selectStages } from '../../bin/stage-config';

describe('the stages', () => {
  test('are dev, staging and prod, each of which can be deployed', () => {
    expect(Object.keys(STAGES)).toEqual(['dev', 'staging', 'prod']);
    for (const [name, config] of selectStages(undefined)) expect(() => checkStage(name, config)).not.toThrow();
  });

  test('can be selected by name, several by commas', () => {
    expect(selectStages('prod, dev').map(([name]) => name)).toEqual(['prod', 'dev']);
  });

  test.each(['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-7', 'us-iso-east-1', 'eusc-de-east-1'])(
    'can stand in %s',
    (region) => {
      expect(() => checkStage('dev', { ...STAGES.dev, env: { region } })).not.toThrow();
    },
  );

  test.each([5, true, null, ['dev']])('fails to be selected by %j, which is no text', (selection) => {
    expect(() => selectStages(selection)).toThrow(
      `context 'stage' must be a text such as 'dev' or 'dev,prod', got ${JSON.stringify(selection)}`,
    );
  });

  test.each([
    [{ shards: 0 }, "stage 'dev': 'shards' must be a whole number from 1, or 'on-demand', got '0'"],
    [{ retentionHours: 12 }, "stage 'dev': 'retentionHours' must be a whole number of hours from 24 to 8760, got '12'"],
    [{ archiveDays: 0.5 }, "stage 'dev': 'archiveDays' must be a whole number of days from 1"],
    [{ alarmEmail: 'nobody' }, "stage 'dev': 'alarmEmail' must be an e-mail address, got 'nobody'"],
    [{ env: { account: '12' } }, "stage 'dev': 'env.account' must be an account id of 12 digits, got '12'"],
    [{ env: { region: 'Ireland' } }, "stage 'dev': 'env.region' must be a Region such as 'eu-west-1', got 'Ireland'"],
  ])('fails for %j', (change, message) => {
    expect(() => checkStage('dev', { ...STAGES.dev, ...change })).toThrow(message);
  });
});
