import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { type GatewayRequest, TunnelBandwidth, type TunnelGateway } from './tunnel-gateway';
import { VpnRouting, type VpnSite } from './vpn-site';

/** A virtual private gateway on one VPC, whose routes it announces to the VPC's route tables. */
export class VirtualPrivateGateway extends Construct implements TunnelGateway {
  public readonly connectionProps: Partial<ec2.CfnVPNConnectionProps>;

  public constructor(
    scope: Construct,
    id: string,
    options: { readonly amazonSideAsn: number; readonly vpnGatewayId?: string },
    request: GatewayRequest,
  ) {
    super(scope, id);
    refuse(request);
    const { vpc, routeTableIds } = request;
    if (options.vpnGatewayId === undefined && vpc.vpnGatewayId !== undefined) {
      throw new Error(
        "'vpnGatewayId' must be given where the VPC has a virtual private gateway already, got none: a VPC takes one alone",
      );
    }
    const vpnGatewayId = options.vpnGatewayId ?? this.makeGateway(options.amazonSideAsn);
    const propagation = new ec2.CfnVPNGatewayRoutePropagation(this, 'Propagation', { routeTableIds, vpnGatewayId });
    if (options.vpnGatewayId === undefined) {
      const attachment = new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId: vpc.vpcId, vpnGatewayId });
      // A gateway that is not attached to the VPC has nothing to announce to its tables: the deployment would fail.
      propagation.addResourceDependency(attachment);
    } else {
      // The VPC may attach the gateway in this very stack.
      propagation.node.addDependency(vpc);
    }
    this.connectionProps = { vpnGatewayId };
  }

  /** The gateway sends over one tunnel at a time, of all that lead to a site. */
  public activeTunnels(): number {
    return 1;
  }

  public routeTo(scope: Construct, site: VpnSite, connection: ec2.CfnVPNConnection): void {
    if (site.routing !== VpnRouting.STATIC) return;
    for (const destinationCidrBlock of site.addresses) {
      new ec2.CfnVPNConnectionRoute(scope, `Route ${destinationCidrBlock}`.replace(/[/:]/g, '_'), {
        destinationCidrBlock,
        vpnConnectionId: connection.attrVpnConnectionId,
      });
    }
  }

  private makeGateway(amazonSideAsn: number): string {
    return new ec2.CfnVPNGateway(this, 'Gateway', { type: 'ipsec.1', amazonSideAsn }).attrVpnGatewayId;
  }
}

/** Source: Site-to-Site VPN user guide, "Quotas", "Accelerated connections", "IPv4 and IPv6 traffic". */
function refuse({ bandwidth, accelerated, ecmp, ipv6Inside, sites }: GatewayRequest): void {
  const rules: [boolean, string, string][] = [
    [bandwidth === TunnelBandwidth.LARGE, "'tunnelBandwidth' LARGE", 'its tunnels have 1.25 Gbps each'],
    [accelerated, "'accelerated'", 'AWS Global Accelerator works with a Transit Gateway alone'],
    [ecmp === true, "'ecmp'", 'it sends over one tunnel at a time'],
    [ipv6Inside, "'ipv6Inside'", 'its tunnels carry IPv4 alone'],
  ];
  for (const [asked, prop, reason] of rules) {
    if (!asked) continue;
    throw new Error(
      `${prop} must be left out on a virtual private gateway, got it: ${reason}. Use VpnTermination.transitGateway()`,
    );
  }
  const ipv6 = sites.flatMap(({ addresses }) => addresses).find((cidr) => cidr.includes(':'));
  if (ipv6 === undefined) return;
  throw new Error(`'addresses' must be IPv4 on a virtual private gateway, got '${ipv6}': its tunnels carry IPv4 alone`);
}
