import type { Json } from './json';

/** What is known of a record beside its event. */
export interface RecordNotes {
  /** Whether numbers of the event are kept as texts, so that they lose no digits. */
  readonly keepsNumbers: boolean;
  /** Values of Firehose's dynamic partitioning by name. */
  partitionKeys?: Record<string, string>;
}

/**
 * One step of a transform. It may change the event in place and hands on what it makes of it.
 *
 * @throws Rejection to fail the record
 */
export type Step = (event: Json, notes: RecordNotes) => Json;

/** The steps as one. */
export function inOrder(steps: readonly Step[]): Step {
  return (event, notes) => {
    let current = event;
    for (const step of steps) current = step(current, notes);
    return current;
  };
}
