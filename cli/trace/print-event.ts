import { isUtf8 } from 'node:buffer';
import { relative } from 'node:path';
import type { FileObjectStore } from '../../local/s3';
import type { DeliveryStep, FoundEvent, TracedBody, TracedRecord, TracedRequest } from '../../local/trace';
import { printable } from '../tail/record-line';
import { objectLine } from './object-line';

const LABELS = { data: 'object', error: 'error object', backup: 'backup object' } as const;

/** What the lines are made with. */
export interface PrintSurroundings {
  readonly store: FileObjectStore;
  /** Paths are shown from here. */
  readonly cwd: string;
  readonly isRunning: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An event's way in lines: request, template, answer, then each record with its objects. */
export async function eventLines({ request, records }: FoundEvent, around: PrintSurroundings): Promise<string[]> {
  const lines =
    request === undefined ? ['request    none: it came by another way than the front door'] : requestLines(request);
  for (const [index, record] of records.entries()) {
    const number = records.length === 1 ? '' : ` ${index + 1} of ${records.length}`;
    lines.push('', `record${number.padEnd(4)} ${recordText(record)}`);
    for (const step of record.deliveries) lines.push(...(await stepLines(step, around)));
    if (record.errorCode === undefined && record.deliveries.length === 0) lines.push('  no delivery reads it');
  }
  return lines;
}

function requestLines({ entry, request, sent, received, answer }: TracedRequest): string[] {
  const { method, url, id, extendedId, at, sourceIp, headers, target, position, status, latency, reason } = entry;
  return [
    `request    ${id}, extended id ${extendedId}`,
    `  ${timeText(at)}  ${printable(`${method} ${url}`)} from ${sourceIp}`,
    ...headers.split('\n').map((line) => `  ${printable(line)}`),
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
  return [`  ${text}`, ...(isCut ? [`  … ${bytes.length} of ${length} bytes were kept`] : [])];
}

function recordText({ target, shardId, sequenceNumber, recordId, errorCode }: TracedRecord): string {
  if (errorCode !== undefined) return `refused by ${target}: ${errorCode}`;
  if (sequenceNumber !== undefined) return `stream ${target}, ${shardId}, sequence number ${sequenceNumber}`;
  return `put to ${target}, record id …${recordId?.slice(-16)}`;
}

async function stepLines(step: DeliveryStep, around: PrintSurroundings): Promise<string[]> {
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

function waitingText({ waiting }: DeliveryStep, { isRunning, now }: PrintSurroundings): string {
  if (!isRunning) return 'not delivered; nothing runs on this folder, it goes on at the next start';
  if (waiting === undefined) return 'not delivered yet; it is read within about a second, and buffered then';
  return `buffered, due in ${Math.ceil((waiting.due - now) / 1_000)} s at the latest`;
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
