import { createReadStream, type ReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CommandIo, messageOf, UsageError } from '../command';
import { generatedLines } from './events';
import { type Line, readLines } from './lines';
import type { Extent } from './progress';

/** Where events come from. */
export interface Input {
  /** Names it in errors. */
  readonly name: string;
  readonly lines: AsyncIterable<Line>;
  readonly extent: Extent;
}

/**
 * @param file A path, or `-` for standard input
 * @param generate How many events to make up
 * @param signal Ends the reading
 * @throws UsageError where there is no input, or it cannot be read
 */
export function openInput(
  file: string | undefined,
  generate: number | undefined,
  { cwd, stdin }: CommandIo,
  signal: AbortSignal,
): Input {
  if ((file === undefined) === (generate === undefined)) {
    throw new UsageError("one of '--file FILE' (- for standard input) and '--generate N' is needed");
  }
  if (generate !== undefined) return generated(generate, signal);
  if (file === '-' || file === undefined) {
    return { name: 'standard input', lines: readLines(until(stdin, signal), 'standard input'), extent: UNKNOWN };
  }
  return ofFile(file, resolve(cwd, file), signal);
}

const UNKNOWN: Extent = { done: () => undefined };

function generated(count: number, signal: AbortSignal): Input {
  let made = 0;
  async function* lines(): AsyncGenerator<Line> {
    for await (const line of generatedLines(count)) {
      if (signal.aborted) return;
      made = line.number;
      yield line;
    }
  }
  return { name: 'the generator', lines: lines(), extent: { done: () => made / count } };
}

function ofFile(name: string, path: string, signal: AbortSignal): Input {
  let size: number;
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new Error('it is a folder');
    size = found.size;
  } catch (error) {
    throw new UsageError(`cannot read '${name}': ${messageOf(error)}`);
  }
  const stream: ReadStream = createReadStream(path);
  const extent = { done: () => (size === 0 ? undefined : stream.bytesRead / size) };
  return { name, lines: readLines(until(stream, signal), name), extent };
}

/** A stream's chunks until it, or the patience of the person at the keyboard, ends. */
async function* until(stream: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<unknown> {
  const stop = (): void => {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* stream;
  } catch (error) {
    // Reading that was ended on purpose ends as if it had been cut off.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
