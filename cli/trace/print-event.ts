import { isUtf8 } from 'node:buffer';
import { relative } from 'node:path';
import type { FileObjectStore } from '../../local/s3';
import type {
  DeliveryStep,
  FoundEvent,
  MappingStep,
  StoredBytes,
  TracedBody,
  TracedRecord,
  TracedRequest,
} from '../../local/trace';
import { printable } from '../tail/record-line';
import { objectLine } from './object-line';

const LABELS = { data: 'object', error: 'error object', backup: 'backup object' } as const;

/** Of a record's bytes, so many are shown. */
const LONGEST_RECORD = 65_536;

/** What is said of a record that the trace does not go back to. */
const FORGOTTEN = 'not known any more: the trace does not go back so far';

/** What the lines are made with. */
export interface PrintSurroundings {
  readonly store: FileObjectStore;
  /** Paths are shown from here. */
  readonly cwd: string;
  readonly isRunning: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The same for one record. */
interface RecordSurroundings extends PrintSurroundings {
  /** Whether it may have gone its way before anything that the trace still holds. */
  readonly isBeyond: boolean;
}

/** An event's way in lines: request, template, answer, then each record with its objects. */
export async function eventLines(
  { request, records, searched: { reach } }: FoundEvent,
  surroundings: PrintSurroundings,
): Promise<string[]> {
  const isBeyond = ({ stored }: TracedRecord): boolean => stored !== undefined && stored.arrival < reach;
  const lines =
    request !== undefined
      ? requestLines(request)
      : records.some(isBeyond)
        ? [`request    none is kept: the trace goes back to ${timeText(reach)}`]
        : ['request    none was recorded: it came by another way than the front door'];
  for (const [index, record] of records.entries()) {
    const around = { ...surroundings, isBeyond: isBeyond(record) };
    const number = records.length === 1 ? '' : ` ${index + 1} of ${records.length}`;
    lines.push('', `record${number.padEnd(4)} ${recordText(record)}`);
    if (record.stored !== undefined) lines.push(...storedLines(record.stored));
    for (const step of record.deliveries) lines.push(...(await stepLines(step, around)));
    for (const step of record.mappings) lines.push(...mappingLines(step, around));
    const isRead = record.deliveries.length + record.mappings.length > 0;
    if (record.errorCode === undefined && !isRead) lines.push('  no delivery or function reads it');
  }
  return lines;
}

function storedLines({ arrival, partitionKey, data }: StoredBytes): string[] {
  const key = partitionKey === '' ? '' : `  partition key ${printable(partitionKey)}`;
  const bytes = data.length > LONGEST_RECORD ? data.subarray(0, LONGEST_RECORD) : data;
  return [`  ${timeText(arrival)}${key}`, ...bodyLines({ bytes, length: data.length })];
}

/** Which calls had the record, and how each ended for it. */
function mappingLines({ mapping, calls, givenUp }: MappingStep, { isRunning, isBeyond }: RecordSurroundings): string[] {
  const lines = [`  function ${mapping.functionName}, by event source mapping ${mapping.id}`];
  for (const { call, position } of calls) {
    const records = call.runs.reduce(
      (sum, [, first, count]) => sum + (Array.isArray(first) ? first.length : (count ?? 0)),
      0,
    );
    const batch = `record ${position + 1} of ${records}, ${timeText(call.at)}, invocation ${call.requestId}`;
    const isDone = position < call.done;
    lines.push(`    ${isDone ? 'done' : 'failed'}: ${batch}`);
    if (!isDone && call.failure !== undefined) lines.push(`      ${printable(call.failure)}`);
  }
  if (givenUp !== undefined) {
    const where = givenUp.destination === undefined ? 'dropped' : `sent to ${givenUp.destination}`;
    lines.push(`    given up: ${givenUp.condition}, ${where}, ${timeText(givenUp.at)}`);
  } else if (calls.length === 0 && isBeyond) {
    lines.push(`    ${FORGOTTEN}`);
  } else if (calls.length === 0) {
    const when = isRunning ? 'it is read within about a second' : 'nothing runs on this folder';
    lines.push(`    not called with it: ${when}, unless its filter leaves it out`);
  }
  return lines;
}

function requestLines({ entry, request, sent, received, answer }: TracedRequest): string[] {
  const { method, url, id, extendedId, at, sourceIp, headers, target, position, status, latency, reason } = entry;
  return [
    `request    ${id}, extended id ${extendedId}`,
    `  ${timeText(at)}  ${printable(`${method} ${url}`)} from ${sourceIp}`,
    ...(headers === '' ? [] : headers.split('\n').map((line) => `  ${printable(line)}`)),
    ...bodyLines(request),
    ...(target === undefined ? [] : ['', `template   ${target}  [${position}]`, ...bodyLines(sent)]),
    ...(received === undefined ? [] : ['', 'service', ...bodyLines(received)]),
    '',
    `answer     ${status} after ${latency} ms${reason === undefined ? '' : `, by the gateway: ${printable(reason)}`}`,
    ...bodyLines(answer),
  ];
}

function bodyLines(body: TracedBody | undefined): string[] {
  if (body === undefined || body.length === 0) return [];
  const { bytes, length } = body;
  const isCut = bytes.length < length;
  // A cut may go through a character.
  const text = isUtf8(bytes) || isCut ? printable(bytes.toString()) : `base64:${bytes.toString('base64')}`;
  return [`  ${text}`, ...(isCut ? [`  … ${bytes.length} of ${length} bytes`] : [])];
}

function recordText({ target, shardId, sequenceNumber, recordId, errorCode }: TracedRecord): string {
  if (errorCode !== undefined) return `refused by ${target}: ${errorCode}`;
  if (sequenceNumber !== undefined) return `stream ${target}, ${shardId}, sequence number ${sequenceNumber}`;
  return `put to ${target}, record id …${recordId?.slice(-16)}`;
}

async function stepLines(step: DeliveryStep, around: RecordSurroundings): Promise<string[]> {
  const { delivery, objects, dropped } = step;
  const lines: string[] = [];
  for (const { object, position } of objects) {
    const { bucket, key, at, records, bytes, output } = object;
    const batch = `batch of ${records} record${records === 1 ? '' : 's'}, ${bytes} bytes, ${timeText(at)}`;
    lines.push(
      `  delivery ${delivery}: ${batch}`,
      `    ${LABELS[output]} s3://${bucket}/${key}`,
      `    ${relative(around.cwd, around.store.pathOf(bucket, key))}`,
      `    ${await objectLine(around.store, object, position)}`,
    );
  }
  if (dropped !== undefined) lines.push(`  delivery ${delivery}: dropped by its function, ${timeText(dropped.at)}`);
  if (lines.length === 0 || objects.every(({ object }) => object.output === 'backup')) {
    if (dropped === undefined) lines.push(`  delivery ${delivery}: ${waitingText(step, around)}`);
  }
  return lines;
}

function waitingText({ waiting }: DeliveryStep, { isRunning, isBeyond, now }: RecordSurroundings): string {
  if (isBeyond) return FORGOTTEN;
  if (!isRunning) return 'not delivered; nothing runs on this folder, it goes on at the next start';
  if (waiting === undefined) return 'not delivered yet; it is read within about a second, and buffered then';
  return `buffered, due in ${Math.ceil((waiting.due - now) / 1_000)} s at the latest`;
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
