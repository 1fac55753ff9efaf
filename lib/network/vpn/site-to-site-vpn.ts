import { CfnOutput, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { admitCloudWatch } from '../../monitoring/admit-cloudwatch';
import { AddressPlan } from '../address-plan';
import { TunnelBandwidth, type TunnelGateway } from './tunnel-gateway';
import { TunnelLogs } from './tunnel-logs';
import { TunnelOptions } from './tunnel-options';
import { warnOfTunnels } from './vpn-capacity';
import { VpnConnection } from './vpn-connection';
import { type CustomerDevice, checkSites, DEFAULT_CUSTOMER_ASN, VpnRouting, type VpnSite } from './vpn-site';
import { VpnTermination } from './vpn-termination';

/** Props of `SiteToSiteVpn`. */
export interface SiteToSiteVpnProps {
  /** The VPC that the sites reach. */
  readonly vpc: ec2.IVpc;

  /** The sites, each with its ranges and devices. */
  readonly sites: VpnSite[];

  /**
   * Where the VPN ends at AWS. Changing it replaces the connections, with new addresses for the devices to call.
   * @default VpnTermination.virtualPrivateGateway()
   */
  readonly termination?: VpnTermination;

  /**
   * Subnets whose route tables learn the way to the sites.
   * @default - the isolated and the private ones
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Options of every tunnel that has none of its own.
   * @default TunnelOptions.strong()
   */
  readonly tunnelOptions?: TunnelOptions;

  /**
   * How fast each tunnel is. Large ones are there on a Transit Gateway alone.
   * @default TunnelBandwidth.STANDARD
   */
  readonly tunnelBandwidth?: TunnelBandwidth;

  /**
   * Whether traffic rides AWS's network from the edge nearest to the device. On a Transit Gateway alone; changing it
   * replaces the connections.
   * @default false
   */
  readonly accelerated?: boolean;

  /**
   * Whether a Transit Gateway spreads traffic over all tunnels of a site. Needs BGP. Of an existing gateway, its own
   * setting.
   * @default - true on a Transit Gateway, false on a virtual private gateway
   */
  readonly ecmp?: boolean;

  /**
   * Whether the tunnels carry IPv6 instead of IPv4. On a Transit Gateway alone; changing it replaces the connections.
   * @default false
   */
  readonly ipv6Inside?: boolean;

  /**
   * What a typical event weighs, for the warning at synth.
   * @default Size.kibibytes(1)
   */
  readonly eventSize?: Size;

  /**
   * Topic that the alarms on tunnels notify.
   * @default - alarms without an action
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether tunnels log what IKE and BGP say.
   * @default true
   */
  readonly tunnelLogs?: boolean;

  /**
   * How long the tunnels' log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key of the tunnels' log. CloudWatch Logs must be allowed to use it by the key's own policy.
   * @default - encrypted by CloudWatch Logs
   */
  readonly logKey?: kms.IKey;

  /**
   * What becomes of the tunnels' log when the stack goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/**
 * IPsec tunnels from sites to a VPC, two for each device, in two zones. AWS makes the pre-shared keys and keeps them in
 * Secrets Manager unless they are given; `sluice vpn config` writes the devices' side.
 */
export class SiteToSiteVpn extends Construct {
  /** The connections, one for each device, in the order of the sites. */
  public readonly connections: VpnConnection[];

  /** The alarms, two for each connection: a tunnel is down, and all are. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  /** Log of the tunnels; undefined where they do not log. */
  public readonly logGroup?: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: SiteToSiteVpnProps) {
    super(scope, id);
    const termination = props.termination ?? VpnTermination.virtualPrivateGateway();
    const shared = props.tunnelOptions ?? TunnelOptions.strong();
    const sites = props.sites.map((site) => ({ ...site, routing: site.routing ?? VpnRouting.BGP }));
    checkSites(sites);
    checkInside(props, shared);
    checkKeys(props, shared);
    checkAddresses(props, shared);
    checkAsns(sites, termination.amazonSideAsn);

    const bandwidth = props.tunnelBandwidth ?? TunnelBandwidth.STANDARD;
    const subnets = subnetsOf(props);
    const gateway = termination._bind(this, {
      vpc: props.vpc,
      subnets,
      routeTableIds: [...new Set(subnets.map(({ routeTable }) => routeTable.routeTableId))],
      sites,
      bandwidth,
      accelerated: props.accelerated === true,
      ecmp: props.ecmp,
      ipv6Inside: props.ipv6Inside === true,
    });
    const tunnelLogs = props.tunnelLogs === false ? undefined : this.makeLogs(props);
    this.logGroup = tunnelLogs?.logGroup;
    this.connections = sites.flatMap((site) => this.connect(site, gateway, shared, tunnelLogs));
    this.watch(props.alarmTopic);
    warnOfTunnels(this, sites, gateway, bandwidth, props.eventSize ?? Size.kibibytes(1));
  }

  private makeLogs(props: SiteToSiteVpnProps): TunnelLogs {
    return new TunnelLogs(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.logKey,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  private connect(
    site: VpnSite,
    gateway: TunnelGateway,
    shared: TunnelOptions,
    tunnelLogs: TunnelLogs | undefined,
  ): VpnConnection[] {
    const scope = new Construct(this, site.name);
    const logOptions = tunnelLogs?.optionsFor(site.routing !== VpnRouting.STATIC);
    return site.devices.map((device, index) => {
      const tunnels = tunnelsOf(device, shared);
      const connection = VpnConnection._make(scope, `Device${index + 1}`, {
        site,
        device,
        gateway,
        tunnels,
        logOptions,
      });
      new CfnOutput(connection, 'Id', {
        value: connection.connectionId,
        description: `VPN connection of site ${site.name}, device ${index + 1}`,
      });
      return connection;
    });
  }

  private watch(topic: sns.ITopic | undefined): void {
    const action = topic === undefined ? undefined : new SnsAction(topic);
    if (topic !== undefined) admitCloudWatch(this, topic);
    for (const connection of this.connections) {
      const watched = (id: string, alarm: cloudwatch.CreateAlarmOptions, statistic: string) => {
        const made = connection.metricTunnelState({ statistic }).createAlarm(connection, id, {
          // Tunnels tell their state whether used or not: silence says that the connection is gone, not that it is up.
          treatMissingData: cloudwatch.TreatMissingData.MISSING,
          ...alarm,
        });
        if (action !== undefined) {
          made.addAlarmAction(action);
          made.addOkAction(action);
        }
        this.alarms.push(made);
      };
      const { LESS_THAN_THRESHOLD, LESS_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator;
      watched(
        'TunnelDown',
        {
          threshold: 1,
          comparisonOperator: LESS_THAN_THRESHOLD,
          // AWS takes down one tunnel at a time for maintenance: one period is no news.
          evaluationPeriods: 3,
          alarmDescription: `A tunnel to site ${connection.siteName} is down: events still arrive, by the other one`,
        },
        'Minimum',
      );
      watched(
        'AllTunnelsDown',
        {
          threshold: 0,
          comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
          evaluationPeriods: 1,
          alarmDescription: `No tunnel to site ${connection.siteName} is up by this connection: events wait at the device`,
        },
        'Maximum',
      );
    }
  }
}

function tunnelsOf(device: CustomerDevice, shared: TunnelOptions): readonly TunnelOptions[] {
  return device.tunnels ?? [shared, shared];
}

function subnetsOf({ vpc, subnets }: SiteToSiteVpnProps): ec2.ISubnet[] {
  const chosen =
    subnets === undefined ? [...vpc.isolatedSubnets, ...vpc.privateSubnets] : vpc.selectSubnets(subnets).subnets;
  if (chosen.length > 0) return chosen;
  throw new Error("'subnets' must be given where the VPC has neither isolated nor private ones, got none");
}

/** The VPC, the sites and the tunnels share one space of addresses. */
function checkAddresses({ vpc, sites }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  const plan = new AddressPlan();
  plan.add({ owner: 'the VPC', cidr: vpc.vpcCidrBlock });
  for (const { name, addresses } of sites) {
    for (const cidr of addresses) plan.add({ owner: `site '${name}'`, cidr });
  }
  for (const { name, devices } of sites) {
    for (const [deviceIndex, device] of devices.entries()) {
      for (const [index, { insideCidr, insideIpv6Cidr }] of tunnelsOf(device, shared).entries()) {
        const owner = `tunnel ${index + 1} of device ${deviceIndex + 1} of site '${name}'`;
        if (insideCidr !== undefined) plan.add({ owner, cidr: insideCidr });
        if (insideIpv6Cidr !== undefined) plan.add({ owner, cidr: insideIpv6Cidr });
      }
    }
  }
}

/** A device shows one or the other. */
function checkKeys({ sites }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  for (const { name, devices } of sites) {
    const both = devices.some(
      (device) =>
        device.certificate !== undefined &&
        tunnelsOf(device, shared).some(({ preSharedKey }) => preSharedKey !== undefined),
    );
    if (!both) continue;
    throw new Error(`'preSharedKey' must be left out where a device of site '${name}' has a 'certificate', got both`);
  }
}

function checkAsns(sites: readonly VpnSite[], amazonSideAsn: number): void {
  for (const { name, devices, routing } of sites) {
    const asns = devices.map(({ asn }) => asn ?? DEFAULT_CUSTOMER_ASN);
    if (routing === VpnRouting.STATIC) continue;
    if (asns.includes(amazonSideAsn)) {
      throw new Error(
        `'asn' of a device of site '${name}' must differ from 'amazonSideAsn', got ${amazonSideAsn} for both: ` +
          'with one number on both sides BGP takes each for its own',
      );
    }
    if (new Set(asns).size > 1) {
      throw new Error(
        `'asn' must be the same for both devices of site '${name}', got ${asns.join(' and ')}: paths of different ` +
          'numbers are not spread over, and the lower device would not be used',
      );
    }
  }
}

function checkInside({ sites, ipv6Inside }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  const tunnels = sites.flatMap(({ devices }) => devices.flatMap((device) => tunnelsOf(device, shared)));
  if (ipv6Inside !== true && tunnels.some(({ insideIpv6Cidr }) => insideIpv6Cidr !== undefined)) {
    throw new Error("'insideIpv6Cidr' must be left out unless 'ipv6Inside' is true, got it: the tunnels carry IPv4");
  }
  const family = ipv6Inside === true ? 'IPv6' : 'IPv4';
  const stranger = sites
    .flatMap(({ addresses }) => addresses)
    .find((cidr) => !Token.isUnresolved(cidr) && cidr.includes(':') !== (ipv6Inside === true));
  if (stranger === undefined) return;
  throw new Error(
    `'addresses' must be ${family}, which is what the tunnels carry, got '${stranger}': see 'ipv6Inside'`,
  );
}
