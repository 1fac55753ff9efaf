import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { TunnelGateway } from './tunnel-gateway';
import type { TunnelOptions } from './tunnel-options';
import { type CustomerDevice, DEFAULT_CUSTOMER_ASN, LARGEST_PLAIN_ASN, VpnRouting, type VpnSite } from './vpn-site';

/** What a connection is made of. */
interface VpnConnectionAttributes {
  readonly site: VpnSite;
  readonly device: CustomerDevice;
  readonly gateway: TunnelGateway;
  readonly tunnels: readonly TunnelOptions[];
  readonly logOptions?: ec2.CfnVPNConnection.VpnTunnelLogOptionsSpecificationProperty;
}

/** Two tunnels to one device. Made by `SiteToSiteVpn`. */
export class VpnConnection extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, attributes: VpnConnectionAttributes): VpnConnection {
    return new VpnConnection(scope, id, attributes);
  }

  /** Id of the connection, `vpn-…`. */
  public readonly connectionId: string;

  /** Id of the customer gateway, `cgw-…`. */
  public readonly customerGatewayId: string;

  /** Name of the site it leads to. */
  public readonly siteName: string;

  private constructor(scope: Construct, id: string, attributes: VpnConnectionAttributes) {
    super(scope, id);
    const { site, device, gateway, tunnels, logOptions } = attributes;
    this.siteName = site.name;
    const customerGateway = new ec2.CfnCustomerGateway(this, 'CustomerGateway', {
      type: 'ipsec.1',
      ipAddress: device.ipAddress,
      ...asnProps(device.asn ?? DEFAULT_CUSTOMER_ASN),
      certificateArn: device.certificate?.certificateArn,
      tags: [{ key: 'Name', value: site.name }],
    });
    this.customerGatewayId = customerGateway.attrCustomerGatewayId;
    const connection = new ec2.CfnVPNConnection(this, 'Connection', {
      type: 'ipsec.1',
      customerGatewayId: this.customerGatewayId,
      staticRoutesOnly: site.routing === VpnRouting.STATIC,
      ...gateway.connectionProps,
      // Otherwise whoever may describe the connection reads its keys.
      preSharedKeyStorage: device.certificate === undefined ? 'SecretsManager' : undefined,
      vpnTunnelOptionsSpecifications: tunnels.map((options) => ({ ...options._render(), logOptions })),
      tags: [{ key: 'Name', value: site.name }],
    });
    this.connectionId = connection.attrVpnConnectionId;
    gateway.routeTo(this, site, connection);
  }

  /**
   * State of its tunnels: 1 where both are up, 0 where none is, a fraction in between. With BGP a tunnel is up when its
   * session is. Default: minimum over 5 minutes.
   */
  public metricTunnelState(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TunnelState', { statistic: 'Minimum', ...options });
  }

  /** Bytes that came in through its tunnels, by way of AWS. Default: sum over 5 minutes. */
  public metricBytesIn(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TunnelDataIn', { statistic: 'Sum', ...options });
  }

  /** Bytes that went out through its tunnels. Default: sum over 5 minutes. */
  public metricBytesOut(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TunnelDataOut', { statistic: 'Sum', ...options });
  }

  private metric(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/VPN',
      metricName,
      dimensionsMap: { VpnId: this.connectionId },
      ...options,
    });
  }
}

function asnProps(asn: number): { readonly bgpAsn?: number; readonly bgpAsnExtended?: number } {
  return asn > LARGEST_PLAIN_ASN ? { bgpAsnExtended: asn } : { bgpAsn: asn };
}
