export * from './api';
export * from './archive';
export * from './delivery';
export * from './monitoring';
export * from './pipeline';
export * from './stacks';
export * from './stream';
export * from './targets';
