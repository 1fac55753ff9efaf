import type { IdentityTable } from './identity';

export const NETWORK_IDENTITIES: IdentityTable = {
  'AWS::EC2::VPC': {
    ref: 'vpc-0{hex:16}',
    arn: 'arn:{partition}:ec2:{region}:{account}:vpc/{ref}',
    attributes: {
      VpcId: '{ref}',
      CidrBlock: '{property:CidrBlock}',
      CidrBlockAssociations: ['vpc-cidr-assoc-0{hex:16}'],
      DefaultNetworkAcl: 'acl-0{hex:16}',
      DefaultSecurityGroup: 'sg-0{hex:16}',
      Ipv6CidrBlocks: [],
    },
  },
  'AWS::EC2::Subnet': {
    ref: 'subnet-0{hex:16}',
    arn: 'arn:{partition}:ec2:{region}:{account}:subnet/{ref}',
    attributes: {
      SubnetId: '{ref}',
      AvailabilityZone: '{property:AvailabilityZone}',
      CidrBlock: '{property:CidrBlock}',
      VpcId: '{property:VpcId}',
      Ipv6CidrBlocks: [],
      NetworkAclAssociationId: 'aclassoc-0{hex:16}',
    },
  },
  'AWS::EC2::VPCEndpoint': {
    ref: 'vpce-0{hex:16}',
    arn: 'arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{ref}',
    attributes: {
      Id: '{ref}',
      CreationTimestamp: '2024-01-01T00:00:00.000Z',
      DnsEntries: ['Z{upper:13}:{ref}-{lower:8}.execute-api.{region}.vpce.{urlSuffix}'],
      NetworkInterfaceIds: ['eni-0{hex:16}'],
    },
  },
  'AWS::EC2::VPCEndpointService': {
    ref: 'vpce-svc-0{hex:16}',
    arn: 'arn:{partition}:ec2:{region}:{account}:vpc-endpoint-service/{ref}',
    attributes: { ServiceId: '{ref}' },
  },
  'AWS::EC2::VPCEndpointServicePermissions': { ref: '{property:ServiceId}' },
  'AWS::EC2::SecurityGroup': {
    name: { property: 'GroupName' },
    ref: 'sg-0{hex:16}',
    arn: 'arn:{partition}:ec2:{region}:{account}:security-group/{ref}',
    attributes: { GroupId: '{ref}', Id: '{ref}', VpcId: '{property:VpcId}' },
  },
  'AWS::EC2::SecurityGroupIngress': { ref: 'sgr-0{hex:16}', attributes: { Id: '{ref}' } },
  'AWS::EC2::SecurityGroupEgress': { ref: 'sgr-0{hex:16}', attributes: { Id: '{ref}' } },
  'AWS::EC2::RouteTable': { ref: 'rtb-0{hex:16}', attributes: { RouteTableId: '{ref}' } },
  'AWS::EC2::Route': { ref: '{stack}-{logicalId}-{upper:12}' },
  'AWS::EC2::SubnetRouteTableAssociation': { ref: 'rtbassoc-0{hex:16}', attributes: { Id: '{ref}' } },
  'AWS::EC2::InternetGateway': { ref: 'igw-0{hex:16}', attributes: { InternetGatewayId: '{ref}' } },
  'AWS::EC2::VPCGatewayAttachment': { ref: 'IGW|{property:VpcId}', attributes: { AttachmentType: 'IGW' } },
  'AWS::EC2::NatGateway': { ref: 'nat-0{hex:16}', attributes: { NatGatewayId: '{ref}' } },
  // 203.0.113.0/24 is the documentation range of RFC 5737.
  'AWS::EC2::EIP': {
    ref: '203.0.113.{digits:1}',
    attributes: { AllocationId: 'eipalloc-0{hex:16}', PublicIp: '{ref}' },
  },
  'AWS::EC2::FlowLog': { ref: 'fl-0{hex:16}', attributes: { Id: '{ref}' } },
  'AWS::EC2::NetworkAcl': { ref: 'acl-0{hex:16}', attributes: { Id: '{ref}' } },
  'AWS::EC2::CustomerGateway': { ref: 'cgw-0{hex:16}', attributes: { CustomerGatewayId: '{ref}' } },
  'AWS::EC2::VPNGateway': { ref: 'vgw-0{hex:16}', attributes: { VPNGatewayId: '{ref}' } },
  'AWS::EC2::VPNConnection': { ref: 'vpn-0{hex:16}', attributes: { VpnConnectionId: '{ref}' } },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    name: { property: 'Name', longest: 32 },
    ref: '{arn}',
    arn: 'arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/net/{name}/{hex:16}',
    attributes: {
      LoadBalancerArn: '{arn}',
      LoadBalancerName: '{name}',
      LoadBalancerFullName: 'net/{name}/{hex:16}',
      DNSName: '{name}-{hex:16}.elb.{region}.{urlSuffix}',
      CanonicalHostedZoneID: 'Z{upper:13}',
    },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    name: { property: 'Name', longest: 32 },
    ref: '{arn}',
    arn: 'arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:16}',
    attributes: {
      TargetGroupArn: '{arn}',
      TargetGroupName: '{name}',
      TargetGroupFullName: 'targetgroup/{name}/{hex:16}',
    },
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    ref: '{arn}',
    arn: 'arn:{partition}:elasticloadbalancing:{region}:{account}:listener/net/{hex:16}/{hex:16:listener}',
    attributes: { ListenerArn: '{arn}' },
  },
  'AWS::Route53::HostedZone': { ref: 'Z{upper:13}', attributes: { Id: '{ref}' } },
  'AWS::Route53::RecordSet': { ref: '{property:Name}' },
};
