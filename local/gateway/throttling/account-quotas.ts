import type { RateLimit } from '../../throttle';
import { GatewayError } from '../errors';

/** Account quotas that differ from AWS's defaults: what a quota increase gives. */
export interface AccountQuotas {
  /** Token bucket of all APIs of the account and Region, quota L-8A5B8E43. */
  readonly apiGateway?: { readonly rateLimit?: number; readonly burstLimit?: number };
}

/** Regions that start at 2,500 requests/s. Source: API Gateway quotas, "Throttle quota per account". */
const SMALL_REGIONS = new Set([
  'af-south-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
]);

/** The account's token bucket in a Region. AWS sets the burst, half the rate unless told otherwise. */
export function accountThrottle(region: string, quotas: AccountQuotas = {}): RateLimit {
  const small = SMALL_REGIONS.has(region);
  const { rateLimit = small ? 2_500 : 10_000, burstLimit } = quotas.apiGateway ?? {};
  return { rate: rateLimit, burst: burstLimit ?? rateLimit / 2 };
}

/**
 * Reads `{"apiGateway":{"rateLimit":20000,"burstLimit":10000}}`.
 * @param file Names the file in errors
 */
export function parseQuotas(json: string, file: string): AccountQuotas {
  const fail = (reason: string, cause?: unknown) => new GatewayError('GATEWAY_INVALID_QUOTAS', reason, file, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw fail(`is not JSON: ${error instanceof Error ? error.message : error}`, error);
  }
  const [top, apiGateway] = [entries(parsed), isObject(parsed) ? entries(parsed.apiGateway) : undefined];
  const unknown = top?.find(([name]) => name !== 'apiGateway')?.[0];
  if (top === undefined) throw fail('must be an object');
  if (unknown !== undefined)
    throw fail(`'${unknown}' is no quota; the quotas are apiGateway.rateLimit and .burstLimit`);
  for (const [name, value] of apiGateway ?? []) {
    if (name !== 'rateLimit' && name !== 'burstLimit') throw fail(`'apiGateway.${name}' is no quota`);
    if (typeof value !== 'number' || !(value >= 0)) {
      throw fail(`'apiGateway.${name}' must be a number of 0 or more, got ${JSON.stringify(value)}`);
    }
  }
  return apiGateway === undefined ? {} : { apiGateway: Object.fromEntries(apiGateway) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): [string, unknown][] | undefined {
  return isObject(value) ? Object.entries(value) : undefined;
}
