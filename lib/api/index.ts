export { ApiAuth, ApiAuthKind, CognitoAuthProps, LambdaAuthProps } from './api-auth';
export { ApiGatewayAccount } from './api-gateway-account';
export { FrontDoor, PrivateDomain, PublicAndVpcDoorProps, VpcDoorProps } from './front-door';
export { IngestionApi } from './ingestion-api';
export { IngestionApiProps } from './ingestion-api-props';
export { IngestionRoute, RouteOptions } from './ingestion-route';
export { RouteContentType } from './route-content-type';
export { Quota, Tenant, Throttle } from './throttle';
