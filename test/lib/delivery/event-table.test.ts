import { Duration, Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EventArchive, EventDelivery, ObjectPrefix } from 'cdk-sluice';
import { delivered, type Props } from './delivered';

const tableOf = (props?: Props) =>
  Object.values(delivered(props).template.findResources('AWS::Glue::Table'))[0]?.Properties.TableInput;
const queryOf = (props?: Props) => {
  const [query] = Object.values(delivered(props).template.findResources('AWS::Athena::NamedQuery'));
  return query?.Properties.QueryString['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join('?');
};

test('partitions are projected, so that no crawler runs', () => {
  expect(tableOf().PartitionKeys).toEqual([
    { Name: 'dt', Type: 'string' },
    { Name: 'hour', Type: 'string' },
  ]);
  expect(tableOf().Parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': 'NOW-1095DAYS,NOW+1DAYS',
    'projection.dt.interval.unit': 'DAYS',
    'projection.hour.type': 'enum',
    'projection.hour.values': expect.stringMatching(/^00,01,.*,23$/),
    'storage.location.template': {
      'Fn::Join': ['', ['s3://', { Ref: 'ArchiveBucket49F1AC64' }, '/events/dt=${dt}/hour=${hour}/']],
    },
  });
});

test('the table reaches as far back as it is told, or as the archive keeps objects', () => {
  expect(tableOf({ queryableHistory: Duration.days(30) }).Parameters['projection.dt.range']).toMatch(/^NOW-30DAYS,/);
  const stack = new Stack();
  const archive = new EventArchive(stack, 'Archive', { expiration: Duration.days(90) });
  new EventDelivery(stack, 'Delivery', { archive });
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::Glue::Table'));
  expect(table?.Properties.TableInput.Parameters['projection.dt.range']).toMatch(/^NOW-90DAYS,/);
});

test('the reach may be known at deployment only', () => {
  const props = { queryableHistory: Duration.days(Token.asNumber({ Ref: 'Days' })) };
  expect(tableOf(props).Parameters['projection.dt.range']).toEqual({
    'Fn::Join': ['', ['NOW-', { Ref: 'Days' }, 'DAYS,NOW+1DAYS']],
  });
  const prefix = ObjectPrefix.of('a/y=!{timestamp:yyyy}/');
  expect(tableOf({ ...props, prefix }).Parameters['projection.y.range']).toBe('NOW-100YEARS,NOW+1YEARS');
});

test('fails where a partition key has the name of a folder of time', () => {
  expect(() => delivered({ partitionKeys: { hour: '.hour' } })).toThrow(
    "'prefix' must name each partition once, got 'hour' twice: rename the partition key, e.g. 'hour_key'",
  );
});

test('a dynamic key is taken from the query, which the named query says', () => {
  const props = { partitionKeys: { tenant: '.tenant' } };
  expect(tableOf(props).Parameters['projection.tenant.type']).toBe('injected');
  expect(queryOf(props)).toContain(`WHERE "tenant" = 'a value of yours'\n  AND "dt" = date_format`);
});

test("today is the prefix's, in its time zone, and the oldest object may bear the date of the day before", () => {
  const props = { timeZone: TimeZone.AMERICA_NEW_YORK, queryableHistory: Duration.days(30) };
  expect(queryOf(props)).toContain(
    `WHERE "dt" = date_format(current_timestamp AT TIME ZONE 'America/New_York', '%Y-%m-%d')`,
  );
  expect(tableOf(props).Parameters['projection.dt.range']).toBe('NOW-31DAYS,NOW+1DAYS');
  expect(queryOf({ timeZone: TimeZone.ETC_UTC })).toContain("date_format(current_timestamp, '%Y-%m-%d')");
});

test('folders of year, month and day are partitions too', () => {
  const prefix = ObjectPrefix.of('a/y=!{timestamp:yyyy}/m=!{timestamp:MM}/d=!{timestamp:dd}/');
  expect(tableOf({ prefix }).PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['y', 'm', 'd']);
  expect(tableOf({ prefix }).Parameters).toMatchObject({
    'projection.y.range': 'NOW-3YEARS,NOW+1YEARS',
    'projection.m.values': '01,02,03,04,05,06,07,08,09,10,11,12',
  });
});

test.each(['a/', 'a/!{timestamp:yyyy/MM/dd}/', 'a/x=!{timestamp:yyyy-MM-dd-HH}/', 'a/dt=!{timestamp:yyyy-MM-dd}'])(
  "a table of '%s' has no partitions and reads all below",
  (text) => {
    const table = tableOf({ prefix: ObjectPrefix.of(text) });
    expect(table.PartitionKeys).toEqual([]);
    expect(table.Parameters).not.toHaveProperty('projection.enabled');
    expect(table.StorageDescriptor.Location['Fn::Join'][1].at(-1)).toBe('/a/');
  },
);

test('the named query reads what has landed today', () => {
  expect(queryOf()).toBe(
    'SELECT *\nFROM "?"."?"\nWHERE "dt" = date_format(current_timestamp, \'%Y-%m-%d\')\nLIMIT 100',
  );
});

test('a grant to query is of the workgroup, the objects and the one table', () => {
  const stack = new Stack();
  const delivery = new EventDelivery(stack, 'Delivery', { archive: new EventArchive(stack, 'Archive') });
  delivery.grantQuery(new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() }));
  const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  for (const part of [
    ':workgroup/',
    '/athena-results/*',
    '/events/*',
    ':table/',
    'glue:GetPartitions',
    'kms:Decrypt',
  ]) {
    expect(policies).toContain(part);
  }
  expect(policies).not.toMatch(/"\*"|:\*"/);
  // Athena looks up the default database as well, but may read no table of it.
  expect(statementsOn(stack, ':database/default')).toEqual([['glue:GetDatabase']]);
});

/** Actions of each statement that names a resource ending in `suffix`. */
function statementsOn(stack: Stack, suffix: string): string[][] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => [Resource].flat().some((arn) => JSON.stringify(arn).includes(suffix)))
    .map(({ Action }) => [Action].flat());
}
