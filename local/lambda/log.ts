/** What the local log tells of functions and mappings. */
export type LambdaLogEntry = OutputEntry | NoteEntry;

/** What a function prints, and Lambda's START, END and REPORT lines; with its line ends. */
export interface OutputEntry {
  readonly kind: 'output';
  readonly functionName: string;
  readonly logStream: string;
  readonly text: string;
}

/** Something a person should know: a function that is not emulated, records that were given up on. */
export interface NoteEntry {
  readonly kind: 'note';
  readonly level: 'info' | 'warning' | 'error';
  /** The function, or the mapping. */
  readonly subject: string;
  readonly message: string;
}

export type LambdaLog = (entry: LambdaLogEntry) => void;

/** What `X-Amz-Log-Type: Tail` asks for, in characters. */
const TAIL = 4_096;

/** What one copy of a function prints, and the end of it. */
export class FunctionOutput {
  public tail = '';

  public constructor(private readonly write: (text: string) => void) {}

  public readonly print = (text: string): void => {
    this.tail = (this.tail + text).slice(-TAIL);
    this.write(text);
  };
}
