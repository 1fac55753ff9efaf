export { DynamoDb, type DynamoDbOptions } from './dynamodb';
export type { DynamoDbErrorCode } from './errors';
export { DynamoDbService } from './service';
