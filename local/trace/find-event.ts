import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  BufferingTrace,
  CalledTrace,
  DeliveredTrace,
  DroppedTrace,
  GivenUpTrace,
  RequestEntry,
  StartEntry,
  TracedMapping,
  TraceEntry,
} from './entries';
import { readFrames } from './frame';
import { positionIn, type RecordPlace, tryPlace } from './record-runs';
import { findStored, ordinalOfPut, ownerOf, type StoredBytes } from './stored-record';
import { isFirstSegment, traceSegments } from './trace-log';

/** A body as far as it was kept. */
export interface TracedBody {
  readonly bytes: Buffer;
  /** Of the whole. */
  readonly length: number;
}

/** A request, with what was kept of it. Bodies are absent where there were none. */
export interface TracedRequest {
  readonly entry: RequestEntry;
  readonly request: TracedBody | undefined;
  /** The rendered template. */
  readonly sent: TracedBody | undefined;
  /** What the service behind it answered. */
  readonly received: TracedBody | undefined;
  readonly answer: TracedBody | undefined;
}

/** What one delivery did with a record. */
export interface DeliveryStep {
  readonly delivery: string;
  /** Objects it is in: more than one where it is backed up, or was delivered again after a kill. */
  readonly objects: readonly { readonly object: DeliveredTrace /** From 0. */; readonly position: number }[];
  readonly dropped: DroppedTrace | undefined;
  /** The buffer it most likely waits in; undefined where it is delivered, or no buffer is open. */
  readonly waiting: BufferingTrace | undefined;
}

/** What one event source mapping did with a record. */
export interface MappingStep {
  readonly mapping: TracedMapping;
  /** Calls of its function with the record, in their order. */
  readonly calls: readonly { readonly call: CalledTrace /** In the batch, from 0. */; readonly position: number }[];
  readonly givenUp: GivenUpTrace | undefined;
}

/** One record on its way behind the front door. */
export interface TracedRecord {
  /** Of the stream, or of the delivery that it was put to directly. */
  readonly target: string;
  readonly shardId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** Of a direct put. */
  readonly recordId: string | undefined;
  /** Why it was not taken. */
  readonly errorCode: string | undefined;
  /** The record itself, where no request tells what it was. */
  readonly stored: StoredBytes | undefined;
  readonly deliveries: readonly DeliveryStep[];
  readonly mappings: readonly MappingStep[];
}

export interface FoundEvent {
  readonly request: TracedRequest | undefined;
  readonly records: readonly TracedRecord[];
  /** How much was looked through. */
  readonly searched: Searched;
}

export interface Searched {
  readonly requests: number;
  /** When the oldest request came, in milliseconds since the epoch. */
  readonly since: number | undefined;
  /** From when on all is known: older segments are gone. 0 where none is. */
  readonly reach: number;
}

type Behind = DeliveredTrace | DroppedTrace | BufferingTrace | CalledTrace | GivenUpTrace;

/**
 * Looks an event up by the id of its request, its extended id, a sequence number, or the id of a direct put.
 *
 * @param folder The data folder
 * @param now Milliseconds since the epoch
 * @returns Without request and records where nothing of that id is known
 */
export function findEvent(folder: string, id: string, now: number): FoundEvent {
  const behind: Behind[] = [];
  const starts: StartEntry[] = [];
  let request: TracedRequest | undefined;
  let requests = 0;
  let since: number | undefined;
  const paths = traceSegments(join(folder, 'trace'));
  let reach = isFirstSegment(paths[0] ?? '') ? 0 : undefined;
  for (const path of paths) {
    for (const { head, bodies } of readFrames(readFileSync(path))) {
      const entry = head as TraceEntry;
      if (entry.kind !== 'start') reach ??= entry.at;
      if (entry.kind === 'start') starts.push(entry);
      else if (entry.kind !== 'request') behind.push(entry);
      else {
        requests++;
        since ??= entry.at;
        if (isMeant(entry, bodies, id)) request = withBodies(entry, bodies);
      }
    }
  }
  reach ??= starts[0]?.began ?? 0;
  const searched = { requests, since, reach };
  const start = starts.at(-1);
  if (start === undefined) return { request, records: [], searched };
  const look = { start, behind, now };
  const put = request === undefined ? [] : recordsOf(request, id, look);
  // What a function put for a request is found by its own id alone.
  const records = put.length > 0 ? put : directRecords(join(folder, 'log'), id, starts, look);
  return { request, records, searched };
}

/** Sequence numbers and record ids stand in what came back; both are long, and found nowhere else. */
function isMeant(entry: RequestEntry, bodies: Buffer, id: string): boolean {
  if (entry.id === id || entry.extendedId === id) return true;
  return id.length >= 40 && /^[\w+/=]+$/.test(id) && bodies.includes(`"${id}"`);
}

function withBodies(entry: RequestEntry, bodies: Buffer): TracedRequest {
  let at = 0;
  const [request, sent, received, answer] = entry.kept.map((kept, index): TracedBody | undefined => {
    const length = entry.lengths[index] ?? undefined;
    at += kept;
    // A copy, so that the segment it is cut from can go.
    return length === undefined ? undefined : { bytes: Buffer.from(bodies.subarray(at - kept, at)), length };
  });
  return { entry, request, sent, received, answer };
}

/** What steps are told from. */
interface Look {
  /** Of the last run. */
  readonly start: StartEntry;
  readonly behind: readonly Behind[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function recordsOf(request: TracedRequest, id: string, look: Look): TracedRecord[] {
  const target = targetOf(request, look.start);
  const results = resultsOf(request);
  const asked = results.filter(({ SequenceNumber, RecordId }) => SequenceNumber === id || RecordId === id);
  return target === undefined
    ? []
    : (asked.length > 0 ? asked : results).map((result) => recordOf(result, target, look));
}

/** Records that came by another way than the front door: their ids tell where they are, and the log what they were. */
function directRecords(log: string, id: string, starts: readonly StartEntry[], look: Look): TracedRecord[] {
  const place = /^\d{40,}$/.test(id) ? tryPlace(id) : undefined;
  const result = place === undefined ? { RecordId: id } : { SequenceNumber: id, ShardId: shardIdOf(place.shard) };
  const delivery = ownerOf(id, starts);
  const targets = place !== undefined ? look.start.streams : delivery === undefined ? [] : [{ name: delivery }];
  return targets
    .map((target) => ({ ...recordOf(result, target, look), stored: findStored(log, id, target) }))
    .filter(({ stored, deliveries, mappings }) => stored !== undefined || isSeen(deliveries, mappings));
}

function isSeen(deliveries: readonly DeliveryStep[], mappings: readonly MappingStep[]): boolean {
  return (
    deliveries.some(({ objects, dropped }) => objects.length > 0 || dropped !== undefined) ||
    mappings.some(({ calls, givenUp }) => calls.length > 0 || givenUp !== undefined)
  );
}

/** What Kinesis or Firehose answers for one record. */
interface PutResult {
  readonly ShardId?: string;
  readonly SequenceNumber?: string;
  readonly RecordId?: string;
  readonly ErrorCode?: string;
}

interface Target {
  readonly name: string;
  /** Undefined for a delivery that is put to directly. */
  readonly arn?: string;
}

function recordOf(
  { ShardId, SequenceNumber, RecordId, ErrorCode }: PutResult,
  target: Target,
  look: Look,
): TracedRecord {
  const { deliveries, mappings = [] } = look.start;
  const place = SequenceNumber === undefined ? placeOfPut(RecordId) : tryPlace(SequenceNumber);
  const readers = deliveries.filter(({ name, source }) =>
    target.arn === undefined ? name === target.name : source === target.arn,
  );
  return {
    target: target.name,
    shardId: ShardId,
    sequenceNumber: SequenceNumber,
    recordId: RecordId,
    errorCode: ErrorCode,
    stored: undefined,
    deliveries: place === undefined ? [] : readers.map(({ name }) => stepOf(name, place, look)),
    mappings:
      place === undefined || target.arn === undefined
        ? []
        : mappings.filter(({ source }) => source === target.arn).map((mapping) => mappingStep(mapping, place, look)),
  };
}

function mappingStep(mapping: TracedMapping, place: RecordPlace, { behind }: Look): MappingStep {
  const calls: { call: CalledTrace; position: number }[] = [];
  let givenUp: GivenUpTrace | undefined;
  for (const entry of behind) {
    if (entry.kind !== 'called' && entry.kind !== 'given-up') continue;
    const position = entry.mapping === mapping.id ? positionIn(entry.runs, place) : undefined;
    if (position === undefined) continue;
    if (entry.kind === 'called') calls.push({ call: entry, position });
    else givenUp = entry;
  }
  return { mapping, calls, givenUp };
}

/** What was gathered before the last run began is gathered anew. */
function stepOf(delivery: string, place: RecordPlace, { behind, now, start: { began } }: Look): DeliveryStep {
  const own = behind.filter(
    (entry): entry is DeliveredTrace | DroppedTrace | BufferingTrace =>
      entry.kind !== 'called' && entry.kind !== 'given-up' && entry.delivery === delivery,
  );
  const objects = own.flatMap((object) => {
    const position = object.kind === 'delivered' ? positionIn(object.runs, place) : undefined;
    return object.kind === 'delivered' && position !== undefined ? [{ object, position }] : [];
  });
  const dropped = own.find(
    (entry): entry is DroppedTrace => entry.kind === 'dropped' && positionIn(entry.runs, place) !== undefined,
  );
  const isDone = dropped !== undefined || objects.some(({ object }) => object.output !== 'backup');
  const buffers = own.filter(
    (entry): entry is BufferingTrace =>
      entry.kind === 'buffering' && entry.output === 'data' && entry.due > now && entry.at >= began,
  );
  const waiting = isDone ? undefined : buffers.at(-1);
  return { delivery, objects, dropped, waiting };
}

/** The stream or delivery that a rendered template names. */
function targetOf({ sent }: TracedRequest, { streams }: StartEntry): Target | undefined {
  // A template that was too long to be kept whole still begins or ends with the name.
  const text = sent?.bytes.toString() ?? '';
  const [, kind, name] = /"(StreamName|StreamARN|DeliveryStreamName)"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (kind === 'DeliveryStreamName') return { name };
  return streams.find((stream) => stream.name === name || stream.arn === name);
}

function resultsOf({ received }: TracedRequest): PutResult[] {
  if (received === undefined || received.bytes.length < received.length) return [];
  try {
    const answer = JSON.parse(received.bytes.toString()) as PutResult & {
      readonly Records?: PutResult[];
      readonly RequestResponses?: PutResult[];
    };
    const results = answer.Records ?? answer.RequestResponses ?? [answer];
    return results.filter((result) => result.SequenceNumber ?? result.RecordId ?? result.ErrorCode);
  } catch {
    return [];
  }
}

/** Ids of direct puts end in their ordinal. */
function placeOfPut(recordId: string | undefined): RecordPlace | undefined {
  return recordId === undefined ? undefined : { shard: -1, ordinal: ordinalOfPut(recordId) };
}

function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}
