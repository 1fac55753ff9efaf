import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ApiAuth, EventArchive, IngestionPipeline, type IngestionPipelineProps, StreamCapacity } from 'cdk-sluice';

function make(props: IngestionPipelineProps = {}, env?: { account: string; region: string }) {
  const stack = new Stack(new App(), 'Test', { env });
  const pipeline = new IngestionPipeline(stack, 'Pipeline', props);
  const template = () => Template.fromStack(stack);
  const warnings = () =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => entry.data);
  return { stack, pipeline, template, warnings };
}

/** `POST /events` and the like, from the methods and the resource tree. */
function routesOf(template: Template): string[] {
  const resources = template.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const { ParentId, PathPart } = resources[id]?.Properties ?? {};
    return PathPart === undefined ? '' : `${pathOf(ParentId.Ref ?? '')}/${PathPart}`;
  };
  const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
  return methods.map(({ Properties }) => `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`).sort();
}

const PINNED = [
  'PipelineArchiveAccessLog6658CD1C',
  'PipelineArchiveBucketD058960A',
  'PipelineArchiveKey641D8179',
  'PipelineStreamC9E10669',
  'PipelineStreamKeyB1EBD79C',
];

describe('a pipeline without props', () => {
  test('has a signed front door, an encrypted stream, a delivery, an archive and alarms, without a warning', () => {
    const { template, warnings } = make();
    expect(routesOf(template())).toEqual(['GET /health', 'POST /events', 'POST /events/batch']);
    template().resourceCountIs('AWS::Kinesis::Stream', 1);
    template().resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    template().hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      StreamEncryption: { EncryptionType: 'KMS' },
    });
    template().hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' });
    expect(warnings()).toEqual([]);
  });

  test('keeps what holds data, unless its creation fails', () => {
    const { template } = make();
    for (const type of ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
      template().allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('never changes the logical ids of what holds data', () => {
    const { Resources } = make().template().toJSON();
    const stateful = Object.entries<{ Type: string }>(Resources)
      .filter(([, { Type }]) => ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key'].includes(Type))
      .map(([id]) => id);
    // Another id is another resource: the stream or the bucket would be replaced, and its data left behind.
    expect(stateful.sort()).toEqual(PINNED);
  });

  test('needs no Lambda function', () => {
    make().template().resourceCountIs('AWS::Lambda::Function', 0);
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('names no partition of its own in %s', (region) => {
    const { template } = make({ directPut: true }, { account: '111111111111', region });
    expect(JSON.stringify(template().toJSON())).not.toContain('arn:aws:');
  });
});

describe('a pipeline', () => {
  test('stands twice in one stack and once more in another, without a name in common', () => {
    const app = new App();
    const [one, two] = [new Stack(app, 'One'), new Stack(app, 'Two')];
    const tenants = [{ name: 'acme', throttle: { rateLimit: 1, burstLimit: 1 } }];
    new IngestionPipeline(one, 'A', { tenants, directPut: true });
    new IngestionPipeline(one, 'B', { tenants, directPut: true });
    new IngestionPipeline(two, 'A', { tenants, directPut: true });
    const names = [one, two].flatMap((stack) =>
      Object.values<any>(Template.fromStack(stack).toJSON().Resources).flatMap(({ Type, Properties }) => {
        const { Name, UsagePlanName, DatabaseInput } = Properties ?? {};
        const name = Name ?? UsagePlanName ?? DatabaseInput?.Name;
        return typeof name === 'string' && Type !== 'AWS::ApiGateway::RequestValidator' ? [`${Type} ${name}`] : [];
      }),
    );
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has the routes past the stream where asked', () => {
    const { template, pipeline } = make({ directPut: true });
    expect(routesOf(template())).toEqual([
      'GET /health',
      'POST /archive',
      'POST /archive/batch',
      'POST /events',
      'POST /events/batch',
    ]);
    expect(pipeline.directDelivery).toBeDefined();
  });

  test('goes when it is told to', () => {
    const { template } = make({ removalPolicy: RemovalPolicy.DESTROY });
    for (const type of ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
      template().allResources(type, { DeletionPolicy: 'Delete' });
    }
  });

  test('encrypts all it makes with one key where one is given', () => {
    const stack = new Stack(new App(), 'Test');
    new IngestionPipeline(stack, 'Pipeline', { encryptionKey: new Key(stack, 'Key') });
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
  });

  test("takes a team's own user pool, stream and bucket", () => {
    const stack = new Stack(new App(), 'Test');
    const stream = new Stream(stack, 'Stream');
    const { template, pipeline } = {
      pipeline: new IngestionPipeline(stack, 'Pipeline', {
        stream,
        retention: Duration.hours(24),
        bucket: new Bucket(stack, 'Bucket'),
        auth: ApiAuth.cognito({ userPools: [new UserPool(stack, 'Users')] }),
      }),
      template: () => Template.fromStack(stack),
    };
    expect(pipeline.stream).toBe(stream);
    expect(pipeline.eventStream).toBeUndefined();
    template().resourceCountIs('AWS::Kinesis::Stream', 1);
    template().resourceCountIs('AWS::S3::Bucket', 1);
  });

  test('warns of the grants it cannot make on an imported stream', () => {
    const stack = new Stack(new App(), 'Test');
    const stream = Stream.fromStreamArn(stack, 'Theirs', 'arn:aws:kinesis:us-east-1:111111111111:stream/theirs');
    new IngestionPipeline(stack, 'Pipeline', { stream });
    const warnings = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('key of the imported stream .*is not known'),
    );
    // One for the delivery and the two routes together.
    expect(warnings).toHaveLength(1);
  });

  test('fails for a stream and the capacity of a new one', () => {
    const stack = new Stack(new App(), 'Test');
    const props = { stream: new Stream(stack, 'Stream'), streamCapacity: StreamCapacity.provisioned(2) };
    expect(() => new IngestionPipeline(stack, 'Pipeline', props)).toThrow(
      "'stream' and 'streamCapacity' were both given: leave 'streamCapacity' out",
    );
  });

  test('fails for an archive and a bucket for a new one', () => {
    const stack = new Stack(new App(), 'Test');
    const props = { archive: new EventArchive(stack, 'Archive'), bucket: new Bucket(stack, 'Bucket') };
    expect(() => new IngestionPipeline(stack, 'Pipeline', props)).toThrow("leave 'bucket' out");
  });

  const prefixesOf = (template: Template) =>
    Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream')).map(
      ({ Properties }) => Properties.ExtendedS3DestinationConfiguration.Prefix.split('/dt=')[0],
    );

  test('shares an archive with another that has a prefix of its own', () => {
    const { stack, pipeline, template } = make({ directPut: true });
    new IngestionPipeline(stack, 'Second', { archive: pipeline.archive, directPut: true, prefix: 'orders' });
    new IngestionPipeline(stack, 'Third', {
      archive: pipeline.archive,
      directPut: true,
      prefix: 'clicks',
      archivePrefix: 'direct/clicks',
    });
    const prefixes = ['archive', 'clicks', 'direct/clicks', 'events', 'orders', 'orders-archive'];
    expect(prefixesOf(template()).sort()).toEqual(prefixes);
  });

  test('fails for the prefix of another on the same bucket', () => {
    const stack = new Stack(new App(), 'Test');
    const bucket = new Bucket(stack, 'Bucket');
    new IngestionPipeline(stack, 'Pipeline', { bucket });
    expect(() => new IngestionPipeline(stack, 'Second', { bucket })).toThrow("'prefix' must not overlap another one");
    expect(() => new IngestionPipeline(stack, 'Third', { bucket, prefix: 'orders' })).not.toThrow();
  });

  test("leaves a team's own bucket to its policy, and removes the rest as it is told", () => {
    const stack = new Stack(new App(), 'Test');
    const bucket = new Bucket(stack, 'Bucket');
    new IngestionPipeline(stack, 'Pipeline', { bucket, removalPolicy: RemovalPolicy.DESTROY });
    Template.fromStack(stack).allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
    Template.fromStack(stack).allResources('AWS::Kinesis::Stream', { DeletionPolicy: 'Delete' });
  });

  test('keeps its access log as long as it is told', () => {
    const { template } = make({ accessLogRetention: RetentionDays.ONE_YEAR });
    template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test.each([
    [{ throttles: { archive: { rateLimit: 1, burstLimit: 1 } } }, "'throttles.archive' must be left out"],
    [{ throttles: { archiveBatch: { rateLimit: 1, burstLimit: 1 } } }, "'throttles.archiveBatch' must be left out"],
    [{ archivePrefix: 'direct' }, "'archivePrefix' must be left out without 'directPut', got a value"],
  ])('fails for %j without the routes past the stream', (props, message) => {
    expect(() => make(props)).toThrow(message);
    expect(() => make({ ...props, directPut: true })).not.toThrow();
  });

  test('fails for a key where nothing is made that it could encrypt', () => {
    const stack = new Stack(new App(), 'Test');
    const props = {
      stream: new Stream(stack, 'Stream'),
      archive: new EventArchive(stack, 'Archive'),
      encryptionKey: new Key(stack, 'Key'),
    };
    expect(() => new IngestionPipeline(stack, 'Pipeline', props)).toThrow(
      "'encryptionKey' must be left out where 'stream' and 'archive' are given",
    );
  });
});
