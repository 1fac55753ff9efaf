import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SiteToSiteVpn, type VpnRouting } from 'cdk-sluice';
import type { StrongswanVariant } from '../../cli/vpn/strongswan';
import type { DeviceConnection, DeviceTunnel } from '../../cli/vpn/tunnel';

type Values = { readonly Value: string | number }[];

/** Options of a tunnel as they stand in the template. */
export interface TemplateTunnel {
  readonly IKEVersions: Values;
  readonly Phase1EncryptionAlgorithms: Values;
  readonly Phase1IntegrityAlgorithms: Values;
  readonly Phase1DHGroupNumbers: Values;
  readonly Phase1LifetimeSeconds: number;
  readonly Phase2EncryptionAlgorithms: Values;
  readonly Phase2DHGroupNumbers: Values;
  readonly Phase2LifetimeSeconds: number;
}

const TOKENS: { readonly [name: string]: string } = {
  'AES256-GCM-16': 'aes256gcm16',
  'SHA2-384': 'sha384',
  '20': 'ecp384',
  '21': 'ecp521',
};

/** Tunnel options of a connection, as synthesized. */
export function synthesizedTunnels(customer: string, routing: VpnRouting): TemplateTunnel[] {
  const stack = new Stack(new App(), 'Stack');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/20',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0a', 'subnet-0b'],
    isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'],
  });
  const devices = [{ ipAddress: customer, asn: 65_010 }];
  const sites = [{ name: 'factory', addresses: ['192.168.0.0/20'], devices, routing }];
  new SiteToSiteVpn(stack, 'Vpn', { vpc, sites });
  const [connection] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPNConnection'));
  return connection?.Properties.VpnTunnelOptionsSpecifications;
}

/** The same as `describe-vpn-connections` gives them back. */
export function described({ IKEVersions, ...options }: TemplateTunnel): object {
  return { ...options, IkeVersions: IKEVersions };
}

/** A tunnel as the device knows it, and as the template has it. */
export interface AwsTunnel {
  readonly tunnel: DeviceTunnel;
  readonly options: TemplateTunnel;
}

/** AWS's end of tunnels: it takes every proposal that the template allows, and waits to be called. */
export function awsSwanctl(tunnels: readonly AwsTunnel[], customer: string, variant: StrongswanVariant): string {
  return [
    'connections {',
    ...tunnels.map((one) => connection(one, customer, variant)),
    '}',
    'secrets {',
    ...tunnels.map(({ tunnel: { number, awsAddress, preSharedKey } }) =>
      preSharedKey === undefined
        ? ''
        : `  ike-${number} {\n    id-1 = ${awsAddress}\n    id-2 = ${customer}\n    secret = "${preSharedKey}"\n  }`,
    ),
    '}',
    '',
  ].join('\n');
}

function connection({ tunnel, options }: AwsTunnel, customer: string, variant: StrongswanVariant): string {
  const names = (values: Values) => values.map(({ Value }) => TOKENS[String(Value)] ?? 'unknown');
  const proposals = names(options.Phase1EncryptionAlgorithms).flatMap((cipher) =>
    names(options.Phase1IntegrityAlgorithms).flatMap((hash) =>
      names(options.Phase1DHGroupNumbers).map((group) => `${cipher}-prf${hash}-${group}`),
    ),
  );
  const esp = names(options.Phase2EncryptionAlgorithms).flatMap((cipher) =>
    names(options.Phase2DHGroupNumbers).map((group) => `${cipher}-${group}`),
  );
  const { number, awsAddress } = tunnel;
  return `  aws-${number} {
    version = ${options.IKEVersions.map(({ Value }) => String(Value).slice(-1)).join('')}
    local_addrs = ${awsAddress}
    remote_addrs = ${customer}
    proposals = ${proposals.join(', ')}
    unique = never
    ${variant === 'kernel' ? `if_id_in = ${number}\n    if_id_out = ${number}` : 'encap = yes'}
    local {
      ${tunnel.preSharedKey === undefined ? `auth = pubkey\n      certs = aws-${number}.pem` : `auth = psk\n      id = ${awsAddress}`}
    }
    remote {
      ${tunnel.preSharedKey === undefined ? 'auth = pubkey' : `auth = psk\n      id = ${customer}`}
    }
    children {
      aws-${number} {
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = ${esp.join(', ')}
        start_action = none
      }
    }
  }`;
}

/** AWS's end of BGP: it announces the VPC's range to the device, over each tunnel. */
export function awsFrr({ tunnels }: DeviceConnection, vpcRange: string): string {
  const sessions = tunnels.flatMap(({ customerInside, bgp }) =>
    bgp === undefined ? [] : [{ customerInside, ...bgp }],
  );
  return [
    `router bgp ${sessions[0]?.awsAsn}`,
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    ...sessions.flatMap(({ customerInside, customerAsn, holdTime }) => [
      ` neighbor ${customerInside} remote-as ${customerAsn}`,
      ` neighbor ${customerInside} timers ${holdTime / 3} ${holdTime}`,
      ` neighbor ${customerInside} timers connect 2`,
    ]),
    ' address-family ipv4 unicast',
    `  network ${vpcRange}`,
    '  maximum-paths 4',
    ' exit-address-family',
    'exit',
    '',
  ].join('\n');
}
