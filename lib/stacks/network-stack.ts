import { CrossStackReferences, ReferenceStrength, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { EventArchive } from '../archive/event-archive';
import { PrivateNetwork } from '../network/private/private-network';
import { SiteToSiteVpn } from '../network/vpn/site-to-site-vpn';
import type { VpnSite } from '../network/vpn/vpn-site';
import type { VpnTermination } from '../network/vpn/vpn-termination';
import { alarmTopic } from './alarm-topic';

/** Props of `NetworkStack`. */
export interface NetworkStackProps extends StackProps {
  /** The sites that send events from inside their own networks. */
  readonly sites: VpnSite[];

  /**
   * The VPC's IPv4 range, /16 to /26.
   * @default 10.0.0.0/20
   */
  readonly cidr?: string;

  /**
   * Where the VPN ends at AWS.
   * @default VpnTermination.virtualPrivateGateway()
   */
  readonly termination?: VpnTermination;

  /**
   * Archive that takes the flow log.
   * @default - no flow log
   */
  readonly archive?: EventArchive;

  /**
   * Address the alarms on tunnels are mailed to.
   * @default - the topic has no subscriber
   */
  readonly alarmEmail?: string;

  /**
   * Whether the sites may ask the VPC for names.
   * @default false
   */
  readonly nameResolution?: boolean;

  /**
   * What becomes of the tunnels' log and of the alarm topic's key when the stack goes.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The private way in: a VPC with the endpoint of the front door, and a VPN to each site. */
export class NetworkStack extends Stack {
  /** The VPC and its endpoints. */
  public readonly network: PrivateNetwork;

  /** The VPN. */
  public readonly vpn: SiteToSiteVpn;

  /** Where alarms on tunnels go. The topic of the stateless stack comes later: that stack needs this one. */
  public readonly alarmTopic: sns.Topic;

  public constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, { description: 'VPC, endpoints and site-to-site VPN', ...props });
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);
    this.network = new PrivateNetwork(this, 'Network', {
      cidr: props.cidr,
      onPremises: props.sites.flatMap(({ addresses }) => addresses),
      nameResolution: props.nameResolution,
      flowLogArchive: props.archive,
    });
    this.alarmTopic = alarmTopic(this, props);
    this.vpn = new SiteToSiteVpn(this, 'Vpn', {
      vpc: this.network.vpc,
      sites: props.sites,
      termination: props.termination,
      alarmTopic: this.alarmTopic,
      logRemovalPolicy: props.removalPolicy,
    });
  }
}
