import { ConfigError } from '../config-error';
import { type Path, parsePath } from './parse-path';

/** A path of a step's configuration. @throws ConfigError */
export function readPathOption(option: string, text: string): Path {
  try {
    return parsePath(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError('TRANSFORM_OPTION_INVALID', `'${option}': ${message}`, { cause: error });
  }
}

/** A path to places that are known one by one, so that a missing one can be told. @throws ConfigError */
export function readPlaceOption(option: string, text: string): Path {
  const path = readPathOption(option, text);
  if (path.descent === undefined) return path;
  throw new ConfigError('TRANSFORM_OPTION_INVALID', `'${option}' must be paths without '..', got '${text}'`);
}
