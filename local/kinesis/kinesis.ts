import type { Resource } from '../assembly';
import { type Clock, systemClock } from '../clock';
import { AwsFault } from '../endpoint';
import { memoryStore, type RecordStore } from '../storage';
import { KinesisError } from './errors';
import type { WriteFaults } from './faults';
import type { KinesisLog } from './log';
import type { Shard } from './shard';
import { ShardIterators } from './shard-iterator';
import { Stream, type StreamEnvironment } from './stream';
import { readStreamDefinition, type StreamDefinition } from './stream-definition';

export interface KinesisOptions {
  /** Stands in errors about streams that are not there. @default 000000000000 */
  readonly account?: string;
  /** @default - the wall clock */
  readonly clock?: Clock;
  /** @default - in memory */
  readonly store?: RecordStore;
  /** @default - nobody is told */
  readonly log?: KinesisLog;
  /** @default - none */
  readonly faults?: WriteFaults;
  /** Where iterators and tokens come from: the same seed gives the same ones. @default 'sluice' */
  readonly seed?: string;
  /** How long a resharding is reported as UPDATING, in milliseconds; AWS takes half a minute. @default 500 */
  readonly reshardingTime?: number;
  /** Shards an on-demand stream never passes. @default 200, as in most Regions */
  readonly onDemandCeiling?: number;
}

/** The streams of a deployment, and how they are found. */
export class Kinesis {
  public readonly clock: Clock;
  public readonly account: string;
  public readonly iterators: ShardIterators;
  private readonly streams = new Map<string, Stream>();
  private readonly env: StreamEnvironment;

  public constructor(options: KinesisOptions = {}) {
    const { clock = systemClock, store = memoryStore(), log = () => {}, faults = {} } = options;
    const { seed = 'sluice', reshardingTime = 500, onDemandCeiling = 200 } = options;
    this.clock = clock;
    this.account = options.account ?? '000000000000';
    this.iterators = new ShardIterators(seed);
    this.env = { clock, store, log, faults, reshardingTime, onDemandCeiling };
  }

  /** Runs an `AWS::Kinesis::Stream`. @throws KinesisError */
  public add(resource: Resource): Stream {
    return this.addStream(readStreamDefinition(resource), resource.position);
  }

  public addStream(definition: StreamDefinition, position = definition.arn): Stream {
    if (this.streams.has(definition.name)) {
      throw new KinesisError('KINESIS_DUPLICATE_STREAM', `two streams are named '${definition.name}'`, position);
    }
    const stream = new Stream(definition, this.env);
    this.streams.set(definition.name, stream);
    return stream;
  }

  /** In the order of their names, as AWS lists them. */
  public list(): Stream[] {
    return [...this.streams.values()].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  }

  /** By name or ARN. */
  public try(nameOrArn: string): Stream | undefined {
    return this.streams.get(nameOrArn) ?? this.list().find(({ definition }) => definition.arn === nameOrArn);
  }

  /** The stream a call means. @throws AwsFault where there is none */
  public stream(input: StreamInput): Stream {
    const { StreamName: name, StreamARN: arn } = input;
    const named = name ?? arn?.slice(arn.indexOf('/') + 1);
    if (named === undefined) {
      // The text is not recorded.
      throw new AwsFault('InvalidArgumentException', 'Either StreamName or StreamARN must be provided.');
    }
    const stream = this.streams.get(named);
    if (stream === undefined || (arn !== undefined && arn !== stream.definition.arn)) {
      throw new AwsFault('ResourceNotFoundException', `Stream ${named} under account ${this.account} not found.`);
    }
    return stream;
  }
}

/** How a call names a stream. */
export interface StreamInput {
  readonly StreamName?: string;
  readonly StreamARN?: string;
}

/** Stands behind `under account` in AWS's texts. */
export function inStream({ definition: { name, account } }: Stream): string {
  return `in stream ${name} under account ${account}`;
}

/** AWS's answer to a shard over its limits. */
export function rateExceeded(stream: Stream, shard: Shard): AwsFault {
  return new AwsFault(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard.id} ${inStream(stream)}.`,
  );
}
