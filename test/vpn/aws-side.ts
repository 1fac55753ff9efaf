import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SiteToSiteVpn, VpnRouting } from 'cdk-sluice';

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

/** Tunnel options of a connection with static routes, as synthesized. */
export function synthesizedTunnels(customer: string): TemplateTunnel[] {
  const stack = new Stack(new App(), 'Stack');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/20',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0a', 'subnet-0b'],
    isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'],
  });
  const devices = [{ ipAddress: customer }];
  const sites = [{ name: 'factory', addresses: ['192.168.0.0/20'], devices, routing: VpnRouting.STATIC }];
  new SiteToSiteVpn(stack, 'Vpn', { vpc, sites });
  const [connection] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPNConnection'));
  return connection?.Properties.VpnTunnelOptionsSpecifications;
}

/** The same as `describe-vpn-connections` gives them back. */
export function described({ IKEVersions, ...options }: TemplateTunnel): object {
  return { ...options, IkeVersions: IKEVersions };
}

/** AWS's end of a tunnel: it takes every proposal that the template allows, and waits to be called. */
export function awsSwanctl(tunnel: TemplateTunnel, aws: string, customer: string, key: string): string {
  const names = (values: Values) => values.map(({ Value }) => TOKENS[String(Value)] ?? 'unknown');
  const proposals = names(tunnel.Phase1EncryptionAlgorithms).flatMap((cipher) =>
    names(tunnel.Phase1IntegrityAlgorithms).flatMap((hash) =>
      names(tunnel.Phase1DHGroupNumbers).map((group) => `${cipher}-prf${hash}-${group}`),
    ),
  );
  const esp = names(tunnel.Phase2EncryptionAlgorithms).flatMap((cipher) =>
    names(tunnel.Phase2DHGroupNumbers).map((group) => `${cipher}-${group}`),
  );
  return `connections {
  aws {
    version = ${tunnel.IKEVersions.map(({ Value }) => String(Value).slice(-1)).join('')}
    local_addrs = ${aws}
    remote_addrs = ${customer}
    proposals = ${proposals.join(', ')}
    encap = yes
    local {
      auth = psk
      id = ${aws}
    }
    remote {
      auth = psk
      id = ${customer}
    }
    children {
      aws {
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = ${esp.join(', ')}
        start_action = none
      }
    }
  }
}
secrets {
  ike-aws {
    id-1 = ${aws}
    id-2 = ${customer}
    secret = "${key}"
  }
}
`;
}
