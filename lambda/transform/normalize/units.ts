/** How a unit relates to the base of its dimension: `base = value * factor + offset`. */
interface Unit {
  readonly dimension: string;
  readonly factor: number;
  readonly offset?: number;
}

function scale(dimension: string, factors: Readonly<Record<string, number>>): [string, Unit][] {
  return Object.entries(factors).map(([name, factor]) => [name, { dimension, factor }]);
}

/** Factors by definition. Source: the SI brochure, and the international yard and pound agreement of 1959. */
const UNITS = new Map<string, Unit>([
  ...scale('length', {
    mm: 0.001,
    cm: 0.01,
    m: 1,
    km: 1_000,
    in: 0.0254,
    ft: 0.3048,
    yd: 0.9144,
    mi: 1_609.344,
    nmi: 1_852,
  }),
  ...scale('mass', { mg: 0.000_001, g: 0.001, kg: 1, t: 1_000, oz: 0.028_349_523_125, lb: 0.453_592_37 }),
  ...scale('speed', { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.447_04, kn: 1_852 / 3_600 }),
  ...scale('volume', { ml: 0.001, l: 1, m3: 1_000, gal: 3.785_411_784 }),
  ...scale('duration', { us: 0.000_001, ms: 0.001, s: 1, min: 60, h: 3_600, d: 86_400 }),
  ...scale('pressure', { Pa: 1, hPa: 100, kPa: 1_000, bar: 100_000, psi: 6_894.757_293_168 }),
  ...scale('data', { B: 1, kB: 1_000, MB: 1e6, GB: 1e9, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 }),
  ['K', { dimension: 'temperature', factor: 1 }],
  ['C', { dimension: 'temperature', factor: 1, offset: 273.15 }],
  ['F', { dimension: 'temperature', factor: 5 / 9, offset: 459.67 * (5 / 9) }],
]);

/** Digits that survive the detour by the base. */
const PRECISION = 12;

/** Turns a quantity of one unit into one of another; undefined where they are of different dimensions or unknown. */
export function tryConversion(from: string, to: string): ((value: number) => number) | undefined {
  const [source, target] = [UNITS.get(from), UNITS.get(to)];
  if (source === undefined || target === undefined || source.dimension !== target.dimension) return undefined;
  return (value) => {
    const base = value * source.factor + (source.offset ?? 0);
    return Number(((base - (target.offset ?? 0)) / target.factor).toPrecision(PRECISION));
  };
}
