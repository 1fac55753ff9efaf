import { ConfigError as BaseConfigError } from '../support/config-error';
import type { EventFormat } from './decode';

/** What the construct writes into `CONSUMER_CONFIG`, as JSON. */
export interface ConsumerConfig {
  readonly version: 1;
  readonly idempotency?: IdempotencySettings;
}

/** Where it is kept what was handled. */
export interface IdempotencySettings {
  /** Name of a table with the partition key `id`, a text, and `expiration` as its time to live. */
  readonly tableName: string;
  /** Seconds for which an event counts as handled. */
  readonly expiresAfter: number;
}

export type ConfigErrorCode =
  /** The configuration is no JSON. */
  | 'CONSUMER_CONFIG_UNREADABLE'
  /** It is of another version of the construct. */
  | 'CONSUMER_CONFIG_VERSION'
  /** An option of the code has an illegal value. */
  | 'CONSUMER_OPTION_INVALID'
  /** The file that handles events exports no `handle`. */
  | 'CONSUMER_HANDLER_MISSING';

/** A consumer that cannot run. */
export class ConfigError extends BaseConfigError<ConfigErrorCode> {}

/** Reads what the construct wrote; without a construct there is nothing. @throws ConfigError */
export function readConfig(text: string | undefined): ConsumerConfig {
  if (text === undefined) return { version: 1 };
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new ConfigError('CONSUMER_CONFIG_UNREADABLE', 'the configuration must be JSON: deploy anew', {
      cause: error,
    });
  }
  if (typeof config === 'object' && config !== null && 'version' in config && config.version === 1) {
    return config as ConsumerConfig;
  }
  throw new ConfigError('CONSUMER_CONFIG_VERSION', 'the configuration must be of version 1: deploy anew');
}

const FORMATS: readonly EventFormat[] = ['json', 'text', 'bytes'];

/** @throws ConfigError */
export function checkFormat(format: EventFormat): void {
  if (FORMATS.includes(format)) return;
  const message = `'format' must be one of ${FORMATS.join(', ')}, got '${format}'`;
  throw new ConfigError('CONSUMER_OPTION_INVALID', message);
}
