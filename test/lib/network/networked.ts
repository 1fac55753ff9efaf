import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SiteToSiteVpn, type SiteToSiteVpnProps, type VpnSite } from 'cdk-sluice';

/** A stack with a VPC of two isolated subnets, 10.0.0.0/16. */
export function stackWithVpc(props: StackProps = {}) {
  const stack = new Stack(new App(), 'Stack', props);
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0a', 'subnet-0b'],
    isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'],
  });
  return { stack, vpc };
}

/** A site with one device. */
export const factory = (more: Partial<VpnSite> = {}): VpnSite => ({
  name: 'factory',
  addresses: ['192.168.0.0/20'],
  devices: [{ ipAddress: '203.0.113.1' }],
  ...more,
});

/** Another one. */
export const shop = (more: Partial<VpnSite> = {}): VpnSite => ({
  name: 'shop',
  addresses: ['192.168.16.0/20'],
  devices: [{ ipAddress: '203.0.113.2' }],
  ...more,
});

/** A VPN to the factory, with what its tests look at. */
export function vpn(props: Partial<SiteToSiteVpnProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const made = new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory()], ...props });
  return {
    stack,
    vpn: made,
    template: Template.fromStack(stack),
    warnings: () =>
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => String(entry.data)),
  };
}
