import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { checkRange } from '../../checks/range';
import { IpRange } from '../ip-range';
import type { NetworkZones } from './network-zones';

/** Props of `IsolatedVpc`. */
export interface IsolatedVpcProps {
  readonly cidr: string;
  readonly zones: NetworkZones;
}

/**
 * A VPC with one isolated subnet a zone: no internet gateway, no NAT. The L2 asks AWS for the zones of an account that
 * is known at synth; this one never does.
 */
export class IsolatedVpc extends Construct {
  public readonly vpc: ec2.IVpc;

  public constructor(scope: Construct, id: string, { cidr, zones }: IsolatedVpcProps) {
    super(scope, id);
    const block = IpRange.parse("'cidr'", cidr);
    if (block.isIpv6) throw new Error(`'cidr' must be IPv4, got '${cidr}'`);
    // Subnets have a quarter each, and at least 16 addresses. Source: VPC user guide, "VPC CIDR blocks".
    checkRange('cidr', block.prefixLength, { min: 16, max: 26, unit: 'bits' });
    const vpc = new ec2.CfnVPC(this, 'Vpc', {
      cidrBlock: cidr,
      // Private DNS of the endpoints needs both.
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: [{ key: 'Name', value: this.node.path }],
    });
    const subnets = block.subdivide(4, block.prefixLength + 2);
    const isolated = zones.zones.map((zone, index) => {
      const own = new Construct(this, `Zone${index + 1}`);
      const subnet = new ec2.CfnSubnet(own, 'Subnet', {
        vpcId: vpc.attrVpcId,
        availabilityZone: zone,
        cidrBlock: String(subnets[index]),
        mapPublicIpOnLaunch: false,
        tags: [{ key: 'Name', value: own.node.path }],
      });
      const table = new ec2.CfnRouteTable(own, 'RouteTable', {
        vpcId: vpc.attrVpcId,
        tags: [{ key: 'Name', value: own.node.path }],
      });
      new ec2.CfnSubnetRouteTableAssociation(own, 'Association', {
        subnetId: subnet.attrSubnetId,
        routeTableId: table.attrRouteTableId,
      });
      return { zone, subnetId: subnet.attrSubnetId, routeTableId: table.attrRouteTableId };
    });
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Attributes', {
      vpcId: vpc.attrVpcId,
      vpcCidrBlock: cidr,
      availabilityZones: [...zones.zones],
      isolatedSubnetIds: isolated.map(({ subnetId }) => subnetId),
      isolatedSubnetRouteTableIds: isolated.map(({ routeTableId }) => routeTableId),
    });
  }
}
