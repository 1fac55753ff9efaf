import { type SynthResult, synthReferenceApp } from '../support/reference-app';

describe('the reference app', () => {
  let app: SynthResult;
  beforeAll(() => {
    app = synthReferenceApp();
  });
  afterAll(() => app.dispose());

  const resourcesOf = (name: string) => app.templates.find((file) => file.name === name)?.template.Resources ?? {};

  test('writes the account stack, two stacks a stage and the network of one, and says nothing', () => {
    expect([app.status, app.stdout, app.stderr]).toEqual([0, '', '']);
    expect(app.templates.map(({ name }) => name).sort()).toEqual([
      'SluiceAccount',
      'dev/SluiceStateful',
      'dev/SluiceStateless',
      'prod/SluiceStateful',
      'prod/SluiceStateless',
      'staging/SluiceNetwork',
      'staging/SluiceStateful',
      'staging/SluiceStateless',
    ]);
  });

  test.each(['dev', 'staging', 'prod'])('holds these resources in %s, by logical id and type', (stage) => {
    for (const stack of ['SluiceStateful', 'SluiceStateless']) {
      const rows = Object.entries(resourcesOf(`${stage}/${stack}`)).map(([id, { Type }]) => `${Type} ${id}`);
      expect(rows.sort()).toMatchSnapshot(stack);
    }
  });

  test('holds these resources in the network of staging, by logical id and type', () => {
    const rows = Object.entries(resourcesOf('staging/SluiceNetwork')).map(([id, { Type }]) => `${Type} ${id}`);
    expect(rows.sort()).toMatchSnapshot();
  });

  test('holds these resources in the account stack', () => {
    const rows = Object.entries(resourcesOf('SluiceAccount')).map(([id, { Type }]) => `${Type} ${id}`);
    expect(rows.sort()).toMatchSnapshot();
  });

  test.each(['dev', 'staging', 'prod'])('never changes the logical ids of what holds data in %s', (stage) => {
    const stateful = Object.entries(resourcesOf(`${stage}/SluiceStateful`))
      .filter(([, { Type }]) => ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key'].includes(Type))
      .map(([id]) => id);
    // Another id is another resource: the stream or the bucket would be replaced, and its data left behind.
    expect(stateful.sort()).toEqual([
      'ArchiveAccessLogDE9E1D93',
      'ArchiveBucket49F1AC64',
      'ArchiveKey3EF5EDE5',
      'Stream862536A4',
      'StreamKey238BEC37',
    ]);
  });

  test('keeps what holds data outside dev, and removes it in dev', () => {
    for (const [stage, policy] of [
      ['dev', 'Delete'],
      ['staging', 'RetainExceptOnCreate'],
      ['prod', 'RetainExceptOnCreate'],
    ] as const) {
      const kinds = Object.values(resourcesOf(`${stage}/SluiceStateful`)).filter(({ Type }) =>
        ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key'].includes(Type),
      );
      expect(new Set(kinds.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set([policy]));
    }
  });

  test('removes all of dev that can be removed, logs and the key of the alarms with it', () => {
    const kept = ['SluiceStateful', 'SluiceStateless'].flatMap((stack) =>
      Object.entries(resourcesOf(`dev/${stack}`)).filter(
        ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
      ),
    );
    expect(kept).toEqual([]);
    for (const [stack, types] of [
      ['SluiceStateful', ['AWS::Kinesis::Stream', 'AWS::KMS::Key', 'AWS::S3::Bucket']],
      ['SluiceStateless', ['AWS::KMS::Key', 'AWS::Logs::LogGroup']],
    ] as const) {
      const removed = Object.values(resourcesOf(`dev/${stack}`)).filter(
        ({ DeletionPolicy }) => DeletionPolicy === 'Delete',
      );
      expect(removed.map(({ Type }) => Type)).toEqual(expect.arrayContaining([...types]));
    }
    // The same test sees what is kept where it should be.
    const prod = Object.values(resourcesOf('prod/SluiceStateless')).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(prod).toContain('RetainExceptOnCreate');
  });

  test('never changes the logical id of the key of the alarms', () => {
    for (const stage of ['dev', 'staging', 'prod']) {
      const ids = Object.entries(resourcesOf(`${stage}/SluiceStateless`))
        .filter(([, { Type }]) => Type === 'AWS::KMS::Key')
        .map(([id]) => id);
      expect(ids).toEqual(['AlarmKeyE05DE300']);
    }
  });

  test('says in its outputs where the data is, with what each is for', () => {
    for (const stage of ['dev', 'staging', 'prod']) {
      const template = app.templates.find(({ name }) => name === `${stage}/SluiceStateful`)?.template;
      const described = Object.entries<{ Description?: string }>(template?.Outputs ?? {}).filter(
        ([, { Description }]) => Description !== undefined,
      );
      expect(described.map(([id]) => id).sort()).toEqual(['BucketName', 'StreamName', 'WorkgroupName']);
    }
  });

  test("keeps the account's logging role when its stack goes", () => {
    const policies = Object.values(resourcesOf('SluiceAccount')).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies).toEqual(['Retain', 'Retain']);
  });

  test('expires no archived event before S3 would have moved it', () => {
    const rules = app.templates.flatMap(({ template }) =>
      Object.values(template.Resources).flatMap(({ Properties }) => Properties?.LifecycleConfiguration?.Rules ?? []),
    );
    const withBoth = rules.filter((rule) => rule.ExpirationInDays !== undefined && rule.Transitions !== undefined);
    // S3 refuses such a rule when it is deployed.
    for (const rule of withBoth) expect(rule.ExpirationInDays).toBeGreaterThan(rule.Transitions[0].TransitionInDays);
    expect(rules.length).toBeGreaterThan(0);
  });

  test('leaves no stack locked by another: no export, no import', () => {
    for (const { template } of app.templates) {
      expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
      const outputs = Object.values<{ Export?: unknown }>(template.Outputs ?? {});
      expect(outputs.filter((output) => output.Export !== undefined)).toEqual([]);
    }
  });

  test('names no account and no Region', () => {
    for (const { template } of app.templates) {
      expect(JSON.stringify(template)).not.toMatch(/:\d{12}:|us-east-1|eu-west-1/);
    }
  });
});

describe('the stage context', () => {
  test('synthesizes the one stage it names', () => {
    const app = synthReferenceApp({ context: { stage: 'prod' } });
    expect(app.templates.map(({ name }) => name).sort()).toEqual([
      'SluiceAccount',
      'prod/SluiceStateful',
      'prod/SluiceStateless',
    ]);
    app.dispose();
  });

  test('fails for what is no text', () => {
    const app = synthReferenceApp({ context: { stage: ['dev'] } });
    expect([app.status, app.stderr]).toEqual([
      1,
      "context 'stage' must be a text such as 'dev' or 'dev,prod', got [\"dev\"]\n",
    ]);
    app.dispose();
  });

  test('fails for a stage nobody configured, in one line that lists those there are', () => {
    const app = synthReferenceApp({ context: { stage: 'prd' } });
    expect(app.status).toBe(1);
    expect(app.stderr).toBe(
      "context 'stage' must name stages of bin/stage-config.ts, got 'prd'; they are dev, staging, prod\n",
    );
    app.dispose();
  });
});
