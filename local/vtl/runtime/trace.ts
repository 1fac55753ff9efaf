import { textOf } from '../java/text';
import type { Value } from '../java/value';

/** One reference as it was read. */
export interface TraceEntry {
  /** The reference as written, e.g. `$input.path('$.id')`. */
  readonly reference: string;
  /** `name:line:column` */
  readonly position: string;
  /** What it gave, as text. */
  readonly value: string;
  /** Why it gave nothing; undefined when it gave something. */
  readonly empty?: string;
}

/** Receives an entry for each reference, in the order of reading. */
export type TraceSink = (entry: TraceEntry) => void;

/** Collects what `--explain` shows. */
export class Trace {
  constructor(private readonly sink: TraceSink) {}

  public record(reference: string, position: string, value: Value, reason: string | undefined): void {
    const text = value === null ? '' : textOf(value);
    const empty = text === '' ? (reason ?? 'its value is an empty string') : undefined;
    this.sink({ reference, position, value: text, ...(empty === undefined ? {} : { empty }) });
  }
}
