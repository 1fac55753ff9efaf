import type { Surroundings } from '../config';
import { ConfigError } from '../config-error';
import { parsePath } from '../path/parse-path';
import { DROPPED, PathTree } from '../path/path-tree';
import type { Step } from '../pipeline';
import { type ActionConfig, valueEdit } from './actions';

/** What is redacted, and how. */
export interface RedactConfig {
  readonly kind: 'redact';
  readonly paths?: readonly string[];
  readonly detectors?: readonly string[];
  readonly action: ActionConfig;
}

/** Takes personal data out: what paths lead to, and then what detectors find in any text that is left. */
export function redact({ paths = [], action }: RedactConfig, { hmacKey }: Surroundings): Step {
  const tree = new PathTree(paths.map(readPathOption));
  const edit = valueEdit(action, hmacKey);
  return (event) => {
    const edited = tree.edit(event, edit);
    return edited === DROPPED ? null : edited;
  };
}

function readPathOption(text: string) {
  try {
    return parsePath(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError('TRANSFORM_OPTION_INVALID', message, { cause: error });
  }
}
