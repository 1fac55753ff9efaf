import { Duration, type Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Deaggregation } from 'cdk-sluice';
import { delivered, destination, type Props } from './delivered';

const KEYS = { partitionKeys: { tenant: '.tenant', day: '.at|strftime("%F")' } };
const transform = (stack: Stack) =>
  lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:shape');
const steps = (props: Props | ((stack: Stack) => Props)) =>
  destination(props).ProcessingConfiguration.Processors.map(
    ({ Type, Parameters = [] }: { Type: string; Parameters?: { ParameterName: string; ParameterValue: string }[] }) => [
      Type,
      Object.fromEntries(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue])),
    ],
  );

test('partition keys are taken out by jq and stand in the prefix before the time', () => {
  expect(destination(KEYS)).toMatchObject({
    Prefix:
      'events/tenant=!{partitionKeyFromQuery:tenant}/day=!{partitionKeyFromQuery:day}/' +
      'dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
    DynamicPartitioningConfiguration: { Enabled: true, RetryOptions: { DurationInSeconds: 300 } },
    BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 300 },
  });
  expect(steps(KEYS)).toEqual([
    [
      'MetadataExtraction',
      { MetadataExtractionQuery: '{tenant:.tenant,day:(.at|strftime("%F"))}', JsonParsingEngine: 'JQ-1.6' },
    ],
    ['AppendDelimiterToRecord', {}],
  ]);
});

test('the error prefix holds no partition key, which Firehose does not know there', () => {
  expect(destination(KEYS).ErrorOutputPrefix).not.toContain('partitionKey');
});

test('the steps come in the order in which Firehose takes them', () => {
  const all = (stack: Stack) => ({ ...KEYS, deaggregation: Deaggregation.json(), transform: transform(stack) });
  expect(steps(all).map(([type]: [string]) => type)).toEqual([
    'RecordDeAggregation',
    'Lambda',
    'MetadataExtraction',
    'AppendDelimiterToRecord',
  ]);
});

test('a delimiter between events is passed in base64', () => {
  expect(steps({ ...KEYS, deaggregation: Deaggregation.delimited('##') })[0]).toEqual([
    'RecordDeAggregation',
    { SubRecordType: 'DELIMITED', Delimiter: 'IyM=' },
  ]);
});

test('keys may come from the transform alone', () => {
  const props = (stack: Stack) => ({ transform: transform(stack), transformPartitionKeys: ['tenant'] });
  expect(destination(props).Prefix).toMatch(/^events\/tenant=!\{partitionKeyFromLambda:tenant\}\/dt=/);
  expect(destination(props).DynamicPartitioningConfiguration.Enabled).toBe(true);
});

test('a retry may be known at deployment only', () => {
  const partitionRetry = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
  expect(destination({ ...KEYS, partitionRetry }).DynamicPartitioningConfiguration.RetryOptions).toEqual({
    DurationInSeconds: { Ref: 'Seconds' },
  });
});

test.each<[Props, string]>([
  [{ partitionKeys: {} }, "'partitionKeys' must name at least one key, got none"],
  [{ partitionKeys: { Tenant: '.tenant' } }, "'partitionKeys' must be named in lower case"],
  [
    { partitionKeys: { tenant: '' } },
    "'partitionKeys.tenant' must be a jq 1.6 expression, e.g. '.customer.id', got ''",
  ],
  [{ partitionKeys: { tenant: `.${'a'.repeat(5_120)}` } }, "'partitionKeys' must make a query of at most 5120"],
  [{ partitionRetry: Duration.seconds(10) }, "'partitionRetry' must be left out where partitioning is not dynamic"],
  [{ deaggregation: Deaggregation.json() }, "'deaggregation' must be left out where partitioning is not dynamic"],
  [{ ...KEYS, partitionRetry: Duration.hours(3) }, "'partitionRetry' must be between 0 and 7200 seconds, got 10800"],
  [{ transformPartitionKeys: ['tenant'] }, "'transformPartitionKeys' must be left out without 'transform'"],
])('fails for %j', (props, message) => {
  expect(() => delivered(props)).toThrow(message);
});

test('fails where jq and the transform give the same key', () => {
  const props = (stack: Stack) => ({ ...KEYS, transform: transform(stack), transformPartitionKeys: ['tenant'] });
  expect(() => delivered(props)).toThrow(
    "'transformPartitionKeys' must not repeat a key of 'partitionKeys', got 'tenant'",
  );
});

test('fails for an empty delimiter', () => {
  expect(() => Deaggregation.delimited('')).toThrow("'delimiter' must be a text that parts two events, got ''");
});
