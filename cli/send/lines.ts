import { isUtf8 } from 'node:buffer';

/** The front door's own limit: what is longer cannot be an event. */
const LONGEST = 10_485_760;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** One line of an input that holds an event. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** As it came, without its end. */
  readonly text: Buffer;
  /** The same, parsed. */
  readonly value: unknown;
}

/** A line that is no event. Nothing after it is read. */
export class LineError extends Error {
  public override readonly name = 'LineError';

  public constructor(
    public readonly line: number,
    source: string,
    problem: string,
  ) {
    super(`${source}:${line}: ${problem}`);
  }
}

/**
 * The lines of an input, each a JSON value; blank ones are passed over.
 *
 * @param source Names the input in an error
 * @throws LineError at the first line that is no JSON in UTF-8
 */
export async function* readLines(input: AsyncIterable<unknown>, source: string): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of splitLines(input, source)) {
    number++;
    const plain = number === 1 && text.subarray(0, 3).equals(MARK) ? text.subarray(3) : text;
    if (plain.every((byte) => byte === 0x20 || byte === 0x09)) continue;
    if (!isUtf8(plain)) throw new LineError(number, source, 'not UTF-8');
    yield { number, text: plain, value: parse(plain, number, source) };
  }
}

async function* splitLines(input: AsyncIterable<unknown>, source: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  let done = 0;
  const take = (last: Buffer): Buffer => {
    const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    length = 0;
    done++;
    return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
  };
  for await (const piece of input) {
    const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST) throw new LineError(done + 1, source, `longer than ${LONGEST} bytes`);
  }
  if (parts.length > 0) yield take(Buffer.alloc(0));
}

function parse(text: Buffer, number: number, source: string): unknown {
  try {
    return JSON.parse(text.toString()) as unknown;
  } catch (error) {
    throw new LineError(number, source, `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
