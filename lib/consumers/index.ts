export { type ConsumerFileOptions, ConsumerHandler } from './consumer-handler';
export { LambdaConsumer } from './lambda-consumer';
export type { LambdaConsumerProps } from './lambda-consumer-props';
