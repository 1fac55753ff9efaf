import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Gives the least statements of an endpoint's policy. */
type Statements = (scope: Construct) => iam.PolicyStatement[];

/**
 * A service that producers reach from inside, by an interface endpoint. Its policy lets through what producers do with
 * the named resources, by principals of this account; each call still needs its caller's own permission.
 */
export class PrivateService {
  /**
   * The front doors: `execute-api:Invoke` on the APIs of this account and Region. Which API admits the endpoint is for
   * the API's own resource policy, see `FrontDoor.vpcOnly`.
   */
  public static executeApi(): PrivateService {
    return new PrivateService('ExecuteApi', ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, (scope) => [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        // An API names its endpoints, so that the endpoints cannot name the API.
        resources: [
          Stack.of(scope).formatArn({
            service: 'execute-api',
            resource: '*',
            arnFormat: ArnFormat.NO_RESOURCE_NAME,
          }),
        ],
      }),
    ]);
  }

  /** Kinesis: to put records into these streams. */
  public static kinesisStreams(streams: kinesis.IStream[]): PrivateService {
    const arns = streams.map(({ streamArn }) => streamArn);
    return PrivateService.signed('KinesisStreams', ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS, arns, [
      'kinesis:PutRecord',
      'kinesis:PutRecords',
    ]);
  }

  /** Firehose: to put records into these delivery streams. */
  public static kinesisFirehose(deliveryStreams: firehose.IDeliveryStream[]): PrivateService {
    const arns = deliveryStreams.map(({ deliveryStreamArn }) => deliveryStreamArn);
    return PrivateService.signed('KinesisFirehose', ec2.InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE, arns, [
      'firehose:PutRecord',
      'firehose:PutRecordBatch',
    ]);
  }

  /** SQS: to send messages to these queues. */
  public static sqs(queues: sqs.IQueue[]): PrivateService {
    const arns = queues.map(({ queueArn }) => queueArn);
    return PrivateService.signed('Sqs', ec2.InterfaceVpcEndpointAwsService.SQS, arns, [
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
  }

  /** CloudWatch Logs: to write into these log groups. */
  public static logs(logGroups: logs.ILogGroup[]): PrivateService {
    const arns = logGroups.map(({ logGroupArn }) => logGroupArn);
    return PrivateService.signed('Logs', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, arns, [
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  }

  /** KMS: to encrypt and decrypt with these keys. */
  public static kms(keys: kms.IKey[]): PrivateService {
    const arns = keys.map(({ keyArn }) => keyArn);
    return PrivateService.signed('Kms', ec2.InterfaceVpcEndpointAwsService.KMS, arns, [
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
    ]);
  }

  /** STS: to assume these roles. */
  public static sts(roles: iam.IRole[]): PrivateService {
    const arns = roles.map(({ roleArn }) => roleArn);
    return PrivateService.signed('Sts', ec2.InterfaceVpcEndpointAwsService.STS, arns, ['sts:AssumeRole']);
  }

  /** S3: to put objects into these buckets. S3's gateway endpoint, which is free, cannot be reached over a VPN. */
  public static s3(buckets: s3.IBucket[]): PrivateService {
    const arns = buckets.map((bucket) => bucket.arnForObjects('*'));
    return PrivateService.signed('S3', ec2.InterfaceVpcEndpointAwsService.S3, arns, [
      's3:AbortMultipartUpload',
      's3:PutObject',
    ]);
  }

  private static signed(
    name: string,
    service: ec2.InterfaceVpcEndpointAwsService,
    resources: string[],
    actions: string[],
  ): PrivateService {
    if (resources.length === 0) {
      throw new Error(
        `PrivateService '${name}' must name at least one resource, got none: it would let nothing through`,
      );
    }
    return new PrivateService(name, service, (scope) => [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions,
        resources,
        conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(scope).account } },
      }),
    ]);
  }

  private constructor(
    /** Name, as it stands in logical ids. */
    public readonly name: string,
    private readonly service: ec2.InterfaceVpcEndpointAwsService,
    private readonly statements: Statements,
  ) {}

  /** @internal */
  public _endpoint(
    scope: Construct,
    props: Omit<ec2.InterfaceVpcEndpointProps, 'service' | 'open'>,
  ): ec2.InterfaceVpcEndpoint {
    const endpoint = new ec2.InterfaceVpcEndpoint(scope, this.name, {
      ...props,
      service: this.service,
      open: false,
      privateDnsOnlyForInboundResolverEndpoint: this.dnsScope(props.privateDnsEnabled === true),
    });
    for (const statement of this.statements(scope)) endpoint.addToPolicy(statement);
    return endpoint;
  }

  /**
   * Of a service that has gateway endpoints too, EC2 limits private DNS to the Resolver endpoint unless told otherwise,
   * and then refuses it where the VPC has no gateway endpoint. Source: AWS PrivateLink guide, "Private DNS".
   */
  private dnsScope(privateDns: boolean): ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint | undefined {
    if (!privateDns || this.service !== ec2.InterfaceVpcEndpointAwsService.S3) return undefined;
    return ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS;
  }
}
