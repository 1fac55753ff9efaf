import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { memoryStore } from '../../../local/storage';
import { NOON, servedTable, TABLE, type TableOptions } from './table-fixture';

const DAY = 86_400_000;

type Served = Awaited<ReturnType<typeof servedTable>>;
let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function open(options?: TableOptions): Promise<Served> {
  served = await servedTable(options);
  return served;
}

/** The call that Powertools makes to take an event for itself. */
function lock(id: string, now: number, expiry: number, inProgress: number) {
  return {
    TableName: TABLE,
    Item: {
      id: { S: id },
      expiration: { N: String(expiry) },
      status: { S: 'INPROGRESS' },
      in_progress_expiration: { N: String(inProgress) },
    },
    ExpressionAttributeNames: {
      '#id': 'id',
      '#expiry': 'expiration',
      '#in_progress_expiry': 'in_progress_expiration',
      '#status': 'status',
    },
    ExpressionAttributeValues: {
      ':now': { N: String(now / 1_000) },
      ':now_in_millis': { N: String(now) },
      ':inprogress': { S: 'INPROGRESS' },
    },
    ConditionExpression:
      'attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

describe("the calls of Powertools' idempotency", () => {
  test('take a key once, and tell the other who has it', async () => {
    const { client } = await open();
    await client.putItem(lock('a', NOON, NOON / 1_000 + 60, NOON + 5_000));
    await expect(client.putItem(lock('a', NOON + 1, NOON / 1_000 + 60, NOON + 5_001))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { id: { S: 'a' }, in_progress_expiration: { N: String(NOON + 5_000) } },
    });
  });

  test('take a key of which only one of many gets hold', async () => {
    const { client } = await open();
    const attempts = Array.from({ length: 20 }, () => client.putItem(lock('a', NOON, NOON / 1_000 + 60, NOON + 5_000)));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test.each([
    ['whose time in progress is over', NOON + 5_001],
    ['that has expired, though it is still there', NOON + 61_000],
  ])('take a key %s', async (_, now) => {
    const { client } = await open();
    await client.putItem(lock('a', NOON, NOON / 1_000 + 60, NOON + 5_000));
    await client.putItem(lock('a', now, now / 1_000 + 60, now + 5_000));
    const { Item } = await client.getItem({ TableName: TABLE, Key: { id: { S: 'a' } }, ConsistentRead: true });
    expect(Item?.in_progress_expiration).toEqual({ N: String(now + 5_000) });
  });

  test('note the result, and give it back', async () => {
    const { client } = await open();
    await client.putItem(lock('a', NOON, NOON / 1_000 + 60, NOON + 5_000));
    await client.updateItem({
      TableName: TABLE,
      Key: { id: { S: 'a' } },
      UpdateExpression: 'SET #expiry = :expiry, #status = :status, #response_data = :response_data',
      ExpressionAttributeNames: { '#expiry': 'expiration', '#status': 'status', '#response_data': 'data' },
      ExpressionAttributeValues: {
        ':expiry': { N: '1' },
        ':status': { S: 'COMPLETED' },
        ':response_data': { M: { n: { N: '1.50' }, list: { L: [{ NULL: true }, { BOOL: false }] } } },
      },
    });
    const { Item } = await client.getItem({ TableName: TABLE, Key: { id: { S: 'a' } } });
    expect(Item).toEqual({
      id: { S: 'a' },
      expiration: { N: '1' },
      status: { S: 'COMPLETED' },
      in_progress_expiration: { N: String(NOON + 5_000) },
      data: { M: { n: { N: '1.5' }, list: { L: [{ NULL: true }, { BOOL: false }] } } },
    });
  });

  test('let go of a key', async () => {
    const { client } = await open();
    await client.putItem(lock('a', NOON, NOON / 1_000 + 60, NOON + 5_000));
    await client.deleteItem({ TableName: TABLE, Key: { id: { S: 'a' } } });
    expect(await client.getItem({ TableName: TABLE, Key: { id: { S: 'a' } } })).not.toHaveProperty('Item');
  });
});

describe('a table', () => {
  test('has items by both parts of its key', async () => {
    const key = [
      { name: 'pk', type: 'S' },
      { name: 'sk', type: 'N' },
    ];
    const { client } = await open({ key });
    for (const [sk, v] of [
      ['1', 'one'],
      ['2', 'two'],
      ['1.0', 'again'],
    ]) {
      await client.putItem({ TableName: TABLE, Item: { pk: { S: 'p' }, sk: { N: `${sk}` }, v: { S: `${v}` } } });
    }
    const { Item } = await client.getItem({ TableName: TABLE, Key: { pk: { S: 'p' }, sk: { N: '1' } } });
    expect(Item?.v).toEqual({ S: 'again' });
  });

  test('is found by its ARN too', async () => {
    const { client, table } = await open();
    await client.putItem({ TableName: table.definition.arn, Item: { id: { S: 'a' } } });
    expect(table.size).toBe(1);
  });

  test('keeps its items over a restart, and what they were before goes', async () => {
    const store = memoryStore();
    const { client } = await open({ store });
    for (let n = 0; n < 1_500; n += 100) {
      const puts = Array.from({ length: 100 }, (_, i) =>
        client.putItem({ TableName: TABLE, Item: { id: { S: `k${i}` }, n: { N: String(n) } } }),
      );
      await Promise.all(puts);
    }
    await client.deleteItem({ TableName: TABLE, Key: { id: { S: 'k0' } } });
    await served?.close();
    const again = await open({ store });
    expect(again.table.size).toBe(99);
    const { Item } = await again.client.getItem({ TableName: TABLE, Key: { id: { S: 'k99' } } });
    expect(Item?.n).toEqual({ N: '1400' });
    const topic = store.topic(`dynamodb/${again.table.definition.arn}`);
    expect(store.next(topic) - store.first(topic)).toBeLessThan(1_000);
  });

  test('shows expired items until they go, two days later', async () => {
    const { client, scheduler, table } = await open({ expiry: 'expires' });
    const expires = { N: String(NOON / 1_000 + 10) };
    await client.putItem({ TableName: TABLE, Item: { id: { S: 'a' }, expires } });
    await client.putItem({ TableName: TABLE, Item: { id: { S: 'b' }, expires: { S: 'never' } } });
    await scheduler.advance(DAY);
    expect((await client.getItem({ TableName: TABLE, Key: { id: { S: 'a' } } })).Item?.expires).toEqual(expires);
    await scheduler.advance(2 * DAY);
    expect(table.size).toBe(1);
  });

  test.each([
    ['a key of another type', { id: { N: '1' } }, /does not match the schema/],
    ['a key with more than its parts', { id: { S: 'a' }, more: { S: 'b' } }, /does not match the schema/],
    ['an empty key', { id: { S: '' } }, /cannot contain an empty string/],
  ])('fails on %s', async (_, Key, message) => {
    const { client } = await open();
    await expect(client.getItem({ TableName: TABLE, Key })).rejects.toThrow(message);
  });

  test.each<[string, object, RegExp]>([
    ['an item without its key', { Item: { v: { S: 'a' } } }, /Missing the key id in the item/],
    ['an item over 400 KB', { Item: { id: { S: 'a' }, v: { S: 'x'.repeat(409_600) } } }, /Item size has exceeded/],
    ['a map of names that is empty', { Item: { id: { S: 'a' } }, ExpressionAttributeNames: {} }, /must not be empty/],
    ['a number of 39 digits', { Item: { id: { S: 'a' }, v: { N: '1'.repeat(39) } } }, /38 significant digits/],
    ['a number that is none', { Item: { id: { S: 'a' }, v: { N: 'one' } } }, /numeric value: one/],
    ['what is not emulated', { Item: { id: { S: 'a' } }, Expected: {} }, /'Expected' is not emulated locally/],
  ])('fails on %s', async (_, input, message) => {
    const { client } = await open();
    await expect(client.putItem({ TableName: TABLE, Item: undefined, ...input })).rejects.toThrow(message);
  });

  test.each<[string, AttributeValue]>([
    ['bytes, which are longer in base64', { B: new Uint8Array(409_000) }],
    ['a text, which is longer in JSON', { S: '"'.repeat(409_000) }],
    ['members, whose types count for a byte each', { L: Array.from({ length: 100_000 }, () => ({ N: '12' })) }],
  ])('takes an item of nearly 400 KB: %s', async (_, v) => {
    const { client, table } = await open();
    await client.putItem({ TableName: TABLE, Item: { id: { S: 'a' }, v } });
    expect(table.size).toBe(1);
  });

  test('fails where it does not exist', async () => {
    const { client } = await open();
    await expect(client.getItem({ TableName: 'other', Key: { id: { S: 'a' } } })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('fails on an operation that is not emulated, naming those that are', async () => {
    const { client } = await open();
    await expect(client.scan({ TableName: TABLE })).rejects.toThrow(/'Scan' is not emulated locally, only DeleteItem/);
  });
});
