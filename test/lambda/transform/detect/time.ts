import { DETECTOR_NAMES, Finder } from '../../../../lambda/transform/detect/finder';

/**
 * Times detectors on texts of one mebibyte that repeat one thing, in a process of its own: in a test runner, its own
 * collections of garbage count too. Writes `[detector, repeated, milliseconds of CPU][]` as JSON.
 */
const MEBIBYTE = 1_048_576;
const RUNS = 12;
const ENOUGH = 25;

const UNITS = [...'a1@.: -+_(/,\0é中%\\１\u00a0\u200b', 'a@', '1.', '1 ', '::1', '1-', 'a1'];
const NEAR = ['4111 ', '1111 ', 'GB29 ', '192.0.2.1 ', '+1 ', '01 ', '1:', `${'x'.repeat(64)}@`, 'a@b.cc '];

const all = new Finder(DETECTOR_NAMES);
const rows = [
  ...DETECTOR_NAMES.flatMap((name) => UNITS.map((unit) => [name, unit, timeOf(new Finder([name]), unit)])),
  ...UNITS.map((unit) => ['all', unit, timeOf(all, unit)]),
  ...NEAR.map((unit) => ['all, nearly', unit, timeOf(all, unit)]),
];
process.stdout.write(JSON.stringify(rows));

/** The best of some runs: other work of the machine is not ours. */
function timeOf(finder: Finder, unit: string): number {
  // Parsed, so that it lies in memory in one piece, as an event's texts do.
  const text: string = JSON.parse(JSON.stringify(unit.repeat(Math.ceil(MEBIBYTE / unit.length)).slice(0, MEBIBYTE)));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS && best > ENOUGH; run++) {
    const before = process.cpuUsage();
    finder.find(text);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
