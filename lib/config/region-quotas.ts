import { Token } from 'aws-cdk-lib';

/** A quota that differs between Regions. `assumed` is set where the Region is not known at synth. */
export interface RegionalQuota {
  readonly value: number;
  readonly assumed: boolean;
}

/** Regions whose account quota is 2,500 requests/s. Source: API Gateway quotas, "Throttle quota per account". */
const SMALL_API_REGIONS = new Set([
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

/** Regions with the larger direct-put quota. Source: Amazon Data Firehose quotas. */
const LARGE_FIREHOSE_REGIONS = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Requests per second of all API Gateway APIs of an account in `region`, before any increase. */
export function accountRequestRate(region: string): RegionalQuota {
  return quota(region, (name) => (SMALL_API_REGIONS.has(name) ? 2_500 : 10_000), 2_500);
}

/** Direct-put requests per second of one delivery stream, before any increase. */
export function directPutRequestRate(region: string): RegionalQuota {
  return quota(region, (name) => (LARGE_FIREHOSE_REGIONS.has(name) ? 2_000 : 1_000), 1_000);
}

/** Direct-put records per second of one delivery stream, before any increase. */
export function directPutRecordRate(region: string): RegionalQuota {
  return quota(region, (name) => (LARGE_FIREHOSE_REGIONS.has(name) ? 500_000 : 100_000), 100_000);
}

/** Direct-put bytes per second of one delivery stream, before any increase. */
export function directPutByteRate(region: string): RegionalQuota {
  return quota(region, (name) => (LARGE_FIREHOSE_REGIONS.has(name) ? 5 : 1) * 1_048_576, 1_048_576);
}

function quota(region: string, known: (region: string) => number, lower: number): RegionalQuota {
  const assumed = Token.isUnresolved(region);
  return { value: assumed ? lower : known(region), assumed };
}
