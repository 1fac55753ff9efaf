export * from './errors';
export * from './gateway-limiter';
export * from './quota';
export * from './token-bucket';
