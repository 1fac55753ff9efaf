import type { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DeliverySource, EventStream } from 'cdk-sluice';
import { delivered, PARQUET, roleStatements } from './delivered';

const BUCKET = '<ArchiveBucket49F1AC64.Arn>';
const KEY = '<ArchiveKey3EF5EDE5.Arn>';

const transformed = (stack: Stack) =>
  new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async (event) => event;'),
  });

test('the role writes below its two prefixes, uses the key and logs, and no more', () => {
  expect(roleStatements()).toEqual([
    [
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      [`${BUCKET}/events/*`, `${BUCKET}/errors/events/*`],
    ],
    [['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [BUCKET]],
    [['kms:Decrypt', 'kms:GenerateDataKey'], [KEY]],
    [
      ['logs:PutLogEvents'],
      [expect.stringMatching(/:log-group:<DeliveryLogGroup\w+>:log-stream:<DeliveryLogDest\w+>$/)],
    ],
  ]);
});

test('a raw backup adds its two prefixes', () => {
  expect(roleStatements({ rawBackup: true })[0]?.[1]).toEqual([
    `${BUCKET}/events/*`,
    `${BUCKET}/errors/events/*`,
    `${BUCKET}/raw/events/*`,
    `${BUCKET}/errors/raw/events/*`,
  ]);
});

test('a stream adds what Firehose reads it by', () => {
  const source = (stack: Stack) => DeliverySource.stream(new EventStream(stack, 'Events').stream);
  expect(roleStatements((stack) => ({ source: source(stack) })).slice(-2)).toEqual([
    [
      ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
      ['<EventsStreamA348795C.Arn>'],
    ],
    [['kms:Decrypt'], ['<EventsKey1BC2C457.Arn>']],
  ]);
});

test('a format conversion adds the one table', () => {
  expect(roleStatements({ format: PARQUET }).at(-1)).toEqual([
    ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
    [
      expect.stringMatching(/:catalog$/),
      expect.stringMatching(/:database\/<ArchiveQueryDatabase\w+>$/),
      expect.stringMatching(/:table\/<ArchiveQueryDatabase\w+>\/<DeliveryTable\w+>$/),
    ],
  ]);
});

test('a transform adds the one function, unqualified and at its latest version', () => {
  expect(roleStatements((stack) => ({ transform: transformed(stack) })).at(-1)).toEqual([
    ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
    ['<Fn9270CBC0.Arn>', '<Fn9270CBC0.Arn>:$LATEST'],
  ]);
});

test('a transform by alias adds the alias alone', () => {
  const transform = (stack: Stack) => transformed(stack).addAlias('live');
  expect(roleStatements((stack) => ({ transform: transform(stack) })).at(-1)?.[1]).toEqual([
    expect.stringMatching(/^<FnAliaslive\w+>$/),
  ]);
});

test('no statement has a wildcard but at the end of a prefix of the bucket', () => {
  const source = (stack: Stack) => DeliverySource.stream(new EventStream(stack, 'Events').stream);
  const statements = roleStatements((stack) => ({
    source: source(stack),
    transform: transformed(stack),
    format: PARQUET,
    rawBackup: true,
    partitionKeys: { tenant: '.tenant' },
  }));
  const wild = statements
    .flatMap(([actions, resources]) => [...actions, ...resources])
    .filter((text) => /\*/.test(text));
  expect(wild).toHaveLength(4);
  expect(wild.every((text) => /^<ArchiveBucket49F1AC64\.Arn>\/[a-z/]+\/\*$/.test(text))).toBe(true);
});

test('only Firehose for this account assumes it', () => {
  delivered().template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { Service: 'firehose.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
  });
});
