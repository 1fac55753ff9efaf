import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  SiteToSiteVpn,
  type SiteToSiteVpnProps,
  TunnelBandwidth,
  TunnelOptions,
  VpnRouting,
  VpnTermination,
} from 'cdk-sluice';
import { factory, shop, vpn } from './networked';

const onTransitGateway = { termination: VpnTermination.transitGateway() };
const twoDevices = [{ ipAddress: '203.0.113.1' }, { ipAddress: '203.0.113.9' }];

describe('on a virtual private gateway', () => {
  test('routes are announced to the tables of the isolated subnets, after the attachment', () => {
    const { template } = vpn();
    const [attachment] = Object.keys(template.findResources('AWS::EC2::VPCGatewayAttachment'));
    template.hasResource('AWS::EC2::VPNGatewayRoutePropagation', {
      Properties: {
        RouteTableIds: ['rtb-0a', 'rtb-0b'],
        VpnGatewayId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VpnVgwGateway'), 'VPNGatewayId'] },
      },
      DependsOn: [attachment],
    });
  });

  test('BGP writes no routes', () => {
    const { template } = vpn();
    template.hasResourceProperties('AWS::EC2::VPNConnection', { StaticRoutesOnly: false, Type: 'ipsec.1' });
    template.resourceCountIs('AWS::EC2::VPNConnectionRoute', 0);
    template.hasResourceProperties('AWS::EC2::VPNGateway', { AmazonSideAsn: 64_512 });
  });

  test('static routing writes each range of the site for each of its devices', () => {
    const addresses = ['192.168.0.0/24', '192.168.4.0/24'];
    const { template } = vpn({ sites: [factory({ addresses, routing: VpnRouting.STATIC, devices: twoDevices })] });
    template.allResourcesProperties('AWS::EC2::VPNConnection', { StaticRoutesOnly: true });
    const routes = Object.values(template.findResources('AWS::EC2::VPNConnectionRoute'));
    expect(routes.map(({ Properties }) => Properties.DestinationCidrBlock).sort()).toEqual(
      [...addresses, ...addresses].sort(),
    );
  });

  test('two sites have a connection each, on one gateway', () => {
    const { template } = vpn({ sites: [factory(), shop()] });
    template.resourceCountIs('AWS::EC2::VPNConnection', 2);
    template.resourceCountIs('AWS::EC2::CustomerGateway', 2);
    template.resourceCountIs('AWS::EC2::VPNGateway', 1);
  });

  test('an existing gateway gets no attachment', () => {
    const termination = VpnTermination.virtualPrivateGateway({ vpnGatewayId: 'vgw-0123' });
    const { template } = vpn({ termination });
    template.resourceCountIs('AWS::EC2::VPNGateway', 0);
    template.resourceCountIs('AWS::EC2::VPCGatewayAttachment', 0);
    template.hasResourceProperties('AWS::EC2::VPNConnection', { VpnGatewayId: 'vgw-0123' });
  });

  test.each<[Partial<SiteToSiteVpnProps>, string]>([
    [{ tunnelBandwidth: TunnelBandwidth.LARGE }, 'its tunnels have 1.25 Gbps each'],
    [{ accelerated: true }, 'AWS Global Accelerator works with a Transit Gateway alone'],
    [{ ecmp: true }, 'it sends over one tunnel at a time'],
    [{ ipv6Inside: true, sites: [factory({ addresses: ['fd12::/64'] })] }, 'its tunnels carry IPv4 alone'],
  ])('fails for %j, with the reason', (props, reason) => {
    expect(() => vpn(props)).toThrow(reason);
  });

  test('routes are announced after the attachment that the VPC makes itself', () => {
    const stack = new Stack(new App(), 'Stack');
    const subnetConfiguration = [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
    const vpc = new ec2.Vpc(stack, 'Vpc', { vpnGateway: true, subnetConfiguration });
    const termination = VpnTermination.virtualPrivateGateway({ vpnGatewayId: vpc.vpnGatewayId });
    new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory()], termination });
    const template = Template.fromStack(stack);
    const [attachment] = Object.keys(template.findResources('AWS::EC2::VPCGatewayAttachment'));
    const propagations = template.findResources('AWS::EC2::VPNGatewayRoutePropagation');
    const ours = Object.entries(propagations).find(([id]) => id.startsWith('VpnVgw'));
    expect(ours?.[1].DependsOn).toContain(attachment);
  });

  test('fails where the VPC has a gateway already', () => {
    const stack = new Stack(new App(), 'Stack');
    const vpc = new ec2.Vpc(stack, 'Vpc', { vpnGateway: true, ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16') });
    expect(() => new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory()] })).toThrow("'vpnGatewayId' must be given");
  });
});

describe('on a Transit Gateway', () => {
  test('BGP works by the default table, and each zone has a way to the site after the attachment', () => {
    const { template } = vpn(onTransitGateway);
    template.hasResourceProperties('AWS::EC2::TransitGateway', {
      AmazonSideAsn: 64_512,
      VpnEcmpSupport: 'enable',
      DefaultRouteTableAssociation: 'enable',
      DefaultRouteTablePropagation: 'enable',
    });
    template.hasResourceProperties('AWS::EC2::TransitGatewayVpcAttachment', { SubnetIds: ['subnet-0a', 'subnet-0b'] });
    const [attachment] = Object.keys(template.findResources('AWS::EC2::TransitGatewayVpcAttachment'));
    for (const RouteTableId of ['rtb-0a', 'rtb-0b']) {
      template.hasResource('AWS::EC2::Route', {
        Properties: { RouteTableId, DestinationCidrBlock: '192.168.0.0/20' },
        DependsOn: [attachment],
      });
    }
    template.resourceCountIs('AWS::EC2::TransitGatewayRouteTable', 0);
    template.resourceCountIs('Custom::TransitGatewayVpnAttachment', 0);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('static routes have a table of their own, and the attachment from a custom resource that may only describe', () => {
    const { template } = vpn({ ...onTransitGateway, sites: [factory({ routing: VpnRouting.STATIC })] });
    template.hasResourceProperties('AWS::EC2::TransitGateway', { DefaultRouteTableAssociation: 'disable' });
    const [lookup] = Object.keys(template.findResources('Custom::TransitGatewayVpnAttachment'));
    const id = 'TransitGatewayAttachments.0.TransitGatewayAttachmentId';
    template.hasResourceProperties('AWS::EC2::TransitGatewayRoute', {
      DestinationCidrBlock: '192.168.0.0/20',
      TransitGatewayAttachmentId: { 'Fn::GetAtt': [lookup, id] },
    });
    template.hasResourceProperties('AWS::EC2::TransitGatewayRouteTableAssociation', {
      TransitGatewayAttachmentId: { 'Fn::GetAtt': [lookup, id] },
    });
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(statements).toEqual([{ Effect: 'Allow', Action: 'ec2:DescribeTransitGatewayAttachments', Resource: '*' }]);
  });

  test('another table of an existing gateway is associated and announced to', () => {
    const termination = VpnTermination.transitGateway({ transitGatewayId: 'tgw-01', routeTableId: 'tgw-rtb-01' });
    const { template } = vpn({ termination });
    template.resourceCountIs('AWS::EC2::TransitGateway', 0);
    // The connection's and the VPC's.
    template.resourceCountIs('AWS::EC2::TransitGatewayRouteTableAssociation', 2);
    template.resourceCountIs('AWS::EC2::TransitGatewayRouteTablePropagation', 2);
  });

  test('the default table of an existing gateway takes static routes without another association', () => {
    const termination = VpnTermination.transitGateway({
      transitGatewayId: 'tgw-01',
      routeTableId: 'tgw-rtb-01',
      associate: false,
    });
    const { template } = vpn({ termination, sites: [factory({ routing: VpnRouting.STATIC })] });
    template.resourceCountIs('AWS::EC2::TransitGatewayRouteTableAssociation', 0);
    template.resourceCountIs('AWS::EC2::TransitGatewayRoute', 1);
  });

  test('there are large tunnels, acceleration, and gateways without ECMP', () => {
    vpn({ ...onTransitGateway, tunnelBandwidth: TunnelBandwidth.LARGE }).template.hasResourceProperties(
      'AWS::EC2::VPNConnection',
      { TunnelBandwidth: 'large' },
    );
    vpn({ ...onTransitGateway, accelerated: true }).template.hasResourceProperties('AWS::EC2::VPNConnection', {
      EnableAcceleration: true,
    });
    vpn({ ...onTransitGateway, ecmp: false }).template.hasResourceProperties('AWS::EC2::TransitGateway', {
      VpnEcmpSupport: 'disable',
    });
  });

  test('tunnels may carry IPv6', () => {
    const tunnels = ['fd00::/126', 'fd00::4/126'].map((insideIpv6Cidr) => TunnelOptions.of({ insideIpv6Cidr }));
    const { template } = vpn({
      ...onTransitGateway,
      ipv6Inside: true,
      sites: [factory({ addresses: ['fd12:0:0:1::/64'], devices: [{ ipAddress: '203.0.113.1', tunnels }] })],
    });
    template.hasResourceProperties('AWS::EC2::VPNConnection', { TunnelInsideIpVersion: 'ipv6' });
    template.hasResourceProperties('AWS::EC2::Route', { DestinationIpv6CidrBlock: 'fd12:0:0:1::/64' });
    template.hasResourceProperties('AWS::EC2::TransitGatewayVpcAttachment', { Options: { Ipv6Support: 'enable' } });
  });

  test('the VPC takes no IPv6 from tunnels that carry IPv4', () => {
    vpn(onTransitGateway).template.hasResourceProperties('AWS::EC2::TransitGatewayVpcAttachment', {
      Options: Match.absent(),
    });
  });

  const fixed = factory({ routing: VpnRouting.STATIC });
  test.each<[Partial<SiteToSiteVpnProps>, string]>([
    [{ accelerated: true, tunnelBandwidth: TunnelBandwidth.LARGE }, "'tunnelBandwidth' must be STANDARD"],
    [{ ecmp: true, sites: [fixed] }, 'ECMP needs BGP'],
    [{ sites: [{ ...fixed, devices: twoDevices }] }, 'a static route leads to one attachment alone'],
    [
      { sites: [fixed], termination: VpnTermination.transitGateway({ transitGatewayId: 'tgw-01' }) },
      'CloudFormation does not tell the id of its default table',
    ],
  ])('fails for %j, with the reason', (props, reason) => {
    expect(() => vpn({ ...onTransitGateway, ...props })).toThrow(reason);
  });

  test('fails for a table without its gateway', () => {
    expect(() => VpnTermination.transitGateway({ routeTableId: 'tgw-rtb-01' })).toThrow(
      "'routeTableId' must be left out",
    );
  });
});
