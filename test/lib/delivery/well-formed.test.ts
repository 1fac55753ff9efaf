import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DeliveryFormat, DeliverySource, EventArchive, EventDelivery, EventStream, ObjectPrefix } from 'cdk-sluice';

/** A stream, an archive, and two deliveries: one beside them, one in another stack. */
function everything(app: App, region?: string, removalPolicy?: RemovalPolicy): [Stack, Stack] {
  const env = region === undefined ? undefined : { account: '111122223333', region };
  const stateful = new Stack(app, 'Stateful', { env });
  const stateless = new Stack(app, 'Stateless', { env });
  const { stream } = new EventStream(stateful, 'Events', { removalPolicy });
  const archive = new EventArchive(stateful, 'Archive', { removalPolicy });
  new EventDelivery(stateful, 'Delivery', { archive, source: DeliverySource.stream(stream) });
  new EventDelivery(stateless, 'Delivery', {
    archive,
    prefix: ObjectPrefix.hive('orders'),
    format: DeliveryFormat.parquet({ columns: [{ name: 'id', dataType: 'string' }] }),
    partitionKeys: { tenant: '.tenant' },
    rawBackup: true,
  });
  return [stateful, stateless];
}

/** Findings of cdk-nag and of CDK's own validation that nobody acknowledged. */
function findings(build: (app: App) => void): string[] {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  build(app);
  try {
    app.synth();
  } catch (error) {
    // Synthesis fails where a finding is an error; the report tells which.
    if (!/ValidationFailed|validation-report/.test(String(error))) throw error;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }: { violations: { ruleName: string }[] }) =>
    violations.map(({ ruleName }) => ruleName),
  );
}

test.each([undefined, RemovalPolicy.DESTROY])(
  'cdk-nag and the CloudFormation validation find nothing, %s',
  (policy) => {
    expect(findings((app) => everything(app, undefined, policy))).toEqual([]);
  },
);

test('fails for a planted bucket, so that the check is seen to work', () => {
  const planted = findings((app) => new s3.Bucket(everything(app)[0], 'Planted'));
  expect(planted).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']));
});

test.each(['cn-north-1', 'us-gov-west-1'])('no ARN names a partition in %s', (region) => {
  for (const stack of everything(new App(), region)) {
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/arn:aws[:-]/);
  }
});
