import type { RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { TunnelBandwidth } from './tunnel-gateway';
import type { TunnelOptions } from './tunnel-options';
import type { VpnSite } from './vpn-site';
import type { VpnTermination } from './vpn-termination';

/** Props of `SiteToSiteVpn`. */
export interface SiteToSiteVpnProps {
  /** The VPC that the sites reach. */
  readonly vpc: ec2.IVpc;

  /** The sites, each with its ranges and devices. */
  readonly sites: VpnSite[];

  /**
   * Where the VPN ends at AWS. Changing it replaces the connections, with new addresses for the devices to call.
   * @default VpnTermination.virtualPrivateGateway()
   */
  readonly termination?: VpnTermination;

  /**
   * Subnets whose route tables learn the way to the sites.
   * @default - the isolated and the private ones
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Options of every tunnel that has none of its own.
   * @default TunnelOptions.strong()
   */
  readonly tunnelOptions?: TunnelOptions;

  /**
   * How fast each tunnel is. Large ones are there on a Transit Gateway alone.
   * @default TunnelBandwidth.STANDARD
   */
  readonly tunnelBandwidth?: TunnelBandwidth;

  /**
   * Whether traffic rides AWS's network from the edge nearest to the device. On a Transit Gateway alone; changing it
   * replaces the connections. Devices with a certificate may not come through: their packets are cut in pieces.
   * @default false
   */
  readonly accelerated?: boolean;

  /**
   * Whether a Transit Gateway spreads traffic over all tunnels of a site. Needs BGP. Of an existing gateway, its own
   * setting.
   * @default - true on a Transit Gateway, false on a virtual private gateway
   */
  readonly ecmp?: boolean;

  /**
   * Whether the tunnels carry IPv6 instead of IPv4. On a Transit Gateway alone, and in a VPC that has IPv6 ranges;
   * changing it replaces the connections.
   * @default false
   */
  readonly ipv6Inside?: boolean;

  /**
   * What a typical event weighs, for the warning at synth.
   * @default Size.kibibytes(1)
   */
  readonly eventSize?: Size;

  /**
   * Topic that the alarms on tunnels notify.
   * @default - alarms without an action
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether tunnels log what IKE and BGP say.
   * @default true
   */
  readonly tunnelLogs?: boolean;

  /**
   * How long the tunnels' log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key of the tunnels' log. CloudWatch Logs must be allowed to use it by the key's own policy.
   * @default - encrypted by CloudWatch Logs
   */
  readonly logKey?: kms.IKey;

  /**
   * What becomes of the tunnels' log when the stack goes.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}
