import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ManualClock } from '../../../local/clock';
import { DynamoDb, DynamoDbService } from '../../../local/dynamodb';
import type { KeyPart } from '../../../local/dynamodb/table-definition';
import { ManualScheduler } from '../../../local/scheduler';
import { memoryStore, type RecordStore } from '../../../local/storage';
import { CLIENT, serveServices } from '../lambda/endpoint-fixture';

export const TABLE = 'events';
export const NOON = Date.UTC(2026, 0, 2, 12);

export interface TableOptions {
  readonly key?: readonly KeyPart[];
  readonly expiry?: string;
  readonly store?: RecordStore;
}

/** A table behind its wire protocol, and AWS's own client for it. */
export async function servedTable({ key, expiry, store = memoryStore() }: TableOptions = {}) {
  const scheduler = new ManualScheduler(new ManualClock(NOON));
  const dynamodb = new DynamoDb({ scheduler, store });
  const table = dynamodb.addTable({
    name: TABLE,
    arn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${TABLE}`,
    position: 'Stack/Table',
    key: key ?? [{ name: 'id', type: 'S' }],
    expiry,
    keyArn: undefined,
  });
  const faults: unknown[] = [];
  const service = new DynamoDbService(dynamodb, (error) => faults.push(error));
  const server = await serveServices([service], 'dynamodb:*');
  const client = new DynamoDB({ ...CLIENT, endpoint: server.url });
  return {
    ...{ client, scheduler, table, faults },
    close: async () => {
      client.destroy();
      dynamodb.close();
      await server.close();
    },
  };
}
