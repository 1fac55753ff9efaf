import type { Surroundings } from '../config';
import { check } from '../config-error';
import { DETECTOR_NAMES, Finder } from '../detect/finder';
import { readPathOption } from '../path/path-option';
import { DROPPED, PathTree } from '../path/path-tree';
import type { Step } from '../pipeline';
import { type ActionConfig, replacement, valueEdit } from './actions';
import { Scrubber } from './scrub';

const ACTIONS = ['mask', 'drop', 'hmac'];

/** What is redacted, and how. */
export interface RedactConfig {
  readonly kind: 'redact';
  readonly paths?: readonly string[];
  readonly detectors?: readonly string[];
  readonly action: ActionConfig;
}

/** Takes personal data out: what paths lead to, and then what detectors find in any text that is left. */
export function redact({ paths = [], detectors = [], action }: RedactConfig, { hmacKey }: Surroundings): Step {
  check(ACTIONS.includes(action.kind), 'action', `one of ${ACTIONS.join(', ')}`);
  const tree = paths.length === 0 ? undefined : new PathTree(paths.map((path) => readPathOption('paths', path)));
  const edit = valueEdit(action, hmacKey);
  for (const name of detectors) check(DETECTOR_NAMES.includes(name), 'detectors', `of ${DETECTOR_NAMES.join(', ')}`);
  const scrubber =
    detectors.length === 0 ? undefined : new Scrubber(new Finder(detectors), replacement(action, hmacKey));
  return (event) => {
    const edited = tree === undefined ? event : tree.edit(event, edit);
    if (edited === DROPPED) return null;
    return scrubber === undefined ? edited : scrubber.scrub(edited);
  };
}
