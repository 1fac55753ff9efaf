/** What a number counts from 1970 on. */
export enum Epoch {
  /** Told apart by size: seconds below 1e11, then milliseconds, below 1e14, microseconds, below 1e17, nanoseconds. */
  AUTO = 'auto',
  /** Seconds. */
  SECONDS = 's',
  /** Milliseconds. */
  MILLISECONDS = 'ms',
  /** Microseconds. */
  MICROSECONDS = 'us',
  /** Nanoseconds. */
  NANOSECONDS = 'ns',
}

/** How keys are written. */
export enum KeyCase {
  /** `userId` */
  CAMEL = 'camel',
  /** `UserId` */
  PASCAL = 'pascal',
  /** `user_id` */
  SNAKE = 'snake',
  /** `user-id` */
  KEBAB = 'kebab',
}

/** Units of measurement, by dimension. */
const DIMENSIONS: { readonly [dimension: string]: string[] } = {
  length: ['mm', 'cm', 'm', 'km', 'in', 'ft', 'yd', 'mi', 'nmi'],
  mass: ['mg', 'g', 'kg', 't', 'oz', 'lb'],
  speed: ['m/s', 'km/h', 'mph', 'kn'],
  volume: ['ml', 'l', 'm3', 'gal'],
  duration: ['us', 'ms', 's', 'min', 'h', 'd'],
  pressure: ['Pa', 'hPa', 'kPa', 'bar', 'psi'],
  data: ['B', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'],
  temperature: ['K', 'C', 'F'],
};

/** A timestamp. */
export interface TimestampOptions {
  /** Path to it, e.g. `$.createdAt`. */
  readonly path: string;

  /**
   * What a number counts.
   * @default Epoch.AUTO
   */
  readonly epoch?: Epoch;
}

/** A quantity that is converted from one unit into another of its dimension. */
export interface UnitOptions {
  /** Path to it, e.g. `$.distance`. */
  readonly path: string;

  /**
   * Unit it comes in: mm, cm, m, km, in, ft, yd, mi, nmi; mg, g, kg, t, oz, lb; m/s, km/h, mph, kn; ml, l, m3, gal; us,
   * ms, s, min, h, d; Pa, hPa, kPa, bar, psi; B, kB, MB, GB, KiB, MiB, GiB; K, C, F.
   */
  readonly sourceUnit: string;

  /** Unit it is stored in. */
  readonly targetUnit: string;
}

/** Options of `TransformStep.normalize`. Paths are those before keys are renamed. */
export interface NormalizeOptions {
  /**
   * Timestamps, which become ISO 8601 in UTC with milliseconds: from numbers, ISO 8601 with any offset (without one it
   * is taken as UTC) and RFC 2822. What is none of these fails its record.
   * @default - none
   */
  readonly timestamps?: TimestampOptions[];

  /**
   * Quantities. What is no number fails its record.
   * @default - none
   */
  readonly units?: UnitOptions[];

  /**
   * How all keys are written. Two that would become one fail their record.
   * @default - as they come
   */
  readonly keyCase?: KeyCase;
}

/** Throws unless a quantity of one unit can be had in the other. */
export function checkUnits({ path, sourceUnit, targetUnit }: UnitOptions): void {
  const dimension = Object.values(DIMENSIONS).find((units) => units.includes(sourceUnit));
  if (dimension === undefined) {
    throw new Error(`'sourceUnit' of ${path} must be a known unit, got '${sourceUnit}'`);
  }
  if (dimension.includes(targetUnit)) return;
  throw new Error(
    `'targetUnit' of ${path} must be one of ${dimension.join(', ')}, like '${sourceUnit}', got '${targetUnit}'`,
  );
}
