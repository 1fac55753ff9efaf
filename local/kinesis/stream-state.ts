import { KinesisError } from './errors';
import type { GrowthState } from './growth';
import type { ShardState } from './shard';
import type { StreamDefinition } from './stream-definition';

/** What is kept of a stream beside its records. */
export interface StreamState {
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly shards: readonly ShardState[];
  /** The shard count the template asked for when this was kept. */
  readonly declaredShards: number;
  /** When UpdateShardCount was called, in the last 24 hours. */
  readonly updates: readonly number[];
  readonly growth?: GrowthState;
}

/** The name under which a stream's state is kept. */
export function stateName({ arn }: StreamDefinition): string {
  return `kinesis/${arn}`;
}

/** @throws KinesisError KINESIS_UNREADABLE_STATE */
export function parseState(text: string, name: string): StreamState {
  try {
    const state = JSON.parse(text) as StreamState;
    if (Array.isArray(state.shards) && state.shards.length > 0) return state;
    throw new TypeError('it has no shards');
  } catch (error) {
    throw new KinesisError('KINESIS_UNREADABLE_STATE', 'what is kept of the stream is not readable', name, {
      cause: error,
    });
  }
}
