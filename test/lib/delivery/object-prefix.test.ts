import { Token } from 'aws-cdk-lib';
import { ObjectPrefix, PrefixGranularity } from 'cdk-sluice';
import { delivered, destination, type Props, roleStatements } from './delivered';

const prefixed = (prefix: string, props: Props = {}) => destination({ prefix: ObjectPrefix.of(prefix), ...props });

test('a Hive-style prefix divides by the day where that is enough', () => {
  expect(destination({ prefix: ObjectPrefix.hive('shop/orders', PrefixGranularity.DAY) })).toMatchObject({
    Prefix: 'shop/orders/dt=!{timestamp:yyyy-MM-dd}/',
    ErrorOutputPrefix: 'errors/shop/orders/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
  });
});

test.each(['', '/events', 'events/', 'a//b', 'a b', 'a!{timestamp:yyyy}'])("fails for the folders '%s'", (name) => {
  expect(() => ObjectPrefix.hive(name)).toThrow(/'name' must be folders such as 'events' or 'shop\/orders', got/);
});

test.each([
  'events/',
  'orders-!{timestamp:yyyy}/',
  'a/!{firehose:random-string}/',
  "a/!{timestamp:'y'yyyy/MM/dd'T'HH}/",
  "a/!{timestamp:YYYY-'W'ww}/",
])("a prefix of one's own stands as it is, %s", (prefix) => {
  expect(prefixed(prefix).Prefix).toBe(prefix);
});

test('a prefix known at deployment passes, and confines the role to what it begins with', () => {
  const prefix = ObjectPrefix.of(`${Token.asString({ Ref: 'Folder' })}/dt=!{timestamp:yyyy-MM-dd}/`);
  expect(roleStatements({ prefix })[0]?.[1]).toEqual([
    '<ArchiveBucket49F1AC64.Arn>/<Folder>/*',
    '<ArchiveBucket49F1AC64.Arn>/errors/<Folder>/*',
  ]);
});

test.each([
  ['', "begin with a name such as 'events/'"],
  ['/events/', "begin with a name such as 'events/'"],
  ['dt=!{timestamp:yyyy-MM-dd}/', "begin with a name such as 'events/'"],
  [`${'a'.repeat(1_025)}`, 'be of at most 1024 characters'],
  ['a/!{timestamp}/', "write every expression as '!{namespace:value}'"],
  ['a/!{timestamp:yyyy/', "write every expression as '!{namespace:value}'"],
  ['a/!{time:yyyy}/', 'use the namespaces timestamp, firehose'],
  ['a/!{timestamp:YYYY/MM}/', "write the year as 'yyyy'"],
  ['a/!{timestamp:yyyy/JJ}/', "use pattern letters of Java's DateTimeFormatter"],
  ["a/!{timestamp:yyyy'x}/", 'close every quote'],
  ['a/!{firehose:error-output-type}/', "use '!{firehose:random-string}' only"],
  ['a/!{partitionKeyFromQuery:tenant}/', "name keys of 'partitionKeys' only, not 'tenant'"],
  ['a/!{partitionKeyFromLambda:tenant}/', "name keys of 'transformPartitionKeys' only, not 'tenant'"],
])("fails for '%s'", (prefix, message) => {
  expect(() => prefixed(prefix)).toThrow(`'prefix' must ${message}`);
  expect(() => prefixed(prefix)).toThrow(`got '${prefix}'`);
});

test('fails where a partition key is not used', () => {
  expect(() =>
    delivered({ prefix: ObjectPrefix.of('a/!{timestamp:yyyy}/'), partitionKeys: { tenant: '.tenant' } }),
  ).toThrow("'prefix' must use every partition key, e.g. '!{partitionKeyFromQuery:tenant}'");
});
