export * from './api-gateway';
export * from './authorize';
export * from './errors';
export * from './evaluate';
export type { Grant, RequestPrincipal } from './principal';
export type { ConditionKeys, IamRequest } from './request-context';
export type { PolicyKind, StatementRef } from './statement';
export * from './transport';
