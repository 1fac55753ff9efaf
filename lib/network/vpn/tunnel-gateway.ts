import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { VpnSite } from './vpn-site';

/** How fast one tunnel is. */
export enum TunnelBandwidth {
  /** 1.25 Gbps. */
  STANDARD = 'standard',
  /** 5 Gbps, on a Transit Gateway and not accelerated. */
  LARGE = 'large',
}

/** What a VPN asks of its end at AWS. */
export interface GatewayRequest {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly routeTableIds: string[];
  readonly sites: readonly VpnSite[];
  readonly bandwidth: TunnelBandwidth;
  readonly accelerated: boolean;
  /** Whether traffic is to be spread over tunnels; undefined where nobody asked. */
  readonly ecmp: boolean | undefined;
  readonly ipv6Inside: boolean;
}

/** The end of a VPN at AWS, made for one VPN. */
export interface TunnelGateway {
  /** What each connection says of it. */
  readonly connectionProps: Partial<ec2.CfnVPNConnectionProps>;
  /** Tunnels that carry a site's traffic at the same time. */
  activeTunnels(site: VpnSite): number;
  /** Makes the routes to a site that its connection does not bring by itself. */
  routeTo(scope: Construct, site: VpnSite, connection: ec2.CfnVPNConnection): void;
}
