import { ArnFormat, Names, Size, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Where query results lie. */
export const RESULTS_PREFIX = 'athena-results/';

/** What it takes to run a query and read its result. Source: Athena user guide, "Workgroup example policies". */
const QUERY_ACTIONS = [
  'athena:BatchGetNamedQuery',
  'athena:GetNamedQuery',
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:GetWorkGroup',
  'athena:ListNamedQueries',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
];

/** Props of `QueryWorkspace`. */
export interface QueryWorkspaceProps {
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;
  readonly bytesScannedCutoff?: Size;
}

/** An Athena workgroup, whose results lie in the archive, and a Glue database. */
export class QueryWorkspace extends Construct {
  public readonly databaseName: string;
  public readonly workgroupName: string;
  public readonly resultsPrefix = RESULTS_PREFIX;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: QueryWorkspaceProps,
  ) {
    super(scope, id);
    const { bucket, encryptionKey } = props;
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      // Glue makes no name itself; it takes lower case, digits and underscores.
      databaseInput: {
        name: Names.uniqueResourceName(this, { maxLength: 128, separator: '_' }).toLowerCase(),
        description: `Events of ${scope.node.path}`,
      },
    });
    const workgroup = new athena.CfnWorkGroup(this, 'Workgroup', {
      name: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: `Queries on ${scope.node.path}`,
      // Named queries and the history go with it; without this the deletion of a used workgroup fails.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: (props.bytesScannedCutoff ?? Size.gibibytes(100)).toBytes(),
        resultConfiguration: {
          outputLocation: bucket.s3UrlForObject(RESULTS_PREFIX),
          encryptionConfiguration:
            encryptionKey === undefined
              ? { encryptionOption: 'SSE_S3' }
              : { encryptionOption: 'SSE_KMS', kmsKey: encryptionKey.keyArn },
        },
      },
    });
    this.databaseName = database.ref;
    this.workgroupName = workgroup.ref;
  }

  public grantRunQuery(grantee: iam.IGrantable): iam.Grant {
    const { bucket, encryptionKey } = this.props;
    const workgroupArn = Stack.of(this).formatArn({
      service: 'athena',
      resource: 'workgroup',
      resourceName: this.workgroupName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const grants = [
      iam.Grant.addToPrincipal({ grantee, actions: QUERY_ACTIONS, resourceArns: [workgroupArn] }),
      iam.Grant.addToPrincipalOrResource({
        grantee,
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resourceArns: [bucket.arnForObjects(`${RESULTS_PREFIX}*`)],
        resource: bucket,
      }),
      iam.Grant.addToPrincipalOrResource({
        grantee,
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resourceArns: [bucket.bucketArn],
        resource: bucket,
      }),
    ];
    if (encryptionKey !== undefined) grants.push(encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey'));
    return grants.reduce((all, grant) => all.combine(grant));
  }
}
