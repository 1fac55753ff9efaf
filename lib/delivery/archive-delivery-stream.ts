import { Resource } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  CfnDeliveryStream,
  type CfnDeliveryStreamProps,
  DeliveryStream,
  type DeliveryStreamReference,
  type IDeliveryStream,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PUT_ACTIONS, PUT_KEY_ACTIONS } from './put-grants';

/** What an `ArchiveDeliveryStream` is made of. */
interface ArchiveDeliveryStreamProps {
  readonly definition: CfnDeliveryStreamProps;
  readonly role: iam.Role;
  /** Customer-managed key of what is put into it. */
  readonly encryptionKey?: kms.IKey;
}

/**
 * A delivery stream over the L1. The L2 would widen the role it is given, with `s3:GetObject*` and `kms:ReEncrypt*`
 * among others, and leaves a mapping of the Regions' address ranges in every stack, used or not.
 */
export class ArchiveDeliveryStream extends Resource implements IDeliveryStream {
  public readonly deliveryStreamArn: string;
  public readonly deliveryStreamName: string;
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly encryptionKey?: kms.IKey;

  public constructor(scope: Construct, id: string, props: ArchiveDeliveryStreamProps) {
    super(scope, id);
    const definition = new CfnDeliveryStream(this, 'Resource', props.definition);
    this.deliveryStreamArn = this.getResourceArnAttribute(definition.attrArn, {
      service: 'firehose',
      resource: 'deliverystream',
      resourceName: this.physicalName,
    });
    this.deliveryStreamName = this.getResourceNameAttribute(definition.ref);
    this.grantPrincipal = props.role;
    this.encryptionKey = props.encryptionKey;
  }

  public get deliveryStreamRef(): DeliveryStreamReference {
    return { deliveryStreamArn: this.deliveryStreamArn, deliveryStreamName: this.deliveryStreamName };
  }

  /** The addresses Firehose comes from, for destinations in a VPC. The mapping that takes is made when they are asked for. */
  public get connections(): ec2.Connections {
    const known = this.node.tryFindChild('Addresses') as IDeliveryStream | undefined;
    const { deliveryStreamArn } = this;
    return (known ?? DeliveryStream.fromDeliveryStreamAttributes(this, 'Addresses', { deliveryStreamArn })).connections;
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.deliveryStreamArn] });
  }

  public grantPutRecords(grantee: iam.IGrantable): iam.Grant {
    const grant = this.grant(grantee, ...PUT_ACTIONS);
    const key = this.encryptionKey?.grant(grantee, ...PUT_KEY_ACTIONS);
    return key === undefined ? grant : grant.combine(key);
  }

  public metric(metricName: string, options?: MetricOptions): Metric {
    const dimensionsMap = { DeliveryStreamName: this.deliveryStreamName };
    return new Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap, ...options }).attachTo(this);
  }

  public metricIncomingBytes(options?: MetricOptions): Metric {
    return this.metric('IncomingBytes', { statistic: 'Sum', ...options });
  }

  public metricIncomingRecords(options?: MetricOptions): Metric {
    return this.metric('IncomingRecords', { statistic: 'Sum', ...options });
  }

  public metricBackupToS3Bytes(options?: MetricOptions): Metric {
    return this.metric('BackupToS3.Bytes', { statistic: 'Sum', ...options });
  }

  public metricBackupToS3DataFreshness(options?: MetricOptions): Metric {
    return this.metric('BackupToS3.DataFreshness', { statistic: 'Average', ...options });
  }

  public metricBackupToS3Records(options?: MetricOptions): Metric {
    return this.metric('BackupToS3.Records', { statistic: 'Sum', ...options });
  }
}
