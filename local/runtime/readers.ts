import { gunzipSync } from 'node:zlib';
import type { Kinesis, Stream } from '../kinesis';
import type { StoredObject } from '../s3';
import { RuntimeError } from './errors';

/** Records read at once. */
const PAGE = 10_000;

/** A record that stands in a stream. */
export interface StreamEvent {
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrival: number;
}

/** Everything that streams hold within retention, without regard to read limits. @throws RuntimeError */
export function streamEvents(kinesis: Kinesis, name: string | undefined): StreamEvent[] {
  const streams = name === undefined ? kinesis.list() : [streamNamed(kinesis, name)];
  return streams.flatMap((stream) => eventsOf(stream));
}

function streamNamed(kinesis: Kinesis, name: string): Stream {
  const stream = kinesis.try(name);
  if (stream !== undefined) return stream;
  const known = kinesis.list().map(({ definition }) => definition.name);
  throw new RuntimeError('RUNTIME_UNKNOWN_STREAM', `there is no stream '${name}', only ${known.join(', ') || 'none'}`);
}

function eventsOf(stream: Stream): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const shard of stream.present()) {
    for (let from = stream.firstOf(shard); from < stream.nextOf(shard); ) {
      const records = stream.read(shard, from, PAGE);
      for (const { ordinal, arrival, key, data } of records) {
        const sequenceNumber = shard.numbers.format(ordinal, arrival);
        const { name } = stream.definition;
        events.push({ stream: name, shardId: shard.id, sequenceNumber, partitionKey: key, data, arrival });
      }
      from = (records.at(-1)?.ordinal ?? stream.nextOf(shard)) + 1;
    }
  }
  return events;
}

/** An object in a bucket. */
export class DeliveredObject {
  public readonly key: string;
  /** As stored. */
  public readonly body: Buffer;

  public constructor(
    public readonly bucket: string,
    { key, body }: StoredObject,
  ) {
    this.key = key;
    this.body = body;
  }

  /** Bytes as they were before GZIP; other formats as stored. */
  public content(): Buffer {
    const isGzip = this.body[0] === 0x1f && this.body[1] === 0x8b;
    return isGzip ? gunzipSync(this.body) : this.body;
  }

  /** The lines of the content, the last empty one left out. */
  public lines(): string[] {
    const lines = this.content().toString().split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }
}
