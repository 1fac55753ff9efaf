import { type CfnElement, Duration, Size, Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DeliverySource, EventArchive, EventDelivery, EventStream, ObjectPrefix } from 'cdk-sluice';
import { delivered, destination, PARQUET, type Props } from './delivered';

const streamed = (stack: Stack): Props => ({ source: DeliverySource.stream(new EventStream(stack, 'Events').stream) });
const DELIVERY_STREAM = 'AWS::KinesisFirehose::DeliveryStream';

describe('a delivery without props', () => {
  test('puts GZIP JSON, a line each, in folders of Hive, and failures apart', () => {
    expect(destination()).toMatchObject({
      CompressionFormat: 'GZIP',
      Prefix: 'events/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      ErrorOutputPrefix: 'errors/events/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 300 },
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
      EncryptionConfiguration: {
        KMSEncryptionConfig: { AWSKMSKeyARN: { 'Fn::GetAtt': ['ArchiveKey3EF5EDE5', 'Arn'] } },
      },
    });
  });

  test('takes records by direct put, under the key of the archive', () => {
    delivered().template.hasResourceProperties(DELIVERY_STREAM, {
      DeliveryStreamName: Match.absent(),
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: {
        KeyType: 'CUSTOMER_MANAGED_CMK',
        KeyARN: { 'Fn::GetAtt': ['ArchiveKey3EF5EDE5', 'Arn'] },
      },
    });
  });

  test('logs why a delivery failed, for a month', () => {
    const { template } = delivered();
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.absent(), RetentionInDays: 30 });
    expect(destination().CloudWatchLoggingOptions).toEqual({
      Enabled: true,
      LogGroupName: { Ref: Object.keys(template.findResources('AWS::Logs::LogGroup'))[0] },
      LogStreamName: { Ref: Object.keys(template.findResources('AWS::Logs::LogStream'))[0] },
    });
  });

  test('leaves nothing in the stack that is not used', () => {
    delivered().template.templateMatches({ Mappings: Match.absent() });
  });
});

describe('the delivery stream', () => {
  test('is one of CDK: its own grants and metrics are exact, its addresses made when asked for', () => {
    const stack = new Stack();
    const { deliveryStream } = new EventDelivery(stack, 'Delivery', { archive: new EventArchive(stack, 'Archive') });
    deliveryStream.grantPutRecords(new iam.Role(stack, 'Producer', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'] },
          { Action: ['kms:Decrypt', 'kms:GenerateDataKey'] },
        ],
      },
    });
    expect(deliveryStream.metricBackupToS3Records().metricName).toBe('BackupToS3.Records');
    expect(deliveryStream.connections).toBeDefined();
    expect(deliveryStream.connections.connections).toBe(deliveryStream.connections);
  });
});

describe('a source', () => {
  test('of a stream encrypts for itself', () => {
    delivered(streamed).template.hasResourceProperties(DELIVERY_STREAM, {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
      DeliveryStreamEncryptionConfigurationInput: Match.absent(),
    });
  });

  test('of direct put encrypts with the key that is given, or one that AWS owns', () => {
    const given = (stack: Stack) =>
      DeliverySource.directPut({ encryptionKey: kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:eu-west-1:1:key/a') });
    delivered((stack) => ({ source: given(stack) })).template.hasResourceProperties(DELIVERY_STREAM, {
      DeliveryStreamEncryptionConfigurationInput: { KeyARN: 'arn:aws:kms:eu-west-1:1:key/a' },
    });
    delivered({ source: DeliverySource.directPut({ awsOwnedKey: true }) }).template.hasResourceProperties(
      DELIVERY_STREAM,
      { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK', KeyARN: Match.absent() } },
    );
  });

  test('fails with two keys at once', () => {
    const encryptionKey = kms.Key.fromKeyArn(new Stack(), 'K', 'arn:aws:kms:eu-west-1:1:key/a');
    expect(() => DeliverySource.directPut({ awsOwnedKey: true, encryptionKey })).toThrow("'awsOwnedKey' must not");
  });
});

describe('props', () => {
  test('keep a raw backup, with a prefix, an error prefix and a log of its own', () => {
    expect(destination({ rawBackup: true })).toMatchObject({
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: {
        Prefix: 'raw/events/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
        ErrorOutputPrefix: 'errors/raw/events/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
        CompressionFormat: 'GZIP',
        EncryptionConfiguration: { KMSEncryptionConfig: expect.anything() },
        CloudWatchLoggingOptions: { Enabled: true },
      },
    });
    delivered({ rawBackup: true }).template.resourceCountIs('AWS::Logs::LogStream', 2);
    expect(destination()).not.toHaveProperty('S3BackupMode');
  });

  test('set time zone, file extension, delimiter and the life of the log', () => {
    const props = {
      timeZone: TimeZone.EUROPE_BERLIN,
      fileExtension: '.json.gz',
      newlineDelimiter: false,
      logRetention: RetentionDays.ONE_WEEK,
    };
    const set = destination(props);
    expect(set).toMatchObject({ CustomTimeZone: 'Europe/Berlin', FileExtension: '.json.gz' });
    expect(set).not.toHaveProperty('ProcessingConfiguration');
    delivered(props).template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  test.each([
    [{ fileExtension: 'json' }, "'fileExtension' must be a dot and then"],
    [{ fileExtension: '.json' }, "'fileExtension' must end with .gz where objects are compressed by GZIP, got '.json'"],
    [{ queryableHistory: Duration.days(0) }, "'queryableHistory' must be between 1 and 36500 days, got 0"],
  ])('fails for %j', (props, message) => {
    expect(() => delivered(props)).toThrow(message);
  });
});

describe('buffering', () => {
  test('is as asked for', () => {
    const hints = { bufferingSize: Size.mebibytes(1), bufferingInterval: Duration.seconds(0) };
    expect(destination(hints).BufferingHints).toEqual({ SizeInMBs: 1, IntervalInSeconds: 0 });
  });

  test('may be known at deployment only', () => {
    const bufferingSize = Size.mebibytes(Token.asNumber({ Ref: 'MiB' }));
    const bufferingInterval = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
    expect(destination({ bufferingSize, bufferingInterval }).BufferingHints).toEqual({
      SizeInMBs: { Ref: 'MiB' },
      IntervalInSeconds: { Ref: 'Seconds' },
    });
  });

  const dynamic = { partitionKeys: { tenant: '.tenant' } };

  test.each<[Props, string]>([
    [{ bufferingSize: Size.mebibytes(129) }, "'bufferingSize' must be between 1 and 128 MiB, got 129"],
    [{ bufferingSize: Size.kibibytes(1_536) }, "'bufferingSize' must be a whole number of MiB, got 1.5"],
    [{ bufferingInterval: Duration.seconds(901) }, "'bufferingInterval' must be between 0 and 900 seconds, got 901"],
    [
      { bufferingInterval: Duration.seconds(30), ...dynamic },
      "'bufferingInterval' must be between 60 and 900 seconds when partitioning is dynamic, got 30",
    ],
    [
      { bufferingSize: Size.mebibytes(63), ...dynamic },
      "'bufferingSize' must be between 64 and 128 MiB when partitioning is dynamic, got 63",
    ],
    [
      { bufferingSize: Size.mebibytes(5), format: PARQUET },
      "'bufferingSize' must be between 64 and 128 MiB when the format is converted, got 5",
    ],
  ])('fails for %j', (props, message) => {
    expect(() => delivered(props)).toThrow(message);
  });
});

describe('deliveries side by side', () => {
  test('do not collide in one stack', () => {
    const { stack, archive } = delivered();
    new EventDelivery(stack, 'Orders', { archive, prefix: ObjectPrefix.hive('orders') });
    new EventDelivery(stack, 'Elsewhere', { archive: new EventArchive(stack, 'Other') });
    const names = ['AWS::Glue::Table', 'AWS::Glue::Database', 'AWS::Athena::WorkGroup'].flatMap((type) =>
      stack.node
        .findAll()
        .filter((node) => 'cfnResourceType' in node && node.cfnResourceType === type)
        .map((node) => node.node.path),
    );
    expect(new Set(names).size).toBe(7);
  });

  test('have names in Glue and Athena that differ between stacks', () => {
    const nameIn = (id: string) => {
      const stack = new Stack(undefined, id);
      const archive = new EventArchive(stack, 'Archive');
      new EventDelivery(stack, 'Delivery', { archive });
      return stack.resolve(
        archive.node.findAll().flatMap((node) => ('databaseInput' in node ? [node.databaseInput] : [])),
      );
    };
    expect(nameIn('One')[0].name).toMatch(/^one_archive_query_[0-9a-f]{8}$/);
    expect(nameIn('Two')[0].name).not.toBe(nameIn('One')[0].name);
  });

  test.each([
    ['events', "'events/' for 'Stack/Second' where 'Stack/Delivery' has 'events/'"],
    ['events/orders', "'events/orders/'"],
    ['errors', "'errors/'"],
    ['athena-results', 'the query results'],
  ])("fails where the prefix '%s' overlaps", (name, message) => {
    const { stack, archive } = delivered();
    expect(() => new EventDelivery(stack, 'Second', { archive, prefix: ObjectPrefix.hive(name) })).toThrow(message);
  });

  test('fails where the prefix overlaps one of another archive on the same bucket', () => {
    const { stack, archive } = delivered();
    const twin = new EventArchive(stack, 'Twin', { bucket: archive.bucket });
    expect(() => new EventDelivery(stack, 'Second', { archive: twin })).toThrow(
      "'prefix' must not overlap another one in the same bucket, got 'events/' for 'Stack/Second' where " +
        "'Stack/Delivery' has 'events/'",
    );
    expect(
      () => new EventDelivery(stack, 'Third', { archive: twin, prefix: ObjectPrefix.hive('orders') }),
    ).not.toThrow();
  });
});

describe('grants', () => {
  const role = (stack: Stack) => new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });

  /** Statements a producer gets, with the delivery they are of. */
  function producer(source?: (stack: Stack) => DeliverySource) {
    const stack = new Stack();
    const archive = new EventArchive(stack, 'Archive');
    const delivery = new EventDelivery(stack, 'Delivery', { archive, source: source?.(stack) });
    delivery.grantPut(role(stack));
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const puts = {
      Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
      Effect: 'Allow',
      Resource: stack.resolve(delivery.deliveryStreamArn),
    };
    return { stack, archive, puts, statements: policy?.Properties.PolicyDocument.Statement };
  }

  test("to put are the two puts of this stream, and the use of the archive's key, which encrypts them", () => {
    const { stack, archive, puts, statements } = producer();
    const Resource = stack.resolve(archive.encryptionKey?.keyArn);
    expect(statements).toEqual([puts, { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource }]);
  });

  test('to put use the key that is given', () => {
    const { stack, statements } = producer((scope) =>
      DeliverySource.directPut({ encryptionKey: new kms.Key(scope, 'Own') }),
    );
    expect(statements[1].Resource).toEqual({
      'Fn::GetAtt': [stack.getLogicalId(stack.node.findChild('Own').node.defaultChild as CfnElement), 'Arn'],
    });
  });

  test('to put use no key where AWS owns it', () => {
    const { puts, statements } = producer(() => DeliverySource.directPut({ awsOwnedKey: true }));
    expect(statements).toEqual([puts]);
  });

  test('fails to put where the source is a stream', () => {
    const { delivery, stack } = delivered(streamed);
    expect(() => delivery.grantPut(role(stack))).toThrow("'source' must be DirectPut");
  });
});

test.each([
  ['metricDataFreshness', 'DeliveryToS3.DataFreshness', 'Maximum'],
  ['metricDeliverySuccess', 'DeliveryToS3.Success', 'Average'],
  ['metricDeliveredRecords', 'DeliveryToS3.Records', 'Sum'],
  ['metricIncomingRecords', 'IncomingRecords', 'Sum'],
  ['metricIncomingBytes', 'IncomingBytes', 'Sum'],
  ['metricThrottledRecords', 'ThrottledRecords', 'Sum'],
  ['metricFailedConversions', 'FailedConversion.Records', 'Sum'],
  ['metricTransformSuccess', 'ExecuteProcessing.Success', 'Average'],
  ['metricPartitionCountExceeded', 'PartitionCountExceeded', 'Maximum'],
  ['metricMillisBehindLatest', 'KinesisMillisBehindLatest', 'Maximum'],
  ['metricBackupSuccess', 'BackupToS3.Success', 'Average'],
] as const)('%s is %s of this delivery stream, %s', (method, metricName, statistic) => {
  const { stack, delivery } = delivered();
  const metric = delivery[method]();
  expect([metric.namespace, metric.metricName, metric.statistic]).toEqual(['AWS/Firehose', metricName, statistic]);
  expect(stack.resolve(metric.dimensions)).toEqual({ DeliveryStreamName: { Ref: expect.any(String) } });
});
