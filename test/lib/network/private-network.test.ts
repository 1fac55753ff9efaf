import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { EventArchive, NetworkZones, PrivateNetwork, type PrivateNetworkProps, PrivateService } from 'cdk-sluice';
import { stackWithVpc } from './networked';

const ENV = { account: '111122223333', region: 'eu-west-1' };

function network(props: Partial<PrivateNetworkProps> | ((stack: Stack) => Partial<PrivateNetworkProps>) = {}) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const given = typeof props === 'function' ? props(stack) : props;
  const made = new PrivateNetwork(stack, 'Network', { onPremises: ['192.168.0.0/20'], ...given });
  return { app, stack, network: made, template: Template.fromStack(stack) };
}

describe('a new network', () => {
  const { app, stack, template, network: made } = network();

  test('has an isolated subnet in each of two zones, and no way to the internet', () => {
    template.hasResourceProperties('AWS::EC2::VPC', {
      CidrBlock: '10.0.0.0/20',
      EnableDnsHostnames: true,
      EnableDnsSupport: true,
    });
    const subnets = Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties);
    expect(subnets.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/22', '10.0.4.0/22']);
    expect(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(
      [0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
    );
    for (const type of ['InternetGateway', 'NatGateway', 'Route', 'VPCGatewayAttachment']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
  });

  test('asks nothing of AWS at synth, even where the account is known', () => {
    expect(app.synth().getStackByName(stack.stackName).assembly.manifest.missing ?? []).toEqual([]);
  });

  test('has the endpoint of the front doors in each zone, which admits TLS from the other side alone', () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.eu-west-1.execute-api',
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      SubnetIds: [Match.anyValue(), Match.anyValue()],
    });
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
    expect(groups.map(({ Properties }) => Properties.SecurityGroupIngress)).toEqual([
      [
        {
          CidrIp: '192.168.0.0/20',
          FromPort: 443,
          ToPort: 443,
          IpProtocol: 'tcp',
          Description: 'The other side',
        },
      ],
    ]);
    expect(made.executeApi).toBeDefined();
  });

  test("lets calls through to this account's APIs alone", () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: 'execute-api:Invoke',
            Resource: {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:eu-west-1:111122223333:*']],
            },
          },
        ],
      },
    });
  });

  test('resolves no names and logs no traffic unless asked', () => {
    template.resourceCountIs('AWS::Route53Resolver::ResolverEndpoint', 0);
    template.resourceCountIs('AWS::EC2::FlowLog', 0);
  });
});

test('zones are given by name, and may be three', () => {
  const { template } = network({ zones: NetworkZones.byName('eu-west-1a', 'eu-west-1b', 'eu-west-1c') });
  const zones = Object.values(template.findResources('AWS::EC2::Subnet')).map(
    ({ Properties }) => Properties.AvailabilityZone,
  );
  expect(zones).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
});

test('names are answered in both zones, to the other side alone', () => {
  const { template } = network({ nameResolution: true });
  template.hasResourceProperties('AWS::Route53Resolver::ResolverEndpoint', {
    Direction: 'INBOUND',
    IpAddresses: [{ SubnetId: Match.anyValue() }, { SubnetId: Match.anyValue() }],
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [
      Match.objectLike({ CidrIp: '192.168.0.0/20', FromPort: 53, IpProtocol: 'tcp' }),
      Match.objectLike({ CidrIp: '192.168.0.0/20', FromPort: 53, IpProtocol: 'udp' }),
    ],
  });
});

describe('services by name', () => {
  const services = (stack: Stack) => [
    PrivateService.executeApi(),
    PrivateService.kinesisStreams([new kinesis.Stream(stack, 'Stream')]),
    PrivateService.kinesisFirehose([firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Delivery', 'delivery')]),
    PrivateService.sqs([new sqs.Queue(stack, 'Queue')]),
    PrivateService.logs([new logs.LogGroup(stack, 'Logs')]),
    PrivateService.kms([new kms.Key(stack, 'Key')]),
    PrivateService.sts([iam.Role.fromRoleName(stack, 'Role', 'producer')]),
    PrivateService.s3([new s3.Bucket(stack, 'Bucket')]),
  ];
  const { template, network: made } = network((stack) => ({ services: services(stack) }));

  test.each([
    ['execute-api', ['execute-api:Invoke']],
    ['kinesis-streams', ['kinesis:PutRecord', 'kinesis:PutRecords']],
    ['kinesis-firehose', ['firehose:PutRecord', 'firehose:PutRecordBatch']],
    ['sqs', ['sqs:GetQueueUrl', 'sqs:SendMessage']],
    ['logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
    ['kms', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']],
    ['sts', ['sts:AssumeRole']],
    ['s3', ['s3:AbortMultipartUpload', 's3:PutObject']],
  ])('%s lets through what producers do', (service, actions) => {
    const [endpoint] = Object.values(
      template.findResources('AWS::EC2::VPCEndpoint', {
        Properties: { ServiceName: Match.stringLikeRegexp(`\\.${service}$`), VpcEndpointType: 'Interface' },
      }),
    );
    const [statement, ...others] = endpoint?.Properties.PolicyDocument.Statement ?? [];
    expect([statement.Action].flat()).toEqual(actions);
    expect(statement.Resource).not.toBe('*');
    expect(others).toEqual([]);
    if (service === 'execute-api') return;
    expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': ENV.account } });
  });

  test('of S3 leads to the endpoint by name without a gateway endpoint, and asks for none', () => {
    const ofService = (service: string) =>
      Object.values(
        template.findResources('AWS::EC2::VPCEndpoint', {
          Properties: { ServiceName: Match.stringLikeRegexp(`\\.${service}$`) },
        }),
      )[0]?.Properties;
    expect(ofService('s3').PrivateDnsEnabled).toBe(true);
    expect(ofService('s3').DnsOptions).toEqual({ PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' });
    expect(ofService('sqs')).not.toHaveProperty('DnsOptions');
  });

  test('are found by name', () => {
    expect(made.endpoint('Sts').vpcEndpointId).toBeDefined();
    expect(() => made.endpoint('Lambda')).toThrow("'name' must be a service of this network, got 'Lambda'");
  });

  test('fail without a resource, and twice', () => {
    expect(() => PrivateService.sqs([])).toThrow("PrivateService 'Sqs' must name at least one resource");
    const twice = [PrivateService.executeApi(), PrivateService.executeApi()];
    expect(() => network({ services: twice })).toThrow(
      "'services' must name each service once, got 'ExecuteApi' twice",
    );
  });
});

describe('the flow log', () => {
  const { template, network: made } = network((stack) => ({ flowLogArchive: new EventArchive(stack, 'Archive') }));

  test('lands in the archive as Parquet, by the hour', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] }, '/flow-logs']] },
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
    });
  });

  test('has a column for each field it writes, and partitions where they are written', () => {
    const [flowLog] = Object.values(template.findResources('AWS::EC2::FlowLog'));
    const [table] = Object.values(template.findResources('AWS::Glue::Table'));
    const { StorageDescriptor, PartitionKeys, Parameters } = table?.Properties.TableInput ?? {};
    const fields = flowLog?.Properties.LogFormat.split(' ').map((field: string) =>
      field.slice(2, -1).replace(/-/g, '_'),
    );
    expect(StorageDescriptor.Columns.map(({ Name }: { Name: string }) => Name)).toEqual(fields);
    expect(PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['year', 'month', 'day', 'hour']);
    expect(JSON.stringify(Parameters['storage.location.template'])).toContain(
      'flow-logs/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-west-1/year=${year}',
    );
    expect(made.flowLogTable).toBeDefined();
  });

  test('is made after the bucket admits it, and only it, from this account', () => {
    const [policy] = Object.keys(
      template.findResources('AWS::S3::BucketPolicy', { Properties: { Bucket: { Ref: 'ArchiveBucket49F1AC64' } } }),
    );
    template.hasResource('AWS::EC2::FlowLog', { DependsOn: [policy] });
    const condition = Match.objectLike({ StringEquals: { 'aws:SourceAccount': ENV.account } });
    const statement = (Action: string) =>
      Match.objectLike({ Principal: { Service: 'delivery.logs.amazonaws.com' }, Action, Condition: condition });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([statement('s3:PutObject'), statement('s3:GetBucketAcl')]) },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: { Service: 'delivery.logs.amazonaws.com' }, Condition: condition }),
        ]),
      },
    });
  });
});

describe('an existing VPC', () => {
  test('is taken as it is, with its own names kept', () => {
    const { stack, vpc } = stackWithVpc();
    const made = new PrivateNetwork(stack, 'Private', { vpc, onPremises: ['192.168.0.0/20'] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      SubnetIds: ['subnet-0a', 'subnet-0b'],
      PrivateDnsEnabled: false,
    });
    expect(made.vpc).toBe(vpc);
  });

  test('fails with props of a new one, and with subnets in one zone', () => {
    const { stack, vpc } = stackWithVpc();
    const onPremises = ['192.168.0.0/20'];
    expect(() => new PrivateNetwork(stack, 'A', { vpc, onPremises, cidr: '10.0.0.0/16' })).toThrow(
      "'cidr' must be left out",
    );
    const one = { subnets: [ec2.Subnet.fromSubnetId(stack, 'One', 'subnet-0c')] };
    expect(() => new PrivateNetwork(stack, 'B', { vpc, onPremises, subnets: one })).toThrow(
      "'subnets' must be two or more",
    );
  });
});

test.each<[Partial<PrivateNetworkProps>, string]>([
  [{ cidr: '10.0.0.0/27' }, "'cidr' must be between 16 and 26 bits, got 27"],
  [{ cidr: '10.0.0.0/8' }, "'cidr' must be between 16 and 26 bits, got 8"],
  [{ cidr: 'fd00::/64' }, "'cidr' must be IPv4"],
  [{ cidr: '192.168.0.0/16' }, "got '192.168.0.0/20' of the other side (onPremises) and '192.168.0.0/16' of the VPC"],
  [{ onPremises: [] }, "'onPremises' must name at least one range"],
  [{ onPremises: ['0.0.0.0/0'] }, "got '0.0.0.0/0': that is everybody"],
  [{ flowLogPrefix: 'x' }, "'flowLogPrefix' must be left out without 'flowLogArchive'"],
])('fails for %j', (props, message) => {
  expect(() => network(props)).toThrow(message);
});

test.each([
  [() => NetworkZones.byIndex(0), "'zones' must be two or three, got 1"],
  [() => NetworkZones.byIndex(0, 0), "got '0' twice"],
  [() => NetworkZones.byIndex(0, 6), "'indexes' must be between 0 and 5, got 6"],
  [() => NetworkZones.byName('eu-west-1', 'eu-west-1b'), "names of zones such as 'eu-west-1a'"],
])('fails for zones that are none', (make, message) => {
  expect(make).toThrow(message);
});
