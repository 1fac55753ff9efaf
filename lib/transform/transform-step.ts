import { checkEventSchema } from '../api/event-schema';
import { checkPattern } from '../checks/pattern';
import { checkInteger } from '../checks/range';
import { checkPath, checkPlace } from './event-path';
import { checkUnits, Epoch, type NormalizeOptions } from './normalization';
import { type HmacKey, RedactAction, type RedactOptions } from './redaction';

/** What becomes of lists where an event is flattened. */
export enum FlattenArrays {
  /** They stay, with what they hold. */
  KEEP = 'keep',
  /** Each element becomes a member of its own: `tags.0`, `tags.1`. */
  INDEX = 'index',
  /** They become one text; objects in them are written as JSON. */
  JOIN = 'join',
}

/** Options of `TransformStep.flatten`. */
export interface FlattenOptions {
  /**
   * What stands between the names of nested members, 1 to 8 characters.
   * @default '.'
   */
  readonly separator?: string;

  /**
   * How many levels are taken apart, 1 to 500; what is deeper stays nested.
   * @default - all
   */
  readonly maxDepth?: number;

  /**
   * What becomes of lists.
   * @default FlattenArrays.KEEP
   */
  readonly arrays?: FlattenArrays;

  /**
   * What stands between the elements of a joined list.
   * @default ','
   */
  readonly joinWith?: string;
}

/** A type of JSON. */
export enum JsonType {
  /** A text. */
  STRING = 'string',
  /** Any number. */
  NUMBER = 'number',
  /** A number without a fraction. */
  INTEGER = 'integer',
  /** True or false. */
  BOOLEAN = 'boolean',
  /** An object. */
  OBJECT = 'object',
  /** A list. */
  ARRAY = 'array',
}

/** Options of `TransformStep.validate`. */
export interface ValidateOptions {
  /**
   * Paths of members that must be there and not be null; with a wildcard, in each element.
   * @default - none
   */
  readonly required?: string[];

  /**
   * Types by path, of members that are there and not null.
   * @default - any
   */
  readonly types?: { readonly [path: string]: JsonType };

  /**
   * JSON Schema of draft 4, which is compiled at synth.
   * @default - none
   */
  readonly eventSchema?: { readonly [key: string]: unknown };
}

/** A partition key that is read out of events. */
export interface PartitionKeyOptions {
  /** Its name, in lower case, digits and underscores: it becomes a column. */
  readonly name: string;

  /** Path to its value: a text, a number, true or false. */
  readonly path: string;

  /**
   * Its value where an event has none.
   * @default - such a record fails
   */
  readonly defaultValue?: string;
}

const DEPTH = { min: 1, max: 500, unit: 'levels' };

/** A step as the handler reads it, and what it needs. */
interface StepParts {
  readonly config: { readonly kind: string; readonly [option: string]: unknown };
  readonly key?: HmacKey;
  readonly partitionKeys?: string[];
  readonly eventSchema?: { readonly [key: string]: unknown };
}

/** One step of an `EventTransform`. Steps are taken in order; a record that a step fails goes to the error prefix. */
export class TransformStep {
  /** Takes personal data out: what lies at paths, and what is found in the texts that are left. */
  public static redact(options: RedactOptions): TransformStep {
    const { paths = [], personalData = [], action = RedactAction.mask() } = options;
    if (paths.length + personalData.length === 0) {
      throw new Error("'paths' or 'personalData' must name what is redacted, got neither: leave the step out");
    }
    for (const path of paths) checkPath('paths', path);
    return new TransformStep({
      config: { kind: 'redact', paths, detectors: personalData, action: action._config },
      key: action._key,
    });
  }

  /** Writes timestamps, quantities and keys in one form each. */
  public static normalize(options: NormalizeOptions): TransformStep {
    const { timestamps = [], units = [], keyCase } = options;
    for (const { path } of timestamps) checkPath('timestamps', path);
    for (const unit of units) {
      checkPath('units', unit.path);
      checkUnits(unit);
    }
    const moments = timestamps.map(({ path, epoch = Epoch.AUTO }) => ({ path, epoch }));
    const conversions = units.map(({ path, sourceUnit, targetUnit }) => ({ path, from: sourceUnit, to: targetUnit }));
    return new TransformStep({ config: { kind: 'normalize', timestamps: moments, units: conversions, keyCase } });
  }

  /**
   * Makes one level of nested objects: `{"a":{"b":1}}` becomes `{"a.b":1}`. Where two members would have one name, the
   * record fails.
   */
  public static flatten(options: FlattenOptions = {}): TransformStep {
    const { separator = '.', maxDepth, arrays = FlattenArrays.KEEP, joinWith = ',' } = options;
    checkPattern('separator', separator, /^.{1,8}$/s, '1 to 8 characters');
    checkInteger('maxDepth', maxDepth, DEPTH);
    return new TransformStep({ config: { kind: 'flatten', separator, maxDepth, arrays, joinWith } });
  }

  /** Fails records that lack what is required, hold another type, or do not match a schema. */
  public static validate(options: ValidateOptions): TransformStep {
    const { required = [], types = {}, eventSchema } = options;
    for (const path of [...required, ...Object.keys(types)]) checkPlace('validate', path);
    if (eventSchema !== undefined) checkEventSchema('eventSchema', eventSchema);
    const typed = Object.entries(types).map(([path, type]) => ({ path, type }));
    return new TransformStep({ config: { kind: 'validate', required, types: typed }, eventSchema });
  }

  /**
   * Reads partition keys out of events, as the steps before have left them. A value with a slash or a control character,
   * or of more than 256 bytes, fails its record.
   */
  public static partitionKeys(...keys: PartitionKeyOptions[]): TransformStep {
    if (keys.length === 0) throw new Error("'keys' must name at least one partition key, got none: leave the step out");
    for (const { name, path } of keys) {
      checkPattern('name', name, /^[a-z_][a-z0-9_]*$/, 'in lower case, digits and underscores');
      checkPlace('path', path);
    }
    const read = keys.map(({ name, path, defaultValue }) => ({ name, path, otherwise: defaultValue }));
    return new TransformStep({
      config: { kind: 'partition-keys', keys: read },
      partitionKeys: keys.map(({ name }) => name),
    });
  }

  private constructor(
    /** @internal */
    public readonly _parts: StepParts,
  ) {}
}
