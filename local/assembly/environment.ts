/** Where a stack is deployed: what the pseudo-parameters give. */
export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

export const DEFAULT_ACCOUNT = '000000000000';
export const DEFAULT_REGION = 'us-east-1';

interface Partition {
  readonly prefix: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

// Prefixes and suffixes are those of botocore's partitions.json. Longer prefixes stand before those they begin with.
const PARTITIONS: readonly Partition[] = [
  { prefix: 'cn-', partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', partition: 'aws-us-gov', urlSuffix: 'amazonaws.com' },
  { prefix: 'us-isob-', partition: 'aws-iso-b', urlSuffix: 'sc2s.sgov.gov' },
  { prefix: 'us-isof-', partition: 'aws-iso-f', urlSuffix: 'csp.hci.ic.gov' },
  { prefix: 'us-iso-', partition: 'aws-iso', urlSuffix: 'c2s.ic.gov' },
  { prefix: 'eu-isoe-', partition: 'aws-iso-e', urlSuffix: 'cloud.adc-e.uk' },
  { prefix: 'eusc-', partition: 'aws-eusc', urlSuffix: 'amazonaws.eu' },
];

export function environmentOf(account: string, region: string): Environment {
  const found = PARTITIONS.find(({ prefix }) => region.startsWith(prefix));
  return { account, region, partition: found?.partition ?? 'aws', urlSuffix: found?.urlSuffix ?? 'amazonaws.com' };
}

/** Three zones a Region: which letters an account sees differs from account to account on AWS. */
export function availabilityZones(region: string): string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}
