/** What differs between answers. */
export interface AnswerOptions {
  readonly id?: string;
  readonly isStatic?: boolean;
  /** Keys of the two tunnels; `REDACTED` where they are kept in Secrets Manager, empty where there are certificates. */
  readonly keys?: readonly [string, string];
  /** Address of the device as AWS knows it; empty where it knows the device by its certificate alone. */
  readonly customer?: string;
  /** `TunnelOptions` of each tunnel beside its addresses; undefined leaves the list out, as in answers of older years. */
  readonly tunnelOptions?: readonly object[];
  readonly options?: object;
  readonly more?: object;
}

/** Outside addresses of the tunnels, in the order of the XML. */
export const OUTSIDE = ['198.51.100.10', '198.51.100.20'] as const;
export const KEYS = ['.7kVq2Wb9xTz4LmN8pRs6Yd3Hf5Jc1Ga', '31415926535897932384626433832795'] as const;
export const CUSTOMER = '203.0.113.1';
/** Names in AWS's certificates, as they stand in a file for `--names`. */
export const NAMES = OUTSIDE.map(
  (outside, index) =>
    `${outside} C=US, ST=WA, L=Seattle, O=Amazon.com, OU=AWS, CN=vpn-0abc123def4567890.endpoint-${index}\n`,
).join('');

/** Options of a tunnel as `TunnelOptions.strong()` makes them. */
export const STRONG = {
  IkeVersions: [{ Value: 'ikev2' }],
  Phase1EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
  Phase1IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
  Phase1DHGroupNumbers: [{ Value: 20 }, { Value: 21 }],
  Phase1LifetimeSeconds: 28_800,
  Phase2EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
  Phase2IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
  Phase2DHGroupNumbers: [{ Value: 20 }, { Value: 21 }],
  Phase2LifetimeSeconds: 3_600,
};

/** An answer of `aws ec2 describe-vpn-connections`; its `TunnelOptions` come in the other order than its XML. */
export function answer(options: AnswerOptions = {}): string {
  return JSON.stringify({ VpnConnections: [connection(options)] });
}

/** One connection of an answer. */
export function connection(options: AnswerOptions = {}): object {
  const { id = 'vpn-0abc123def4567890', isStatic = false, keys = KEYS, tunnelOptions = [STRONG, STRONG] } = options;
  return {
    VpnConnectionId: id,
    State: 'available',
    Type: 'ipsec.1',
    CustomerGatewayId: 'cgw-0abc',
    VpnGatewayId: 'vgw-0abc',
    CustomerGatewayConfiguration: xml(id, isStatic, keys, options.customer ?? CUSTOMER),
    Options: {
      EnableAcceleration: false,
      StaticRoutesOnly: isStatic,
      LocalIpv4NetworkCidr: '0.0.0.0/0',
      RemoteIpv4NetworkCidr: '0.0.0.0/0',
      TunnelInsideIpVersion: 'ipv4',
      TunnelOptions: tunnelOptions
        .map((one, index) => ({ OutsideIpAddress: OUTSIDE[index], PreSharedKey: keys[index], ...one }))
        .reverse(),
      ...options.options,
    },
    Routes: isStatic ? [{ DestinationCidrBlock: '192.168.0.0/20', State: 'available' }] : [],
    ...options.more,
  };
}

function xml(id: string, isStatic: boolean, keys: readonly string[], customer: string): string {
  const bgp = (asn: number) => (isStatic ? '' : `<bgp><asn>${asn}</asn><hold_time>30</hold_time></bgp>`);
  const side = (name: string, outside: string, inside: string, asn: number) => `
    <${name}>
      <tunnel_outside_address><ip_address>${outside}</ip_address></tunnel_outside_address>
      <tunnel_inside_address>
        <ip_address>${inside}</ip_address><network_mask>255.255.255.252</network_mask><network_cidr>30</network_cidr>
      </tunnel_inside_address>
      ${bgp(asn)}
    </${name}>`;
  const tunnels = OUTSIDE.map(
    (outside, index) => `
  <ipsec_tunnel>
    ${side('customer_gateway', customer, `169.254.10.${4 * index + 2}`, 65_010)}
    ${side('vpn_gateway', outside, `169.254.10.${4 * index + 1}`, 64_512)}
    <ike>
      <authentication_protocol>sha1</authentication_protocol>
      <encryption_protocol>aes-128-cbc</encryption_protocol>
      <lifetime>28800</lifetime>
      <perfect_forward_secrecy>group2</perfect_forward_secrecy>
      <mode>main</mode>
      <pre_shared_key>${keys[index]}</pre_shared_key>
    </ike>
    <ipsec>
      <protocol>esp</protocol>
      <tcp_mss_adjustment>1379</tcp_mss_adjustment>
    </ipsec>
  </ipsec_tunnel>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<vpn_connection id="${id}">
  <!-- made by AWS -->
  <customer_gateway_id>cgw-0abc</customer_gateway_id>
  <vpn_gateway_id/>
  <vpn_connection_type>ipsec.1</vpn_connection_type>
  ${isStatic ? '<vpn_connection_attributes>NoBGPVPNConnection</vpn_connection_attributes>' : ''}${tunnels.join('')}
</vpn_connection>`;
}
