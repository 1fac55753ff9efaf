import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { transitGatewayAttachmentId } from './attachment-lookup';
import { type GatewayRequest, TunnelBandwidth, type TunnelGateway } from './tunnel-gateway';
import { VpnRouting, type VpnSite } from './vpn-site';

/** What the team said of its Transit Gateway. */
export interface TransitGatewayRequest {
  readonly amazonSideAsn: number;
  readonly transitGatewayId?: string;
  readonly routeTableId?: string;
  readonly associate: boolean;
}

/** A Transit Gateway with an attachment of the VPC. */
export class TransitGateway extends Construct implements TunnelGateway {
  public readonly connectionProps: Partial<ec2.CfnVPNConnectionProps>;

  /** Table of the Transit Gateway that connections are entered in; undefined where its default table does it all. */
  private readonly routeTableId: string | undefined;
  private readonly spreads: boolean;

  public constructor(
    scope: Construct,
    id: string,
    private readonly options: TransitGatewayRequest,
    request: GatewayRequest,
  ) {
    super(scope, id);
    refuse(options, request);
    const hasStatic = request.sites.some(({ routing }) => routing === VpnRouting.STATIC);
    this.spreads = request.ecmp ?? true;
    const transitGatewayId = options.transitGatewayId ?? this.makeGateway(hasStatic);
    this.routeTableId = options.routeTableId ?? (hasStatic ? this.makeTable(transitGatewayId) : undefined);
    this.attach(transitGatewayId, request);
    this.connectionProps = {
      transitGatewayId,
      enableAcceleration: request.accelerated ? true : undefined,
      tunnelBandwidth: request.bandwidth === TunnelBandwidth.LARGE ? request.bandwidth : undefined,
      tunnelInsideIpVersion: request.ipv6Inside ? 'ipv6' : undefined,
    };
  }

  /** With BGP and ECMP all tunnels at once; otherwise one. */
  public activeTunnels(site: VpnSite): number {
    return this.spreads && site.routing !== VpnRouting.STATIC ? site.devices.length * 2 : 1;
  }

  public routeTo(scope: Construct, site: VpnSite, connection: ec2.CfnVPNConnection): void {
    const { routeTableId: transitGatewayRouteTableId } = this;
    if (transitGatewayRouteTableId === undefined) return;
    const entry = {
      transitGatewayAttachmentId: transitGatewayAttachmentId(scope, connection),
      transitGatewayRouteTableId,
    };
    if (this.options.associate) new ec2.CfnTransitGatewayRouteTableAssociation(scope, 'Association', entry);
    if (site.routing !== VpnRouting.STATIC) {
      if (this.options.associate) new ec2.CfnTransitGatewayRouteTablePropagation(scope, 'Propagation', entry);
      return;
    }
    for (const destinationCidrBlock of site.addresses) {
      const id = `Route ${destinationCidrBlock}`.replace(/[/:]/g, '_');
      new ec2.CfnTransitGatewayRoute(scope, id, { ...entry, destinationCidrBlock });
    }
  }

  private makeGateway(hasStatic: boolean): string {
    // CloudFormation does not tell the id of the default table, so that static routes need a table of their own.
    const byDefault = hasStatic ? 'disable' : 'enable';
    const gateway = new ec2.CfnTransitGateway(this, 'Gateway', {
      description: `VPN of ${this.node.scope?.node.path}`,
      amazonSideAsn: this.options.amazonSideAsn,
      vpnEcmpSupport: this.spreads ? 'enable' : 'disable',
      dnsSupport: 'enable',
      autoAcceptSharedAttachments: 'disable',
      defaultRouteTableAssociation: byDefault,
      defaultRouteTablePropagation: byDefault,
    });
    return gateway.attrId;
  }

  private makeTable(transitGatewayId: string): string {
    return new ec2.CfnTransitGatewayRouteTable(this, 'Table', { transitGatewayId }).ref;
  }

  private attach(transitGatewayId: string, request: GatewayRequest): void {
    const { vpc, subnets, routeTableIds, sites, ipv6Inside } = request;
    const attachment = new ec2.CfnTransitGatewayVpcAttachment(this, 'VpcAttachment', {
      transitGatewayId,
      vpcId: vpc.vpcId,
      // One in each zone: the gateway reaches a zone through its own subnet alone.
      subnetIds: vpc.selectSubnets({ subnets, onePerAz: true }).subnetIds,
      // Off by default: IPv6 from the tunnels would end at the gateway.
      options: ipv6Inside ? { Ipv6Support: 'enable' } : undefined,
    });
    const { routeTableId: transitGatewayRouteTableId } = this;
    if (transitGatewayRouteTableId !== undefined && this.options.associate) {
      const entry = { transitGatewayAttachmentId: attachment.attrId, transitGatewayRouteTableId };
      new ec2.CfnTransitGatewayRouteTableAssociation(this, 'VpcAssociation', entry);
      new ec2.CfnTransitGatewayRouteTablePropagation(this, 'VpcPropagation', entry);
    }
    for (const site of sites) {
      for (const cidr of site.addresses) {
        for (const [index, routeTableId] of routeTableIds.entries()) {
          const destination = cidr.includes(':') ? { destinationIpv6CidrBlock: cidr } : { destinationCidrBlock: cidr };
          const id = `Route ${site.name} ${cidr} ${index}`.replace(/[/:]/g, '_');
          const route = new ec2.CfnRoute(this, id, { routeTableId, transitGatewayId, ...destination });
          // The VPC knows the gateway by its attachment alone: a route before it fails.
          route.addResourceDependency(attachment);
        }
      }
    }
  }
}

/** Source: Site-to-Site VPN user guide, "Large bandwidth tunnels", "Accelerated connections", "Routing". */
function refuse(options: TransitGatewayRequest, request: GatewayRequest): void {
  const { bandwidth, accelerated, ecmp, sites } = request;
  if (bandwidth === TunnelBandwidth.LARGE && accelerated) {
    throw new Error(
      "'tunnelBandwidth' must be STANDARD where 'accelerated' is true, got LARGE: AWS has no such tunnels",
    );
  }
  const fixed = sites.find(({ routing }) => routing === VpnRouting.STATIC);
  if (fixed === undefined) return;
  if (ecmp === true) {
    throw new Error(`'routing' of site '${fixed.name}' must be BGP where 'ecmp' is true, got STATIC: ECMP needs BGP`);
  }
  const twin = sites.find(({ routing, devices }) => routing === VpnRouting.STATIC && devices.length > 1);
  if (twin !== undefined) {
    throw new Error(
      `'routing' of site '${twin.name}' must be BGP with two devices on a Transit Gateway, got STATIC: a static route ` +
        'leads to one attachment alone',
    );
  }
  if (options.transitGatewayId !== undefined && options.routeTableId === undefined) {
    throw new Error(
      `'routeTableId' must be given where site '${fixed.name}' has STATIC routing on an existing Transit Gateway, got ` +
        'none: CloudFormation does not tell the id of its default table',
    );
  }
}
