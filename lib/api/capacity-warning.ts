import { Annotations, type Size, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accountRequestRate } from '../config/region-quotas';
import type { TargetCapacity } from '../targets/target';
import type { IngestionRoute } from './ingestion-route';
import type { Throttle } from './throttle';

/** A route and what stands behind it. */
export interface BoundRoute {
  readonly route: IngestionRoute;
  readonly capacity: TargetCapacity | undefined;
}

/** What several routes to one target admit together, per second. */
interface Load {
  readonly capacity: TargetCapacity;
  requests: number;
  records: number;
  readonly routes: string[];
}

const MIB = 1_048_576;

const ASSUMED = ' (the lower figure counts, because the Region is not known at synth)';

/**
 * Warns where the front door lets in more than what stands behind it takes. The stage's rate is counted for each route
 * that has none of its own: API Gateway applies stage throttles at the level of the method.
 */
export function warnOfCapacity(
  scope: Construct,
  bound: readonly BoundRoute[],
  stageThrottle: Throttle,
  eventSize: Size,
): void {
  const rated = bound.map((own) => ({ ...own, rate: (own.route.throttle ?? stageThrottle).rateLimit }));
  const known = rated.filter(({ rate, capacity }) => !Token.isUnresolved(rate) && capacity?.unknownAtSynth !== true);
  const unknown = rated
    .filter((route) => !known.includes(route))
    .map(({ route }) => `${route.httpMethod} ${route.path}`);
  if (unknown.length > 0) warnOfUnknown(scope, `the rate of ${unknown.join(' and ')}, or of what takes it,`);
  if (eventSize.isUnresolved()) warnOfUnknown(scope, 'the weight of an event');
  warnOfAccount(
    scope,
    rated.map(({ rate }) => rate).filter((rate) => !Token.isUnresolved(rate)),
  );
  for (const load of loads(known)) warnOfTarget(scope, load, eventSize);
}

function warnOfUnknown(scope: Construct, what: string): void {
  Annotations.of(scope).addWarningV2(
    `sluice:capacityUnknown:${what}`,
    `Because ${what} is not known at synth, it was not compared with what stands behind`,
  );
}

function warnOfAccount(scope: Construct, rates: readonly number[]): void {
  const admitted = rates.reduce((sum, rate) => sum + rate, 0);
  const quota = accountRequestRate(Stack.of(scope).region);
  if (admitted <= quota.value) return;
  Annotations.of(scope).addWarningV2(
    'sluice:accountRate',
    `The routes admit ${format(admitted)} requests/s together, more than the account's ` +
      `${format(quota.value)} requests/s for all its APIs${quota.assumed ? ASSUMED : ''}: ` +
      'lower the throttles or raise the quota',
  );
}

function loads(rated: readonly (BoundRoute & { readonly rate: number })[]): Load[] {
  const byName = new Map<string, Load>();
  for (const { route, capacity, rate } of rated) {
    if (capacity === undefined) continue;
    const load = byName.get(capacity.name) ?? { capacity, requests: 0, records: 0, routes: [] };
    load.requests += rate;
    load.records += rate * (capacity.recordsPerRequest ?? 1);
    load.routes.push(`${route.httpMethod} ${route.path}`);
    byName.set(capacity.name, load);
  }
  return [...byName.values()];
}

function warnOfTarget(scope: Construct, load: Load, eventSize: Size): void {
  const { capacity } = load;
  const eventBytes = eventSize.isUnresolved() ? 0 : eventSize.toBytes();
  const bytes = load.records * eventBytes;
  const excesses = [
    excess(load.requests, capacity.requestsPerSecond, 'requests/s'),
    excess(load.records, capacity.recordsPerSecond, 'records/s'),
    excess(bytes / MIB, capacity.bytesPerSecond === undefined ? undefined : capacity.bytesPerSecond / MIB, 'MiB/s'),
  ].filter((text) => text !== undefined);
  if (excesses.length === 0) return;
  Annotations.of(scope).addWarningV2(
    `sluice:targetRate:${capacity.name}`,
    `${load.routes.join(' and ')} admit to ${capacity.name} ${excesses.join(' and ')}, with events of ` +
      `${format(eventBytes)} bytes. It is ${capacity.description}${capacity.regionAssumed ? ASSUMED : ''}: ` +
      'lower the throttles or raise what stands behind',
  );
}

function excess(admitted: number, taken: number | undefined, unit: string): string | undefined {
  if (taken === undefined || admitted <= taken) return undefined;
  return `${format(admitted)} ${unit} (it takes ${format(taken)})`;
}

function format(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
