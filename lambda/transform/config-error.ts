import { ConfigError as BaseConfigError } from '../support/config-error';

/** Why a configuration cannot be used. */
export type ConfigErrorCode =
  /** There is none, or it is no JSON. */
  | 'TRANSFORM_CONFIG_UNREADABLE'
  /** It is of another version of the construct. */
  | 'TRANSFORM_CONFIG_VERSION'
  /** A step is of no known kind. */
  | 'TRANSFORM_STEP_UNKNOWN'
  /** An option of a step has an illegal value. */
  | 'TRANSFORM_OPTION_INVALID'
  /** The key of an HMAC cannot be used. */
  | 'TRANSFORM_KEY_INVALID';

/** A transform that cannot run. Every call of the function fails with it, and Firehose tries again. */
export class ConfigError extends BaseConfigError<ConfigErrorCode> {}

/** @throws ConfigError unless `holds` */
export function check(holds: boolean, option: string, expected: string): asserts holds {
  if (!holds) throw new ConfigError('TRANSFORM_OPTION_INVALID', `'${option}' must be ${expected}`);
}
