export type { EndpointCaller } from './caller';
export { AwsEndpoint, type EndpointOptions } from './endpoint';
export type { EndpointErrorCode } from './errors';
export { AwsFault } from './fault';
export { type FaultSink, faultAnswer, JsonService, type Operation, operation } from './json-service';
export { type EndpointServer, type ServeOptions, serve } from './server';
export type { Authorize, AuthorizeOptions, AwsRequest, AwsResponse, AwsService } from './service';
export type { Input, Members, Shape } from './shape';
