import { setTimeout } from 'node:timers/promises';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IdempotencySettings } from './config';
import { EventError } from './event-error';
import type { InvocationContext } from './stream-event';

/** In milliseconds: a slow table must leave time for the rest of the batch to be answered. */
const CONNECTION_TIMEOUT = 1_000;
const REQUEST_TIMEOUT = 2_000;

/** In milliseconds: how often another call is asked whether it is done, and what must be left to wait for it. */
const POLL = 250;
const WAITING_MARGIN = 1_000;

/** Does something unless it was done under this key before. @returns Whether it was done now */
export type HandleOnce = (key: string, work: () => Promise<void>, context: InvocationContext) => Promise<boolean>;

/**
 * Notes in a table what was done, by Powertools. Where two calls want the same at once, one of them waits for the other, or
 * until the other's time must be over: retries that fail at once after a crash would soon use up all an event has. Where the work
 * throws, it is as if it was never begun.
 */
export function handleOnce({ expiresAfter, tableName }: IdempotencySettings): HandleOnce {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  const config = new IdempotencyConfig({ expiresAfterSeconds: expiresAfter, hashFunction: 'sha256' });
  // By the first argument. The prefix is no function's name, which may change.
  const once = makeIdempotent((_key: string, work: () => Promise<void>) => work(), {
    ...{ config, persistenceStore, keyPrefix: 'event' },
  });
  return async (key, work, context) => {
    for (;;) {
      try {
        return await tryOnce(once, key, work, config, context);
      } catch (error) {
        const mayWait = context.getRemainingTimeInMillis() > WAITING_MARGIN + POLL;
        if (!(error instanceof EventError && error.reason === 'in-progress' && mayWait)) throw error;
        await setTimeout(POLL);
      }
    }
  };
}

type Once = (key: string, work: () => Promise<void>) => Promise<void>;

async function tryOnce(
  once: Once,
  key: string,
  work: () => Promise<void>,
  config: IdempotencyConfig,
  context: InvocationContext,
): Promise<boolean> {
  let isDone = false;
  let failure: { readonly error: unknown } | undefined;
  config.registerLambdaContext(context as Parameters<typeof config.registerLambdaContext>[0]);
  try {
    await once(key, async () => {
      isDone = true;
      await work().catch((error: unknown) => {
        failure = { error };
        throw error;
      });
    });
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    const isHeld = error instanceof Error && error.name === 'IdempotencyAlreadyInProgressError';
    throw new EventError(isHeld ? 'in-progress' : 'idempotency', { cause: error });
  }
  return isDone;
}
