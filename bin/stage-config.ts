import type { Environment } from 'aws-cdk-lib';
import type { Tenant, Throttle, VpnSite } from 'cdk-sluice';

/** Token buckets of the reference app's routes. */
export interface RouteThrottles {
  readonly events: Throttle;
  readonly eventsBatch: Throttle;
  readonly archive: Throttle;
  readonly archiveBatch: Throttle;
  readonly proxyEvents: Throttle;
  readonly proxyEventsBatch: Throttle;
}

/** The private way into a stage: a VPC, a VPN to each site, and a front door inside. */
export interface StageNetwork {
  /** The sites that send events from inside their own networks. */
  readonly sites: readonly VpnSite[];
  /** The VPC's IPv4 range, /16 to /26; undefined: 10.0.0.0/20. */
  readonly cidr?: string;
  /** Whether the front door is reached from the internet as well. Throttles are then split between both sides. */
  readonly publicToo: boolean;
  /** Whether the sites may ask the VPC for names. */
  readonly nameResolution: boolean;
}

/** What one stage of the reference app is made of. */
export interface StageConfig {
  /** Account and Region; undefined where the credentials of `cdk deploy` decide. */
  readonly env?: Environment;
  /** Whether the stage may vanish with all it holds. Otherwise its data is kept and its stateful stack protected. */
  readonly disposable: boolean;
  /** Shards of the stream; `on-demand` lets it grow by itself. */
  readonly shards: number | 'on-demand';
  /** How long the stream keeps events, in hours: 24 to 8,760. */
  readonly retentionHours: number;
  /** Days until an archived event is deleted; undefined keeps it. */
  readonly archiveDays?: number;
  readonly throttles: RouteThrottles;
  readonly tenants: readonly Tenant[];
  /** Address that alarms are mailed to; undefined: alarms have a topic without subscribers. */
  readonly alarmEmail?: string;
  /** The private way in; undefined: the front door is public, and there is no VPC. */
  readonly network?: StageNetwork;
}

const modest: RouteThrottles = {
  events: { rateLimit: 400, burstLimit: 400 },
  eventsBatch: { rateLimit: 40, burstLimit: 40 },
  archive: { rateLimit: 400, burstLimit: 200 },
  archiveBatch: { rateLimit: 40, burstLimit: 20 },
  proxyEvents: { rateLimit: 100, burstLimit: 100 },
  proxyEventsBatch: { rateLimit: 10, burstLimit: 10 },
};

const ample: RouteThrottles = {
  events: { rateLimit: 1_000, burstLimit: 1_000 },
  eventsBatch: { rateLimit: 200, burstLimit: 100 },
  archive: { rateLimit: 400, burstLimit: 200 },
  archiveBatch: { rateLimit: 40, burstLimit: 20 },
  proxyEvents: { rateLimit: 500, burstLimit: 250 },
  proxyEventsBatch: { rateLimit: 50, burstLimit: 25 },
};

/** Stands for a site of yours: the address is one of those set apart for documentation. */
const factory: VpnSite = {
  name: 'factory',
  addresses: ['192.168.0.0/20'],
  devices: [{ ipAddress: '203.0.113.10', asn: 65_010 }],
  eventsPerSecond: 400,
};

/** The stages of the reference app. Add one here, or change what one of them holds. */
export const STAGES = {
  dev: { disposable: true, shards: 1, retentionHours: 24, archiveDays: 7, throttles: modest, tenants: [] },
  staging: {
    disposable: false,
    shards: 2,
    retentionHours: 48,
    archiveDays: 30,
    throttles: modest,
    tenants: [],
    network: { sites: [factory], publicToo: true, nameResolution: true },
  },
  prod: { disposable: false, shards: 'on-demand', retentionHours: 168, throttles: ample, tenants: [] },
} satisfies { readonly [name: string]: StageConfig };

/** Name of a stage. */
export type StageName = keyof typeof STAGES;

/**
 * The stages that `selection`, the context `stage`, names, separated by commas; all of them without one. Throws for
 * what is no text, and for a name that is not a stage, and lists those that are.
 */
export function selectStages(selection: unknown): [StageName, StageConfig][] {
  const all = Object.entries(STAGES) as [StageName, StageConfig][];
  if (selection === undefined) return all;
  if (typeof selection !== 'string') {
    throw new Error(`context 'stage' must be a text such as 'dev' or 'dev,prod', got ${JSON.stringify(selection)}`);
  }
  return selection.split(',').map((part) => {
    const found = all.find(([name]) => name === part.trim());
    if (found !== undefined) return found;
    const known = all.map(([name]) => name).join(', ');
    throw new Error(`context 'stage' must name stages of bin/stage-config.ts, got '${part.trim()}'; they are ${known}`);
  });
}

/** Throws, with place, value and remedy, unless `config` can be deployed. What a construct checks is left to it. */
export function checkStage(name: string, config: StageConfig): void {
  const refuse = (prop: string, rule: string, value: unknown) => {
    throw new Error(`stage '${name}': '${prop}' must ${rule}, got '${String(value)}'`);
  };
  const { shards, retentionHours, archiveDays, alarmEmail, env } = config;
  if (shards !== 'on-demand' && (!Number.isInteger(shards) || shards < 1)) {
    refuse('shards', "be a whole number from 1, or 'on-demand'", shards);
  }
  if (!Number.isInteger(retentionHours) || retentionHours < 24 || retentionHours > 8_760) {
    refuse('retentionHours', 'be a whole number of hours from 24 to 8760', retentionHours);
  }
  if (archiveDays !== undefined && (!Number.isInteger(archiveDays) || archiveDays < 1)) {
    refuse('archiveDays', 'be a whole number of days from 1, or be left out to keep events', archiveDays);
  }
  if (alarmEmail !== undefined && !/^[^@\s]+@[^@\s]+$/.test(alarmEmail)) {
    refuse('alarmEmail', 'be an e-mail address', alarmEmail);
  }
  if (env?.account !== undefined && !/^\d{12}$/.test(env.account)) {
    refuse('env.account', 'be an account id of 12 digits', env.account);
  }
  if (env?.region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(env.region)) {
    refuse('env.region', "be a Region such as 'eu-west-1'", env.region);
  }
}
