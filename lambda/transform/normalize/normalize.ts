import { ConfigError, check } from '../config-error';
import type { Json } from '../json';
import { tryKeptNumber } from '../numbers';
import { readPathOption } from '../path/path-option';
import { DROPPED, type Edit, PathTree } from '../path/path-tree';
import type { Step } from '../pipeline';
import { Rejection } from '../rejection';
import { type KeyCase, keyCase } from './key-case';
import { type EpochUnit, tryMoment } from './timestamp';
import { tryConversion } from './units';

/** What is written in one form. Paths are those before keys are renamed. */
export interface NormalizeConfig {
  readonly kind: 'normalize';
  readonly timestamps?: readonly TimestampConfig[];
  readonly units?: readonly UnitConfig[];
  readonly keyCase?: KeyCase;
}

export interface TimestampConfig {
  readonly path: string;
  /** What a number counts. */
  readonly epoch: EpochUnit;
}

export interface UnitConfig {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

const EPOCHS = ['auto', 's', 'ms', 'us', 'ns'];
const KEY_CASES = ['camel', 'pascal', 'snake', 'kebab'];

/** Writes timestamps, quantities and keys in one form each. What is null, or not there, stays so. */
export function normalize({ timestamps = [], units = [], keyCase: form }: NormalizeConfig): Step {
  if (form !== undefined) check(KEY_CASES.includes(form), 'keyCase', `one of ${KEY_CASES.join(', ')}`);
  const edits = [...timestamps.map(timestampEdit), ...units.map(unitEdit)];
  const rename = form === undefined ? undefined : keyCase(form);
  return (event) => {
    let current = event;
    for (const { tree, edit } of edits) {
      const edited = tree.edit(current, edit);
      if (edited !== DROPPED) current = edited;
    }
    return rename === undefined ? current : rename(current);
  };
}

interface PathEdit {
  readonly tree: PathTree;
  readonly edit: Edit;
}

function timestampEdit({ path, epoch }: TimestampConfig): PathEdit {
  check(EPOCHS.includes(epoch), 'epoch', `one of ${EPOCHS.join(', ')}`);
  return editAt('timestamps', path, (value) => {
    const moment = tryMoment(typeof value === 'string' ? (tryKeptNumber(value) ?? value) : value, epoch);
    if (moment === undefined) throw new Rejection('timestamp', path);
    return new Date(moment).toISOString();
  });
}

function unitEdit({ path, from, to }: UnitConfig): PathEdit {
  const convert = tryConversion(from, to);
  if (convert === undefined) {
    throw new ConfigError('TRANSFORM_OPTION_INVALID', `'units' must be known and of one dimension, got ${from}, ${to}`);
  }
  return editAt('units', path, (value) => {
    const quantity = typeof value === 'string' ? Number(tryKeptNumber(value) ?? Number.NaN) : value;
    const result = typeof quantity === 'number' ? convert(quantity) : Number.NaN;
    if (!Number.isFinite(result)) throw new Rejection('quantity', path);
    return result;
  });
}

function editAt(option: string, path: string, edit: (value: Json) => Json): PathEdit {
  return { tree: new PathTree([readPathOption(option, path)]), edit: (value) => (value === null ? null : edit(value)) };
}
