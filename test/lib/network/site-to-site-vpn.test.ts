import { Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  PreSharedKey,
  SiteToSiteVpn,
  type SiteToSiteVpnProps,
  TunnelBandwidth,
  TunnelOptions,
  VpnRouting,
  VpnTermination,
} from 'cdk-sluice';
import { factory, shop, stackWithVpc, vpn } from './networked';

const onTransitGateway = { termination: VpnTermination.transitGateway() };
const twoDevices = [{ ipAddress: '203.0.113.1' }, { ipAddress: '203.0.113.9' }];

describe('a customer gateway', () => {
  const gateway = (asn: number) =>
    Object.values(
      vpn({ sites: [factory({ devices: [{ ipAddress: '203.0.113.1', asn }] })] }).template.findResources(
        'AWS::EC2::CustomerGateway',
      ),
    )[0]?.Properties;

  test('has a number of two or four bytes', () => {
    expect(gateway(65_010)).toMatchObject({ BgpAsn: 65_010, IpAddress: '203.0.113.1', Type: 'ipsec.1' });
    expect(gateway(2_147_483_647)).toMatchObject({ BgpAsn: 2_147_483_647 });
    const extended = gateway(4_200_000_000);
    expect(extended).toMatchObject({ BgpAsnExtended: 4_200_000_000 });
    expect(extended).not.toHaveProperty('BgpAsn');
  });

  test('shows a certificate instead of keys', () => {
    const { stack, vpc } = stackWithVpc();
    const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/abc';
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Cert', arn);
    const devices = [{ ipAddress: '203.0.113.1', certificate }];
    new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory({ devices })] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::CustomerGateway', { CertificateArn: arn, IpAddress: '203.0.113.1' });
    template.hasResourceProperties('AWS::EC2::VPNConnection', { PreSharedKeyStorage: Match.absent() });
  });

  test('of two devices with BGP is one each, with traffic over all four tunnels on a Transit Gateway', () => {
    const { template } = vpn({ ...onTransitGateway, sites: [factory({ devices: twoDevices })] });
    template.resourceCountIs('AWS::EC2::VPNConnection', 2);
  });
});

describe('a pre-shared key', () => {
  test('is made by AWS and kept in Secrets Manager unless one is given', () => {
    const { template } = vpn();
    template.hasResourceProperties('AWS::EC2::VPNConnection', { PreSharedKeyStorage: 'SecretsManager' });
    expect(JSON.stringify(template)).not.toContain('PreSharedKey"');
  });

  test('stands in the template as a reference to Secrets Manager', () => {
    const { stack, vpc } = stackWithVpc();
    const secret = new secretsmanager.Secret(stack, 'Key', { generateSecretString: PreSharedKey.generator() });
    const tunnels = ['one', 'two'].map((field) =>
      TunnelOptions.of({ preSharedKey: PreSharedKey.fromSecret(secret, field) }),
    );
    new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory({ devices: [{ ipAddress: '203.0.113.1', tunnels }] })] });
    const [connection] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPNConnection'));
    const keys = connection?.Properties.VpnTunnelOptionsSpecifications.map(
      ({ PreSharedKey: key }: { PreSharedKey: unknown }) => key,
    );
    expect(keys).toEqual(
      ['one', 'two'].map((field) => ({
        'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key961B73FD' }, `:SecretString:${field}::}}`]],
      })),
    );
  });

  test('is in no template and no message: every place of one holds a reference', () => {
    const { stack, vpc } = stackWithVpc();
    const tunnel = TunnelOptions.of({
      preSharedKey: PreSharedKey.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Key', 'vpn/factory')),
    });
    const sites = [factory({ devices: [{ ipAddress: '203.0.113.1', tunnels: [tunnel, tunnel] }] }), shop()];
    const before = stack.node.findAll().length;
    expect(() => new SiteToSiteVpn(stack, 'Refused', { vpc, sites: [...sites, factory()] })).toThrow(/^(?!.*resolve)/);
    expect(stack.node.findAll().length).toBe(before + 1);
    new SiteToSiteVpn(stack, 'Vpn', { vpc, sites });
    const keys: unknown[] = [];
    JSON.stringify(Template.fromStack(stack).toJSON(), (name, value) => {
      if (/presharedkey$/i.test(name)) keys.push(value);
      return value;
    });
    expect(keys).toHaveLength(2);
    for (const key of keys)
      expect(JSON.stringify(key)).toMatch(/\{\{resolve:secretsmanager:.*vpn\/factory:SecretString:::\}\}/);
  });

  test('fails beside a certificate', () => {
    const { stack, vpc } = stackWithVpc();
    const secret = new secretsmanager.Secret(stack, 'Key');
    const certificate = acm.Certificate.fromCertificateArn(
      stack,
      'C',
      'arn:aws:acm:eu-west-1:111122223333:certificate/a',
    );
    const tunnel = TunnelOptions.of({ preSharedKey: PreSharedKey.fromSecret(secret) });
    const message = "'preSharedKey' must be left out where a device of site 'factory' has a 'certificate'";
    const own = [{ ipAddress: '203.0.113.1', certificate, tunnels: [tunnel, tunnel] }];
    expect(() => new SiteToSiteVpn(stack, 'Own', { vpc, sites: [factory({ devices: own })] })).toThrow(message);
    const shared = {
      sites: [factory({ devices: [{ ipAddress: '203.0.113.1', certificate }] })],
      tunnelOptions: tunnel,
    };
    expect(() => new SiteToSiteVpn(stack, 'Shared', { vpc, ...shared })).toThrow(message);
  });
});

describe('the tunnels', () => {
  test('log IKE, and BGP where there is any', () => {
    const { template } = vpn({ sites: [factory(), shop({ routing: VpnRouting.STATIC })] });
    const logOptions = (isStatic: boolean) =>
      Object.values(
        template.findResources('AWS::EC2::VPNConnection', { Properties: { StaticRoutesOnly: isStatic } }),
      )[0]?.Properties.VpnTunnelOptionsSpecifications[1].LogOptions.CloudwatchLogOptions;
    expect(logOptions(false)).toMatchObject({ LogEnabled: true, BgpLogEnabled: true, LogOutputFormat: 'json' });
    expect(logOptions(true)).toMatchObject({ LogEnabled: true });
    expect(logOptions(true)).not.toHaveProperty('BgpLogEnabled');
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  test('log nothing where that is asked for', () => {
    const { template, vpn: made } = vpn({ tunnelLogs: false });
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(made.logGroup).toBeUndefined();
  });

  test('are watched by connection: one down, and all', () => {
    const { stack, vpc } = stackWithVpc();
    const alarmTopic = new sns.Topic(stack, 'Topic');
    new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory()], alarmTopic });
    const template = Template.fromStack(stack);
    const [connection] = Object.keys(template.findResources('AWS::EC2::VPNConnection'));
    for (const [comparison, threshold, statistic] of [
      ['LessThanThreshold', 1, 'Minimum'],
      ['LessThanOrEqualToThreshold', 0, 'Maximum'],
    ]) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/VPN',
        MetricName: 'TunnelState',
        Dimensions: [{ Name: 'VpnId', Value: { 'Fn::GetAtt': [connection, 'VpnConnectionId'] } }],
        ComparisonOperator: comparison,
        Threshold: threshold,
        Statistic: statistic,
        AlarmActions: [{ Ref: 'TopicBFC7AF6E' }],
        OKActions: [{ Ref: 'TopicBFC7AF6E' }],
      });
    }
  });
});

describe('the warning of too many events', () => {
  const warned = (eventsPerSecond: number, props: Partial<SiteToSiteVpnProps> = {}) =>
    vpn({ ...props, sites: [factory({ eventsPerSecond })] }).warnings().length;

  test('counts one tunnel on a virtual private gateway, and both on a Transit Gateway', () => {
    // 2,048 bytes and 3 packets an event: 140,000 packets/s carry 46,666 events/s.
    expect([warned(46_666), warned(46_667)]).toEqual([0, 1]);
    expect([warned(93_333, onTransitGateway), warned(93_334, onTransitGateway)]).toEqual([0, 1]);
  });

  test('says what is sent and what is carried', () => {
    const { warnings } = vpn({ sites: [factory({ eventsPerSecond: 100_000 })] });
    expect(warnings()[0]).toContain(
      "Site 'factory' sends 100,000 events/s of 1,024 bytes; the one tunnel in use carries about 46,666",
    );
  });

  test('counts large tunnels as four', () => {
    const large = { ...onTransitGateway, tunnelBandwidth: TunnelBandwidth.LARGE };
    expect([warned(373_333, large), warned(373_334, large)]).toEqual([0, 1]);
  });
});

describe('addresses', () => {
  test.each<[Partial<SiteToSiteVpnProps>, string]>([
    [
      { sites: [factory({ addresses: ['10.0.4.0/24'] })] },
      "address ranges must not overlap, got '10.0.4.0/24' of site 'factory' and '10.0.0.0/16' of the VPC",
    ],
    [
      { sites: [factory(), shop({ addresses: ['192.168.8.0/24'] })] },
      "got '192.168.8.0/24' of site 'shop' and '192.168.0.0/20' of site 'factory'",
    ],
    [
      { tunnelOptions: TunnelOptions.of({ insideCidr: '169.254.10.0/30' }) },
      "'169.254.10.0/30' of tunnel 2 of device 1 of site 'factory' and '169.254.10.0/30' of tunnel 1 of device 1",
    ],
    [
      {
        sites: [factory({ addresses: ['169.254.10.0/24'] })],
        tunnelOptions: TunnelOptions.of({ insideCidr: '169.254.10.0/30' }),
      },
      "'169.254.10.0/30' of tunnel 1 of device 1 of site 'factory' and '169.254.10.0/24' of site 'factory'",
    ],
    [
      { sites: [factory({ addresses: ['169.254.10.0/24'] })] },
      "'169.254.0.0/16' of the tunnels' insides and '169.254.10.0/24' of site 'factory'",
    ],
    [
      { sites: [factory({ addresses: ['192.168.0.0/20', '192.168.0.0/20'] })] },
      "'addresses' of site 'factory' must name each range once, got '192.168.0.0/20' twice",
    ],
    [{ sites: [factory({ addresses: ['192.168.0.1/20'] })] }, "an address range of site 'factory' must begin at"],
    [{ sites: [factory({ addresses: ['fd12::/64'] })] }, "'addresses' must be IPv4"],
    [{ sites: [factory({ addresses: [] })] }, "'addresses' of site 'factory' must name at least one range"],
  ])('fails for %j, naming both', (props, message) => {
    expect(() => vpn(props)).toThrow(message);
  });

  test('may be known at deployment only', () => {
    expect(() => vpn({ sites: [factory({ addresses: [Token.asString({ Ref: 'Range' })] })] })).not.toThrow();
  });
});

test.each<[Partial<SiteToSiteVpnProps>, string]>([
  [{ sites: [] }, "'sites' must name at least one site"],
  [{ sites: [factory(), factory()] }, "'sites' must have names of their own, got 'factory' twice"],
  [{ sites: [factory({ name: 'the factory' })] }, "'site.name' must be 1 to 32 letters"],
  [{ sites: [factory({ devices: [] })] }, "'devices' of site 'factory' must be one or two, got 0"],
  [{ sites: [factory({ devices: [{ ipAddress: 'vpn.example.com' }] })] }, 'must be an IPv4 address'],
  [{ sites: [factory({ devices: [{ ipAddress: '192.168.7.1' }] })] }, 'give the address of its NAT'],
  [{ sites: [factory(), shop({ devices: [{ ipAddress: '203.0.113.1' }] })] }, "one device's alone"],
  [
    { sites: [factory({ devices: [{ ipAddress: '203.0.113.1', asn: 0 }] })] },
    "'asn' of site 'factory' must be between",
  ],
  [{ sites: [factory({ devices: [{ ipAddress: '203.0.113.1', asn: 64_512 }] })] }, "must differ from 'amazonSideAsn'"],
  [
    {
      sites: [
        factory({
          devices: [
            { ipAddress: '203.0.113.1', asn: 65_001 },
            { ipAddress: '203.0.113.3', asn: 65_002 },
          ],
        }),
      ],
    },
    "'asn' must be the same for both devices of site 'factory'",
  ],
  [
    { sites: [factory({ devices: [{ ipAddress: '203.0.113.1', tunnels: [TunnelOptions.strong()] }] })] },
    "'tunnels' of a device of site 'factory' must be two, got 1",
  ],
  [{ tunnelOptions: TunnelOptions.of({ insideIpv6Cidr: 'fd00::/126' }) }, "'insideIpv6Cidr' must be left out"],
])('fails for %j', (props, message) => {
  expect(() => vpn(props)).toThrow(message);
});

test.each([64_511, 65_535, 4_199_999_999, 4_294_967_295])(
  'fails for the number %d on the AWS side',
  (amazonSideAsn) => {
    expect(() => VpnTermination.virtualPrivateGateway({ amazonSideAsn })).toThrow("'amazonSideAsn' must be between");
  },
);

test.each(['Log', 'Vgw', 'Tgw', 'Sites'])("a site may be called '%s'", (name) => {
  vpn({ sites: [factory({ name })] }).template.resourceCountIs('AWS::EC2::VPNConnection', 1);
});

test('fails for subnets whose route tables are not known', () => {
  const { stack } = stackWithVpc();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-0123456789abcdef1',
    vpcCidrBlock: '10.1.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0c', 'subnet-0d'],
  });
  expect(() => new SiteToSiteVpn(stack, 'Vpn', { vpc, sites: [factory()] })).toThrow(
    "'vpc' must tell the route table of subnet 'subnet-0c', got none",
  );
});

test('two VPNs in one stack do not collide', () => {
  const { stack, vpc } = stackWithVpc();
  new SiteToSiteVpn(stack, 'One', { vpc, sites: [factory()] });
  new SiteToSiteVpn(stack, 'Two', { vpc, sites: [factory()], ...onTransitGateway });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPNConnection', 2);
});
