export { type ConsumerFileOptions, ConsumerHandler } from './consumer-handler';
export { FlinkCode, type FlinkCodeOptions } from './flink-code';
export { FlinkConsumer } from './flink-consumer';
export type { FlinkConsumerProps } from './flink-consumer-props';
export { FlinkLogLevel, FlinkMetricsLevel, FlinkRuntime } from './flink-options';
export { KclConsumer } from './kcl-consumer';
export type { KclConsumerProps } from './kcl-consumer-props';
export { LambdaConsumer } from './lambda-consumer';
export type { LambdaConsumerProps } from './lambda-consumer-props';
