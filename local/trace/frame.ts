/**
 * Frames of the trace log: `u32` length of what follows, `u32` length of the head, the head as JSON, then the bodies that
 * the head tells the lengths of. Little-endian. A frame that is cut off ends its segment.
 */
export const FRAME_PREFIX = 8;

/** What every segment begins with: a name, the version, and zeros. */
export const SEGMENT_START = Buffer.from('SLUICETR\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1');

/** A frame as it is read. */
export interface Frame {
  readonly head: unknown;
  /** What follows the head. */
  readonly bodies: Buffer;
}

/** The frames of a segment, as far as they are whole; none of what is no segment. */
export function* readFrames(segment: Buffer): Generator<Frame> {
  if (!segment.subarray(0, SEGMENT_START.length).equals(SEGMENT_START)) return;
  for (let at = SEGMENT_START.length; at + FRAME_PREFIX <= segment.length; ) {
    const end = at + 4 + segment.readUInt32LE(at);
    const bodies = at + FRAME_PREFIX + segment.readUInt32LE(at + 4);
    if (end > segment.length || bodies > end) return;
    const head = tryParse(segment.toString('utf8', at + FRAME_PREFIX, bodies));
    if (head === undefined) return;
    yield { head, bodies: segment.subarray(bodies, end) };
    at = end;
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
