import { CfnOutput, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SiteToSiteVpnProps } from './site-to-site-vpn-props';
import { watchTunnels } from './tunnel-alarms';
import { TunnelBandwidth, type TunnelGateway } from './tunnel-gateway';
import { TunnelLogs } from './tunnel-logs';
import { TunnelOptions } from './tunnel-options';
import { checkVpn, tunnelsOf } from './validate-vpn';
import { warnOfTunnels } from './vpn-capacity';
import { VpnConnection } from './vpn-connection';
import { checkSites, VpnRouting, type VpnSite } from './vpn-site';
import { VpnTermination } from './vpn-termination';

/**
 * IPsec tunnels from sites to a VPC, two for each device, in two zones. AWS makes the pre-shared keys and keeps them in
 * Secrets Manager unless they are given; `sluice vpn config` writes the devices' side.
 */
export class SiteToSiteVpn extends Construct {
  /** The connections, one for each device, in the order of the sites. */
  public readonly connections: VpnConnection[];

  /** The alarms, two for each connection: a tunnel is down, and all are. */
  public readonly alarms: cloudwatch.Alarm[];

  /** Log of the tunnels; undefined where they do not log. */
  public readonly logGroup?: logs.LogGroup;

  public constructor(scope: Construct, id: string, props: SiteToSiteVpnProps) {
    super(scope, id);
    const termination = props.termination ?? VpnTermination.virtualPrivateGateway();
    const shared = props.tunnelOptions ?? TunnelOptions.strong();
    const sites = props.sites.map((site) => ({ ...site, routing: site.routing ?? VpnRouting.BGP }));
    checkSites(sites);
    checkVpn({ props: { ...props, sites }, shared, amazonSideAsn: termination.amazonSideAsn });

    const bandwidth = props.tunnelBandwidth ?? TunnelBandwidth.STANDARD;
    const subnets = subnetsOf(props);
    const gateway = termination._bind(this, {
      vpc: props.vpc,
      subnets,
      routeTableIds: routeTableIdsOf(subnets),
      sites,
      bandwidth,
      accelerated: props.accelerated === true,
      ecmp: props.ecmp,
      ipv6Inside: props.ipv6Inside === true,
    });
    const tunnelLogs = props.tunnelLogs === false ? undefined : this.makeLogs(props);
    this.logGroup = tunnelLogs?.logGroup;
    // Sites are named by the user: in a scope of their own they meet no other child.
    const places = new Construct(this, 'Sites');
    this.connections = sites.flatMap((site) => connect(places, site, gateway, shared, tunnelLogs));
    this.alarms = watchTunnels(this, this.connections, props.alarmTopic);
    warnOfTunnels(this, sites, gateway, bandwidth, props.eventSize ?? Size.kibibytes(1));
  }

  private makeLogs(props: SiteToSiteVpnProps): TunnelLogs {
    return new TunnelLogs(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.logKey,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}

function connect(
  places: Construct,
  site: VpnSite,
  gateway: TunnelGateway,
  shared: TunnelOptions,
  tunnelLogs: TunnelLogs | undefined,
): VpnConnection[] {
  const scope = new Construct(places, site.name);
  const logOptions = tunnelLogs?.optionsFor(site.routing !== VpnRouting.STATIC);
  return site.devices.map((device, index) => {
    const tunnels = tunnelsOf(device, shared);
    const connection = VpnConnection._make(scope, `Device${index + 1}`, { site, device, gateway, tunnels, logOptions });
    new CfnOutput(connection, 'Id', {
      value: connection.connectionId,
      description: `VPN connection of site ${site.name}, device ${index + 1}`,
    });
    return connection;
  });
}

function subnetsOf({ vpc, subnets }: SiteToSiteVpnProps): ec2.ISubnet[] {
  const chosen =
    subnets === undefined ? [...vpc.isolatedSubnets, ...vpc.privateSubnets] : vpc.selectSubnets(subnets).subnets;
  if (chosen.length > 0) return chosen;
  throw new Error("'subnets' must be given where the VPC has neither isolated nor private ones, got none");
}

function routeTableIdsOf(subnets: readonly ec2.ISubnet[]): string[] {
  return subnets
    .map((subnet) => {
      // An imported subnet may not know its own table, whatever the type says.
      const id: string | undefined = subnet.routeTable.routeTableId;
      if (id !== undefined) return id;
      throw new Error(
        `'vpc' must tell the route table of subnet '${subnet.subnetId}', got none: no route to the sites could be made. ` +
          "Give the tables' ids where the VPC is imported",
      );
    })
    .filter((id, index, all) => all.indexOf(id) === index);
}
