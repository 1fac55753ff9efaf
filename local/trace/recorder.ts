import type { Body } from '../body';
import type { FirehoseLogEntry } from '../firehose';
import type { GatewayTrace, TracedExchange } from '../gateway';
import type { BatchTrace } from '../lambda';
import type { RequestEntry, StartEntry, TraceEntry } from './entries';
import { runsOf, runsOfNumbers } from './record-runs';
import { TraceLog } from './trace-log';

/** Most bytes kept of each body: request, rendered template, answer from behind, answer to the client. */
const KEPT = [65_536, 65_536, 262_144, 16_384] as const;
/** Bytes of bodies kept a second, and at once: what comes faster is kept in its beginnings, so that it stays fast. */
const RATE = 2 * 1_048_576;
const BURST = 8 * 1_048_576;
/** Of request and template, where there is no more room. */
const BEGINNING = 512;
const LONGEST_ID = 200;
const SIGNATURES = /([?&]X-Amz-(?:Signature|Security-Token|Credential)=)[^&]*/gi;

export interface RecorderOptions {
  readonly folder: string;
  /** Streams and deliveries of the run. */
  readonly running: () => Pick<StartEntry, 'streams' | 'deliveries' | 'mappings'>;
  /** What waiting times are divided by. */
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onNote: (message: string) => void;
}

/** Notes the way of each event: what the gateway did with a request, and what deliveries made of records. */
export class TraceRecorder implements GatewayTrace {
  private readonly log: TraceLog;
  private room = BURST;
  private roomAt = 0;

  public constructor(private readonly options: RecorderOptions) {
    const { folder, running, now, onNote } = options;
    const began = now();
    const preamble = (): StartEntry => ({ kind: 'start', began, ...running() });
    this.log = new TraceLog({ folder, preamble, onNote });
  }

  /** Notes what runs, for ids that are asked for before anything else is noted. */
  public begin(): void {
    this.log.begin();
  }

  /** Copies what it keeps before it returns. */
  public request({ exchange, url, status, answer, reason }: TracedExchange): void {
    const { request, route, sent, received, requestId, extendedRequestId, startedAt } = exchange;
    const now = this.options.now();
    const isRoomy = this.hasRoom(now);
    const parts: Body[] = [];
    const lengths: (number | null)[] = [];
    const kept: number[] = [];
    for (const body of [request.body, sent, received, answer]) {
      const index = parts.length;
      const length = body === undefined ? null : Buffer.byteLength(body);
      const part = beginning(body ?? '', length ?? 0, isRoomy || index > 1 ? (KEPT[index] ?? 0) : BEGINNING);
      this.room -= part.length;
      parts.push(part);
      lengths.push(length);
      kept.push(part.length);
    }
    const entry: RequestEntry = {
      kind: 'request',
      at: startedAt,
      id: requestId.slice(0, LONGEST_ID),
      extendedId: extendedRequestId,
      method: request.method,
      url: url.includes('?') ? url.replace(SIGNATURES, '$1…') : url,
      sourceIp: request.sourceIp,
      headers: request.openHeaders(),
      // What is undefined is not written. Spread objects would cost more than the rest of the entry.
      target: route?.target,
      position: route?.position,
      status,
      latency: Math.round(now - startedAt),
      reason,
      lengths,
      kept,
    };
    this.log.append(entry, parts);
  }

  /** Hears what deliveries tell, and writes it at once: of what was delivered the position may be written next. */
  public delivery(entry: FirehoseLogEntry): void {
    const at = this.options.now();
    if (entry.kind === 'buffering') {
      const { stream: delivery, output, interval } = entry;
      this.append({ kind: 'buffering', at, delivery, output, due: at + interval / this.options.speed });
      this.log.flush();
    } else if (entry.kind === 'dropped') {
      this.append({ kind: 'dropped', at, delivery: entry.stream, runs: runsOf(entry.origins(), entry.ordinals()) });
      this.log.flush();
    } else if (entry.kind === 'delivered') {
      const { stream: delivery, output, bucket, key, records, bytes, origins, ordinals } = entry;
      const runs = runsOf(origins(), ordinals());
      this.append({ kind: 'delivered', at, delivery, output, bucket, key, records, bytes, runs });
      this.log.flush();
    }
  }

  /** Hears what mappings tell, and writes it at once, for the same reason. */
  public batch(batch: BatchTrace): void {
    const common = { at: this.options.now(), mapping: batch.mappingId, runs: runsOfNumbers(batch.sequenceNumbers()) };
    if (batch.kind === 'called') {
      const { requestId, done, failure } = batch;
      this.append({ kind: 'called', requestId, done, ...(failure !== undefined && { failure }), ...common });
    } else {
      const { condition, destination } = batch;
      this.append({ kind: 'given-up', condition, ...(destination !== undefined && { destination }), ...common });
    }
    this.log.flush();
  }

  public close(): void {
    this.log.close();
  }

  private hasRoom(now: number): boolean {
    const milliseconds = Math.max(0, now - this.roomAt);
    this.room = Math.min(BURST, this.room + (milliseconds * RATE) / 1_000);
    this.roomAt = now;
    return this.room > 0;
  }

  private append(entry: TraceEntry): void {
    this.log.append(entry);
  }
}

/**
 * The first bytes of a body, as text where it is ASCII: that is written without becoming bytes before.
 *
 * @param length Of the body in bytes
 */
function beginning(body: Body, length: number, limit: number): Body {
  if (typeof body !== 'string') return length > limit ? body.subarray(0, limit) : body;
  const cut = body.length > limit ? body.slice(0, limit) : body;
  return length === body.length ? cut : Buffer.from(cut).subarray(0, limit);
}
