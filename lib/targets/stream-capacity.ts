import { Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { TargetCapacity } from './target';

/** One shard takes 1,000 records/s and 1 MB/s, of 1,048,576 bytes. Source: Kinesis Data Streams quotas and limits. */
const SHARD = { recordsPerSecond: 1_000, bytesPerSecond: 1_048_576 };

/** Shards' worth of capacity a new on-demand stream starts with: 4 MB/s, 4,000 records/s. Same source. */
const ON_DEMAND_START = 4;

/** What a stream takes, as far as its definition in this app tells. */
export function streamCapacity(stream: IStream, recordsPerRequest: number): TargetCapacity | undefined {
  const definition = stream.node.defaultChild;
  if (!(definition instanceof CfnStream)) return undefined;
  const name = `stream '${stream.node.path}'`;
  if (Token.isUnresolved(recordsPerRequest)) return unknown(name);
  const { shardCount, streamModeDetails, warmThroughputMiBps } = definition;
  if (isOnDemand(streamModeDetails)) {
    if (warmThroughputMiBps !== undefined && Token.isUnresolved(warmThroughputMiBps)) return unknown(name);
    const shards = Math.max(ON_DEMAND_START, warmThroughputMiBps ?? 0);
    const description = `on-demand, which takes ${shards} MB/s and ${shards * 1_000} records/s until it has grown`;
    return { name, description, ...timesShard(shards), recordsPerRequest };
  }
  const shards = shardCount ?? 1;
  if (Token.isUnresolved(shards)) return unknown(name);
  const description = `${shards} shard${shards === 1 ? '' : 's'}, each 1 MB/s and 1000 records/s`;
  return { name, description, ...timesShard(shards), recordsPerRequest };
}

function unknown(name: string): TargetCapacity {
  return { name, description: 'known only at deployment', unknownAtSynth: true };
}

function timesShard(shards: number) {
  return {
    recordsPerSecond: shards * SHARD.recordsPerSecond,
    bytesPerSecond: shards * SHARD.bytesPerSecond,
  };
}

function isOnDemand(details: CfnStream['streamModeDetails']): boolean {
  return details !== undefined && 'streamMode' in details && details.streamMode === 'ON_DEMAND';
}
