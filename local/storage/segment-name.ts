/** Segments are numbered from 1, and a position tells segment and offset. */
const SPAN = 2 ** 32;

/** `16 bytes: SLUICELG, u32 version, u32 zero`. */
export const SEGMENT_HEADER = headerOf(1);

const NAME = /^(\d{10})\.log$/;

export function positionOf(segment: number, offset: number): number {
  return segment * SPAN + offset;
}

export function segmentOf(position: number): number {
  return Math.floor(position / SPAN);
}

export function offsetOf(position: number): number {
  return position % SPAN;
}

export function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.log`;
}

/** Undefined if it is no segment. */
export function trySegment(fileName: string): number | undefined {
  const digits = NAME.exec(fileName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function headerOf(version: number): Buffer {
  const header = Buffer.alloc(16);
  header.write('SLUICELG');
  header.writeUInt32LE(version, 8);
  return header;
}
