export { AwsFault } from './fault';
export { type FaultSink, faultAnswer, JsonService, type Operation, operation } from './json-service';
export type { Authorize, AwsRequest, AwsResponse, AwsService } from './service';
export type { Input, Members, Shape } from './shape';
