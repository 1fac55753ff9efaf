import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards';
import { streamReadStatements } from '../stream/stream-grants';
import { codeStatements, type FlinkCodeLocation } from './flink-code';

/** What the service does in a VPC, to no resource that could be named. Source: its guide, "VPC application permissions". */
const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];

/** What the role of an application is for. */
export interface FlinkRoleOptions {
  readonly stream: kinesis.IStream;
  readonly code: FlinkCodeLocation;
  readonly logGroup: logs.LogGroup;
  readonly logStreamArn: string;
  readonly inVpc: boolean;
}

/** The role of an application: its stream, its code, its log, and network interfaces where it is in a VPC. */
export function flinkRole(scope: Construct, options: FlinkRoleOptions): iam.Role {
  const { account, partition, region } = Stack.of(scope);
  const groups = `arn:${partition}:logs:${region}:${account}:log-group:*`;
  const statements = [
    ...streamReadStatements(options.stream),
    ...codeStatements(options.code),
    new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [options.logStreamArn] }),
    new iam.PolicyStatement({ actions: ['logs:DescribeLogStreams'], resources: [options.logGroup.logGroupArn] }),
    // The service looks for its group among all.
    new iam.PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: [groups] }),
  ];
  if (options.inVpc) statements.push(new iam.PolicyStatement({ actions: VPC_ACTIONS, resources: ['*'] }));
  const role = new iam.Role(scope, 'Role', {
    description: `Runs ${scope.node.path}`.slice(0, 1_000),
    assumedBy: new iam.ServicePrincipal('kinesisanalytics.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    // Inline, so that the grants are in force as soon as the role is.
    inlinePolicies: { Application: new iam.PolicyDocument({ statements }) },
  });
  const reason = 'Flink lists log groups, and makes network interfaces, for no resource in particular';
  acknowledgeWildcards(role, [groups, options.logGroup.logGroupArn, ...(options.inVpc ? ['*'] : [])], reason);
  return role;
}
