import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EventArchive } from '../../archive/event-archive';
import type { TableColumn } from '../../delivery/delivery-format';
import { EventTable } from '../../delivery/event-table';
import type { PartitionedPrefix } from '../../delivery/partition-projection';
import { PARQUET_LAYOUT } from '../../delivery/table-layout';

/** Fields of the log, in order, with their types. Source: Athena user guide, "Flow logs in Apache Parquet format". */
const COLUMNS: TableColumn[] = [
  { name: 'version', dataType: 'int' },
  { name: 'account_id', dataType: 'string' },
  { name: 'interface_id', dataType: 'string' },
  { name: 'srcaddr', dataType: 'string' },
  { name: 'dstaddr', dataType: 'string' },
  { name: 'srcport', dataType: 'int' },
  { name: 'dstport', dataType: 'int' },
  { name: 'protocol', dataType: 'bigint' },
  { name: 'packets', dataType: 'bigint' },
  { name: 'bytes', dataType: 'bigint' },
  { name: 'start', dataType: 'bigint' },
  { name: 'end', dataType: 'bigint' },
  { name: 'action', dataType: 'string' },
  { name: 'log_status', dataType: 'string' },
];

/** What the key's policy must let the log's delivery do. Source: VPC user guide, "Required key policy for SSE-KMS". */
const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Props of `NetworkFlowLog`. */
export interface NetworkFlowLogProps {
  readonly vpc: ec2.IVpc;
  readonly archive: EventArchive;
  readonly prefix: string;
}

/** The VPC's flow log, accepted and refused traffic alike, as Parquet in the archive, and the table to query it by. */
export class NetworkFlowLog extends Construct {
  public readonly tableName: string;

  public constructor(scope: Construct, id: string, { vpc, archive, prefix }: NetworkFlowLogProps) {
    super(scope, id);
    archive._claimPrefix(`${prefix}/`, this.node.path);
    const flowLog = new ec2.CfnFlowLog(this, 'FlowLog', {
      resourceId: vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 's3',
      logDestination: archive.bucket.arnForObjects(prefix),
      // What changes here replaces the log: the fields are spelled out, so that AWS's default cannot part from the table.
      logFormat: COLUMNS.map(({ name }) => `\${${name.replace(/_/g, '-')}}`).join(' '),
      maxAggregationInterval: 600,
      destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
    });
    this.admitDelivery(archive, prefix, flowLog);
    const { account, region } = Stack.of(this);
    const folder = `${prefix}/AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/`;
    const table = new EventTable(this, 'Table', {
      archive,
      layout: PARQUET_LAYOUT,
      columns: COLUMNS,
      where: byTheHour(folder),
    });
    this.tableName = table.tableName;
  }

  /** Source: VPC user guide, "Publish flow logs to Amazon S3". */
  private admitDelivery({ bucket, encryptionKey }: EventArchive, prefix: string, flowLog: ec2.CfnFlowLog): void {
    const caller = {
      principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        ArnLike: {
          'aws:SourceArn': Stack.of(this).formatArn({
            service: 'logs',
            resource: '*',
            arnFormat: ArnFormat.NO_RESOURCE_NAME,
          }),
        },
      },
    };
    const write = bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        ...caller,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${prefix}/*`)],
      }),
    );
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({ ...caller, actions: ['s3:GetBucketAcl'], resources: [bucket.bucketArn] }),
    );
    encryptionKey?.addToResourcePolicy(new iam.PolicyStatement({ ...caller, actions: KEY_ACTIONS, resources: ['*'] }));
    // Whether the log may be delivered is tried when it is made.
    if (write.policyDependable !== undefined) flowLog.node.addDependency(write.policyDependable);
  }
}

/** Partitions of the log's folders below `base`. */
function byTheHour(base: string): PartitionedPrefix {
  const digits = (name: string, min: number, max: number, count: number, condition?: string) => ({
    name,
    projection: { type: 'integer', range: `${min},${max}`, digits: String(count) },
    condition,
  });
  const today = (name: string, format: string) => `"${name}" = date_format(current_timestamp, '${format}')`;
  return {
    base,
    partitions: [
      digits('year', 2_024, 2_099, 4, today('year', '%Y')),
      digits('month', 1, 12, 2, today('month', '%m')),
      digits('day', 1, 31, 2, today('day', '%d')),
      digits('hour', 0, 23, 2),
    ],
    template: 'year=${year}/month=${month}/day=${day}/hour=${hour}/',
  };
}
