import { isList, isRecord, isScalar, type Json, own, type Scalar } from '../json';

/** *run*: takes effect. *ignored*: has no effect that could be seen. *not-emulated*: AWS would behave otherwise. */
export type CoverageStatus = 'run' | 'ignored' | 'not-emulated';

/**
 * What becomes of each property of a resource type. A path names a property, dots between levels, no index for the
 * elements of a list; a path declares all below it, unless longer paths do. What is declared nowhere is not emulated.
 */
export interface PropertyCoverage {
  readonly run?: readonly string[];
  /** Path to why it is harmless. */
  readonly ignored?: { readonly [path: string]: string };
  /** Path to what differs on AWS. */
  readonly notEmulated?: { readonly [path: string]: string };
  /** Values with which a path that is not emulated makes no difference: AWS's own default, as a rule. */
  readonly unlessValue?: { readonly [path: string]: readonly Scalar[] };
}

/** A type whose resources count as a whole. */
export interface WholeCoverage {
  readonly whole: Exclude<CoverageStatus, 'run'>;
  readonly reason: string;
}

export type TypeCoverage = PropertyCoverage | WholeCoverage;
export type CoverageTable = { readonly [type: string]: TypeCoverage };

export interface PropertyVerdict {
  readonly path: string;
  readonly status: CoverageStatus;
  readonly reason: string | undefined;
}

// Properties that are labels on whatever type has them.
const LABELS: { readonly [path: string]: string } = {
  Tags: 'a label, read by no part of the runtime',
  Description: 'a label, read by no part of the runtime',
};

/** Judges every property of one resource, each at the depth at which its table speaks of it. */
export function judgeProperties(
  properties: { readonly [name: string]: Json },
  table: PropertyCoverage,
): PropertyVerdict[] {
  return Object.entries(properties).flatMap(([name, value]) => judge(name, value, table));
}

function judge(path: string, value: Json, table: PropertyCoverage): PropertyVerdict[] {
  if (isDeclaredBelow(path, table) && (isRecord(value) || isList(value))) {
    const members = (isList(value) ? value : [value]).flatMap((item) => (isRecord(item) ? Object.entries(item) : []));
    // Elements of a list share their paths: each path is told once, by the element it matters most in.
    const verdicts = new Map<string, PropertyVerdict>();
    for (const verdict of members.flatMap(([name, member]) => judge(`${path}.${name}`, member, table))) {
      if (verdicts.get(verdict.path)?.status !== 'not-emulated') verdicts.set(verdict.path, verdict);
    }
    return [...verdicts.values()];
  }
  return [{ path, ...verdict(path, value, table) }];
}

function verdict(path: string, value: Json, table: PropertyCoverage): Omit<PropertyVerdict, 'path'> {
  if (table.run?.includes(path)) return { status: 'run', reason: undefined };
  const ignored = own(table.ignored ?? {}, path);
  if (ignored !== undefined) return { status: 'ignored', reason: ignored };
  const differs = own(table.notEmulated ?? {}, path);
  if (differs === undefined) {
    const label = own(LABELS, path);
    if (label !== undefined) return { status: 'ignored', reason: label };
    return { status: 'not-emulated', reason: 'the runtime does not know this property' };
  }
  const harmless = own(table.unlessValue ?? {}, path);
  if (harmless !== undefined && matches(value, harmless))
    return { status: 'ignored', reason: 'this value changes nothing' };
  return { status: 'not-emulated', reason: differs };
}

// Templates write true as text as well.
function matches(value: Json, harmless: readonly Scalar[]): boolean {
  const texts = harmless.map(String);
  return (isList(value) ? value : [value]).every((item) => isScalar(item) && texts.includes(String(item)));
}

function isDeclaredBelow(path: string, { run = [], ignored = {}, notEmulated = {} }: PropertyCoverage): boolean {
  const prefix = `${path}.`;
  return [...run, ...Object.keys(ignored), ...Object.keys(notEmulated)].some((declared) => declared.startsWith(prefix));
}
