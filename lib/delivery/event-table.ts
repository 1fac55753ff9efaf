import { Names, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { EventArchive } from '../archive/event-archive';
import type { TableColumn } from './delivery-format';
import type { PartitionedPrefix } from './partition-projection';
import type { TableLayout } from './table-layout';

/** Props of `EventTable`. */
export interface EventTableProps {
  readonly archive: EventArchive;
  readonly layout: TableLayout;
  readonly columns: TableColumn[];
  readonly where: PartitionedPrefix;
}

/** The Glue table of what a delivery writes, and a named query that reads today's events. */
export class EventTable extends Construct {
  public readonly table: glue.CfnTable;
  public readonly tableName: string;

  public constructor(scope: Construct, id: string, props: EventTableProps) {
    super(scope, id);
    const { archive, layout, columns, where } = props;
    refuseTwins(columns, where);
    const { bucket } = archive;
    this.table = new glue.CfnTable(this, 'Table', {
      catalogId: Stack.of(this).account,
      databaseName: archive.databaseName,
      tableInput: {
        // Glue makes no name itself; it takes lower case, digits and underscores.
        name: Names.uniqueResourceName(this, { maxLength: 128, separator: '_' }).toLowerCase(),
        description: `Events that ${scope.node.path} delivers`,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          EXTERNAL: 'TRUE',
          classification: layout.classification,
          ...projection(where, bucket.s3UrlForObject(`${where.base}${where.template}`)),
        },
        partitionKeys: where.partitions.map(({ name }) => ({ name, type: 'string' })),
        storageDescriptor: {
          columns: columns.map(({ name, dataType, comment }) => ({ name, type: dataType, comment })),
          location: bucket.s3UrlForObject(where.base),
          inputFormat: layout.inputFormat,
          outputFormat: layout.outputFormat,
          serdeInfo: { serializationLibrary: layout.serializationLibrary, parameters: layout.parameters },
        },
      },
    });
    this.tableName = this.table.ref;
    new athena.CfnNamedQuery(this, 'Today', {
      database: archive.databaseName,
      workGroup: archive.workgroupName,
      name: `Events of today: ${scope.node.path}`.slice(0, 128),
      description: 'What has landed today; objects follow after the buffering interval',
      queryString: todaysEvents(archive.databaseName, this.tableName, where),
    });
  }
}

function projection({ partitions }: PartitionedPrefix, location: string): { [name: string]: string } {
  if (partitions.length === 0) return {};
  const settings = partitions.flatMap(({ name, projection: given }) =>
    Object.entries(given).map(([setting, value]) => [`projection.${name}.${setting}`, value] as const),
  );
  return { 'projection.enabled': 'true', ...Object.fromEntries(settings), 'storage.location.template': location };
}

function todaysEvents(database: string, table: string, { partitions }: PartitionedPrefix): string {
  const conditions = partitions.flatMap(({ condition }) => condition ?? []);
  const hint = partitions.some(({ needsValue }) => needsValue) ? ['-- Put in a value of yours where it says so.'] : [];
  const where = conditions.length === 0 ? [] : [`WHERE ${conditions.join('\n  AND ')}`];
  return [...hint, 'SELECT *', `FROM "${database}"."${table}"`, ...where, 'LIMIT 100'].join('\n');
}

/** Hive tells columns and partitions apart by name alone. */
function refuseTwins(columns: TableColumn[], { partitions }: PartitionedPrefix): void {
  const names = partitions.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new Error(
      `'prefix' must name each partition once, got '${repeated}' twice: rename the partition key, e.g. '${repeated}_key'`,
    );
  }
  const twin = columns.find((column) => partitions.some(({ name }) => name === column.name));
  if (twin === undefined) return;
  throw new Error(
    `'columns' must not share a name with a partition of the prefix, got '${twin.name}': rename the partition key, ` +
      `e.g. '${twin.name}_key'`,
  );
}
