import { type Json, own } from '../json';
import { ACCESS_COVERAGE } from './access';
import { API_GATEWAY_COVERAGE } from './api-gateway';
import { BESIDE_COVERAGE, unknownCoverage } from './beside';
import { type CoverageStatus, type CoverageTable, judgeProperties, type TypeCoverage } from './coverage';
import { STORAGE_COVERAGE } from './storage';
import { STREAM_COVERAGE } from './streams';

const TABLES: CoverageTable = {
  ...API_GATEWAY_COVERAGE,
  ...ACCESS_COVERAGE,
  ...STREAM_COVERAGE,
  ...STORAGE_COVERAGE,
  ...BESIDE_COVERAGE,
};

/** One property of one resource or, where `property` is undefined, the resource as a whole. */
export interface CoverageEntry {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Dots between levels, no index for the elements of a list. */
  readonly property: string | undefined;
  readonly status: CoverageStatus;
  /** Why it is harmless, or what differs on AWS; undefined where it is run. */
  readonly reason: string | undefined;
}

export interface CoverageReport {
  readonly counts: { readonly [status in CoverageStatus]: number };
  readonly entries: readonly CoverageEntry[];
}

/** A resource to be judged; `present` are its properties, intrinsics that leave a property out already applied. */
export interface CoverageSubject {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  present(): { readonly [name: string]: Json };
}

/** What becomes of every property of the given resources. Those judged as a whole are not resolved. */
export function coverageOf(resources: readonly CoverageSubject[]): CoverageReport {
  const entries = resources.flatMap(judgeResource);
  const count = (status: CoverageStatus): number => entries.filter((entry) => entry.status === status).length;
  return { counts: { run: count('run'), ignored: count('ignored'), 'not-emulated': count('not-emulated') }, entries };
}

function judgeResource(resource: CoverageSubject): CoverageEntry[] {
  const { stack, logicalId, type } = resource;
  const coverage: TypeCoverage = own(TABLES, type) ?? unknownCoverage(type);
  if ('whole' in coverage) {
    const { whole: status, reason } = coverage;
    return [{ stack, logicalId, type, property: undefined, status, reason }];
  }
  return judgeProperties(resource.present(), coverage).map(({ path: property, status, reason }) => {
    return { stack, logicalId, type, property, status, reason };
  });
}
