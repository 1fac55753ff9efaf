import { CfnOutput, type Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EventArchive } from '../archive';
import { EventStream, type StreamCapacity } from '../stream';

/** Props of `StatefulStack`. */
export interface StatefulStackProps extends StackProps {
  /**
   * How the stream scales.
   * @default StreamCapacity.onDemand()
   */
  readonly streamCapacity?: StreamCapacity;

  /**
   * How long the stream keeps a record, 24 to 8,760 hours.
   * @default Duration.hours(24)
   */
  readonly retention?: Duration;

  /**
   * Age at which archived objects are deleted, in whole days.
   * @default - never
   */
  readonly archiveExpiration?: Duration;

  /**
   * What becomes of the data when the stack goes.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What holds data: stream, archive and their keys. Give it `terminationProtection` wherever the data matters. */
export class StatefulStack extends Stack {
  /** The stream. */
  public readonly eventStream: EventStream;

  /** The archive. */
  public readonly archive: EventArchive;

  public constructor(scope: Construct, id: string, props: StatefulStackProps = {}) {
    super(scope, id, { description: 'Event stream and archive', ...props });
    const { removalPolicy } = props;
    this.eventStream = new EventStream(this, 'Stream', {
      capacity: props.streamCapacity,
      retention: props.retention,
      removalPolicy,
    });
    this.archive = new EventArchive(this, 'Archive', { expiration: props.archiveExpiration, removalPolicy });
    new CfnOutput(this, 'StreamName', {
      value: this.eventStream.stream.streamName,
      description: 'Kinesis stream that holds the events, for consumers',
    });
    new CfnOutput(this, 'BucketName', {
      value: this.archive.bucket.bucketName,
      description: 'Bucket that events land in',
    });
    new CfnOutput(this, 'WorkgroupName', {
      value: this.archive.workgroupName,
      description: 'Athena workgroup that holds the saved queries',
    });
  }
}
