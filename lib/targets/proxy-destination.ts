import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { putStatements, warnUnknownDeliveryKey } from '../delivery/put-grants';
import { streamWriteStatements, warnUnknownKey } from '../stream/stream-grants';
import { directPutCapacity, refuseStreamSource } from './direct-put';
import { refuseForeign } from './service-integration';
import { streamCapacity } from './stream-capacity';
import type { TargetCapacity } from './target';

/** Bytes of a record. Sources: Kinesis quotas, Firehose quotas. */
const STREAM_RECORD = { standard: 1_048_576, most: 10_485_760 };
const DELIVERY_RECORD = 1_024_000;

/** What the function is told of where it writes. */
interface DestinationConfig {
  readonly service: 'kinesis' | 'firehose';
  readonly name: string;
  readonly region: string;
  readonly maxRecordBytes: number;
}

/** Where a function writes events to: a stream or a delivery stream. */
export class ProxyDestination {
  /** Throws unless one of both was given. */
  public static of(props: { readonly stream?: IStream; readonly deliveryStream?: IDeliveryStream }): ProxyDestination {
    const { stream, deliveryStream } = props;
    if (stream !== undefined && deliveryStream === undefined) return toStream(stream);
    if (deliveryStream !== undefined && stream === undefined) return toDelivery(deliveryStream);
    throw new Error(
      `one of 'stream' and 'deliveryStream' must be given, got ${stream === undefined ? 'none' : 'both'}`,
    );
  }

  public constructor(
    public readonly config: DestinationConfig,
    /** What the function's role must be allowed. */
    public readonly grants: iam.PolicyStatement[],
    /** Throws, or warns, of what the function could not write to. */
    public readonly check: (scope: Construct) => void,
    public readonly capacity: (recordsPerRequest: number) => TargetCapacity | undefined,
  ) {}
}

function toStream(stream: IStream): ProxyDestination {
  return new ProxyDestination(
    { service: 'kinesis', name: stream.streamName, region: stream.env.region, maxRecordBytes: recordBytes(stream) },
    streamWriteStatements(stream, ['kinesis:PutRecords']),
    (scope) => {
      refuseForeign(scope, 'stream', stream);
      warnUnknownKey(scope, stream);
    },
    (recordsPerRequest) => streamCapacity(stream, recordsPerRequest),
  );
}

function toDelivery(deliveryStream: IDeliveryStream): ProxyDestination {
  const name = deliveryStream.deliveryStreamName;
  return new ProxyDestination(
    { service: 'firehose', name, region: deliveryStream.env.region, maxRecordBytes: DELIVERY_RECORD },
    putStatements(deliveryStream, ['firehose:PutRecordBatch']),
    (scope) => {
      refuseForeign(scope, 'deliveryStream', deliveryStream);
      refuseStreamSource(deliveryStream);
      warnUnknownDeliveryKey(scope, deliveryStream);
    },
    (recordsPerRequest) => directPutCapacity(deliveryStream, recordsPerRequest),
  );
}

/** Of a stream whose definition is not at hand, the service itself refuses what is too large. */
function recordBytes(stream: IStream): number {
  const definition = stream.node.defaultChild;
  if (!(definition instanceof CfnStream)) return STREAM_RECORD.most;
  const { maxRecordSizeInKiB: kibibytes } = definition;
  if (kibibytes === undefined) return STREAM_RECORD.standard;
  return Token.isUnresolved(kibibytes) ? STREAM_RECORD.most : kibibytes * 1_024;
}
