export * from './api';
export * from './stream';
export * from './targets';
