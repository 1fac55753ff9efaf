/** Faults on purpose, asked for each record that is put. */
export interface WriteFaults {
  /** @returns How the record is refused; undefined where it is not */
  tryRefuse?(stream: string, shardId: string): 'throttled' | 'failed' | undefined;
}
