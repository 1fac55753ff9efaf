/** Why a configuration cannot be used. The set is closed. */
export const CONFIG_ERRORS = {
  Missing: 'the environment variable PRODUCER_CONFIG is not set',
  NotJson: 'PRODUCER_CONFIG is not JSON',
  WrongShape: 'PRODUCER_CONFIG has a member of another kind than it must be',
} as const;

/** A configuration that cannot be used: the construct and the handler are not of one version. */
export class ConfigError extends Error {
  public constructor(
    public readonly code: keyof typeof CONFIG_ERRORS,
    member?: string,
  ) {
    super(member === undefined ? CONFIG_ERRORS[code] : `${CONFIG_ERRORS[code]}: '${member}'`);
    this.name = 'ConfigError';
  }
}

const KEY_SOURCES = ['header', 'path', 'query', 'body', 'context', 'record', 'spread'] as const;

/** Where a partition key comes from. */
export interface KeySource {
  readonly from: (typeof KEY_SOURCES)[number];
  /** Of a header (in lower case), parameter, context variable, or the path in the body. */
  readonly name: string;
}

/** What one route's function does. */
export interface ProducerConfig {
  readonly service: 'kinesis' | 'firehose';
  /** Of the stream or delivery stream. */
  readonly name: string;
  readonly region: string;
  /** Bytes of one record with its key. */
  readonly maxRecordBytes: number;
  /** Whether a body is a batch. */
  readonly batch: boolean;
  readonly key: KeySource;
  /** Whether what is stored says where it came from. */
  readonly enrich: boolean;
  readonly schemaVersion: string | null;
  /** The origin that browsers may read answers from; null: none. */
  readonly corsOrigin: string | null;
}

/** @throws ConfigError */
export function readConfig(text: string | undefined): ProducerConfig {
  if (text === undefined) throw new ConfigError('Missing');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ConfigError('NotJson');
  }
  const config = recordOf(parsed, '.');
  const key = recordOf(config.key, 'key');
  const from = KEY_SOURCES.find((known) => known === key.from);
  const service = (['kinesis', 'firehose'] as const).find((known) => known === config.service);
  if (from === undefined) throw new ConfigError('WrongShape', 'key.from');
  if (service === undefined) throw new ConfigError('WrongShape', 'service');
  return {
    service,
    name: textOf(config, 'name'),
    region: textOf(config, 'region'),
    maxRecordBytes: numberOf(config, 'maxRecordBytes'),
    batch: flagOf(config, 'batch'),
    key: { from, name: textOf(key, 'name') },
    enrich: flagOf(config, 'enrich'),
    schemaVersion: tryTextOf(config, 'schemaVersion'),
    corsOrigin: tryTextOf(config, 'corsOrigin'),
  };
}

type Members = { readonly [name: string]: unknown };

function recordOf(value: unknown, member: string): Members {
  if (typeof value === 'object' && value !== null) return value as Members;
  throw new ConfigError('WrongShape', member);
}

function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value === 'string') return value;
  throw new ConfigError('WrongShape', name);
}

function tryTextOf(members: Members, name: string): string | null {
  return members[name] === null ? null : textOf(members, name);
}

function numberOf(members: Members, name: string): number {
  const value = members[name];
  if (typeof value === 'number') return value;
  throw new ConfigError('WrongShape', name);
}

function flagOf(members: Members, name: string): boolean {
  const value = members[name];
  if (typeof value === 'boolean') return value;
  throw new ConfigError('WrongShape', name);
}
