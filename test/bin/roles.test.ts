import { type SynthResult, synthReferenceApp, type TemplateFile } from '../support/reference-app';

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/** A wildcard that may stand, and why. The list is closed: whatever is not on it fails. */
const ALLOWED: readonly {
  readonly why: string;
  allows(type: string, id: string, text: string, kind: string): boolean;
}[] = [
  {
    why: 'in a key policy, * is the key itself',
    allows: (type, _id, text) => type === 'AWS::KMS::Key' && (text === '"*"' || text === '"kms:*"'),
  },
  {
    why: 'objects below one prefix of one bucket',
    allows: (_type, _id, text, kind) => kind === 'Resource' && /"\/[\w!./=-]+\/\*"\]\]\}$/.test(text),
  },
  {
    why: "CDK's provider that empties the buckets of a disposable stage",
    allows: (type, _id, text, kind) =>
      type === 'AWS::S3::BucketPolicy' &&
      (kind === 'Resource'
        ? /"\/\*"\]\]\}$/.test(text)
        : ['"s3:DeleteObject*"', '"s3:GetBucket*"', '"s3:List*"'].includes(text)),
  },
];

describe('every policy of the reference app', () => {
  let app: SynthResult;
  beforeAll(() => {
    app = synthReferenceApp();
  });
  afterAll(() => app.dispose());

  test('has no wildcard but those of a closed list', () => {
    const found = app.templates.flatMap((file) => wildcardsOf(file));
    const refused = found.filter(
      ({ type, id, text, kind }) => !ALLOWED.some((rule) => rule.allows(type, id, text, kind)),
    );
    expect(refused).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  test('empties buckets in dev alone', () => {
    const withProvider = app.templates.filter(({ template }) =>
      JSON.stringify(template).includes('S3AutoDeleteObjects'),
    );
    expect(withProvider.map(({ name }) => name)).toEqual(['dev/SluiceStateful']);
  });

  test('lets API Gateway do one thing to one thing on each route', () => {
    for (const { template } of app.templates) {
      const roles = Object.entries(template.Resources).filter(
        ([, { Type, Properties }]) =>
          Type === 'AWS::IAM::Role' &&
          JSON.stringify(Properties.AssumeRolePolicyDocument).includes('apigateway') &&
          Properties.Policies,
      );
      for (const [, { Properties }] of roles) {
        const [policy, ...others] = Properties.Policies;
        expect(others).toEqual([]);
        const actions = policy.PolicyDocument.Statement.map(({ Action }: Statement) => Action);
        const [put, key, ...more] = actions;
        expect(put).toMatch(/^(kinesis|firehose):PutRecord(s|Batch)?$/);
        expect([undefined, 'kms:GenerateDataKey']).toContain(key);
        expect(more).toEqual([]);
      }
    }
  });

  test('would be caught with a wildcard that is not on the list', () => {
    const planted = (Action: string, Resource: unknown): TemplateFile => ({
      name: 'planted',
      path: '',
      template: {
        Resources: {
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } }] },
          },
        },
      },
    });
    const arn = { 'Fn::GetAtt': ['Stream', 'Arn'] };
    const objects = (suffix: string) => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, suffix]] });
    for (const file of [
      planted('kinesis:*', arn),
      planted('kinesis:PutRecord', '*'),
      planted('s3:PutObject', objects('/*')),
    ]) {
      const refused = wildcardsOf(file).filter(
        ({ type, id, text, kind }) => !ALLOWED.some((rule) => rule.allows(type, id, text, kind)),
      );
      expect(refused.length).toBe(1);
    }
  });
});

function wildcardsOf({ template }: TemplateFile) {
  return Object.entries(template.Resources).flatMap(([id, { Type: type, Properties }]) =>
    statementsIn(Properties).flatMap((statement) =>
      // A Deny is meant to be wide.
      statement.Effect === 'Deny'
        ? []
        : (['Action', 'Resource'] as const).flatMap((kind) =>
            [statement[kind] ?? []]
              .flat()
              .map((value) => JSON.stringify(value))
              .filter((text) => text.includes('*'))
              .map((text) => ({ id, type, kind, text })),
          ),
    ),
  );
}

function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Effect' in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
