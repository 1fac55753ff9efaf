import type { Services } from './services';

/** Kept for a shard of a delivery, or of a mapping, that is read to its end. */
const ENDS = new Set(['END', 'finished']);

/** What was accepted and has not come to its end. */
export interface Backlog {
  /** Records of streams that a delivery or a mapping has not finished with, counted for each of them. */
  readonly streamRecords: number;
  /** Records put into deliveries directly. */
  readonly directRecords: number;
  /** Messages of queues that a mapping reads, and events for functions. */
  readonly messages: number;
}

/** Counts what is still to be done, from the positions that consumers keep. */
export function backlogOf(services: Services): Backlog {
  const { firehose, mappings, events, sqs } = services;
  let [streamRecords, directRecords, messages] = [0, 0, events.pending];
  for (const { definition, pending } of firehose.list()) {
    const { source, arn } = definition;
    if (source.kind === 'DirectPut') directRecords += pending;
    else streamRecords += behind(services, source.streamArn, `firehose/${arn}/shard/`);
  }
  for (const { definition } of mappings.list()) {
    const { source, sourceArn, id, enabled } = definition;
    if (!enabled) continue;
    if (source === 'kinesis') streamRecords += behind(services, sourceArn, `lambda/${id}/`);
    else {
      const { visible, delayed, inFlight } = sqs.tryArn(sourceArn)?.counts ?? { visible: 0, delayed: 0, inFlight: 0 };
      messages += visible + delayed + inFlight;
    }
  }
  return { streamRecords, directRecords, messages };
}

export function totalOf({ streamRecords, directRecords, messages }: Backlog): number {
  return streamRecords + directRecords + messages;
}

/** How many records a consumer's positions are behind the ends of its shards. */
function behind({ kinesis, store }: Services, streamArn: string, prefix: string): number {
  const stream = kinesis.try(streamArn);
  if (stream === undefined) return 0;
  let records = 0;
  for (const shard of stream.present()) {
    const position = store.value(`${prefix}${shard.id}`);
    if (position !== undefined && ENDS.has(position)) continue;
    const next = stream.nextOf(shard);
    // A shard without a position is a new one, which will be read from its beginning.
    records += next - Math.min(Math.max(Number(position ?? 0), stream.firstOf(shard)), next);
  }
  return records;
}
