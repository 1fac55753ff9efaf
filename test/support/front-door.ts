import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type CfnStream, Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { IngestionApi, type IngestionApiProps } from 'cdk-sluice';

/** A stack with one front door, and what its tests look at. */
export function frontDoor(props: IngestionApiProps = {}, stackProps: StackProps = {}) {
  const stack = new Stack(new App(), 'Test', stackProps);
  const api = new IngestionApi(stack, 'Api', props);
  return {
    stack,
    api,
    template: () => Template.fromStack(stack),
    warnings: () =>
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => String(entry.data)),
  };
}

/** A provisioned stream of `shards` shards. */
export function provisionedStream(stack: Stack, shards = 1, id = 'Stream'): Stream {
  return new Stream(stack, id, { streamMode: StreamMode.PROVISIONED, shardCount: shards });
}

/** An on-demand stream. */
export function onDemandStream(stack: Stack, warmThroughputMiBps?: number): Stream {
  const stream = new Stream(stack, 'OnDemand', { streamMode: StreamMode.ON_DEMAND });
  (stream.node.defaultChild as CfnStream).warmThroughputMiBps = warmThroughputMiBps;
  return stream;
}
