import { Duration } from 'aws-cdk-lib';
import type { CfnVPNConnection } from 'aws-cdk-lib/aws-ec2';
import type { PreSharedKey } from './pre-shared-key';
import {
  type DpdTimeoutAction,
  IkeVersion,
  TunnelEncryption,
  TunnelIntegrity,
  type TunnelStartup,
  type TunnelWeakness,
} from './tunnel-algorithms';
import { checkTunnel } from './validate-tunnel';

/** Options of one tunnel. Every one of them changes in place; the tunnel is down while it does. */
export interface TunnelOptionsProps {
  /**
   * Addresses of the two tunnel ends, IPv4: a /30 within 169.254.0.0/16, unique to the tunnel. AWS keeps 169.254.0.0/30
   * to 169.254.5.0/30 and 169.254.169.252/30 to itself.
   * @default - AWS picks one
   */
  readonly insideCidr?: string;

  /**
   * Addresses of the two tunnel ends, IPv6: a /126 within fd00::/8. On a Transit Gateway only.
   * @default - AWS picks one where the tunnel carries IPv6
   */
  readonly insideIpv6Cidr?: string;

  /**
   * The tunnel's pre-shared key.
   * @default - AWS makes one and keeps it in Secrets Manager
   */
  readonly preSharedKey?: PreSharedKey;

  /**
   * Versions of IKE that AWS accepts.
   * @default - IKEv2 alone
   */
  readonly ikeVersions?: IkeVersion[];

  /**
   * Encryption of phase 1, the key exchange.
   * @default - AES-256-GCM alone
   */
  readonly phase1Encryption?: TunnelEncryption[];

  /**
   * Integrity of phase 1; beside GCM, its pseudo-random function.
   * @default - SHA2-384 alone
   */
  readonly phase1Integrity?: TunnelIntegrity[];

  /**
   * Diffie-Hellman groups of phase 1: 2, 14 to 24.
   * @default - 20 and 21
   */
  readonly phase1DhGroups?: number[];

  /**
   * Lifetime of phase 1, 900 to 28,800 seconds.
   * @default Duration.hours(8)
   */
  readonly phase1Lifetime?: Duration;

  /**
   * Encryption of phase 2, the traffic.
   * @default - AES-256-GCM alone
   */
  readonly phase2Encryption?: TunnelEncryption[];

  /**
   * Integrity of phase 2. GCM brings its own.
   * @default - SHA2-384 alone
   */
  readonly phase2Integrity?: TunnelIntegrity[];

  /**
   * Diffie-Hellman groups of phase 2: 2, 5, 14 to 24.
   * @default - 20 and 21
   */
  readonly phase2DhGroups?: number[];

  /**
   * Lifetime of phase 2, 900 to 3,600 seconds, less than that of phase 1.
   * @default Duration.hours(1)
   */
  readonly phase2Lifetime?: Duration;

  /**
   * How long before the end of phase 2 AWS renews the keys, 60 seconds to half of that lifetime.
   * @default Duration.seconds(270)
   */
  readonly rekeyMargin?: Duration;

  /**
   * How much of the margin the moment of renewal may vary by, 0 to 100 per cent.
   * @default 100
   */
  readonly rekeyFuzzPercentage?: number;

  /**
   * Packets that may arrive out of order, 64 to 2,048.
   * @default 1024
   */
  readonly replayWindowSize?: number;

  /**
   * How long a silent peer is waited for, at least 30 seconds.
   * @default Duration.seconds(30)
   */
  readonly dpdTimeout?: Duration;

  /**
   * What AWS does then.
   * @default DpdTimeoutAction.CLEAR
   */
  readonly dpdTimeoutAction?: DpdTimeoutAction;

  /**
   * Who starts the tunnel.
   * @default TunnelStartup.ADD
   */
  readonly startup?: TunnelStartup;

  /**
   * Whether maintenance of the tunnel's end at AWS waits, for a time that AWS announces, until it is started by hand.
   * @default false
   */
  readonly lifecycleControl?: boolean;

  /**
   * Weak choices that are meant, each by its name.
   * @default - none: a weak choice is refused
   */
  readonly acceptedWeaknesses?: TunnelWeakness[];
}

/** Options of one tunnel, checked. Source: Site-to-Site VPN user guide, "Tunnel options". */
export class TunnelOptions {
  /** IKEv2, AES-256-GCM, SHA2-384 and DH groups 20 and 21 in both phases; AWS picks addresses and key. */
  public static strong(): TunnelOptions {
    return new TunnelOptions({});
  }

  /** The strong options, but for what `props` says. */
  public static of(props: TunnelOptionsProps): TunnelOptions {
    return new TunnelOptions(props);
  }

  /** Addresses of the two tunnel ends, IPv4; undefined where AWS picks them. */
  public readonly insideCidr?: string;
  /** Addresses of the two tunnel ends, IPv6; undefined where AWS picks them. */
  public readonly insideIpv6Cidr?: string;
  /** The pre-shared key; undefined where AWS makes one. */
  public readonly preSharedKey?: PreSharedKey;
  /** Who starts the tunnel; undefined is the device. */
  public readonly startup?: TunnelStartup;

  private constructor(private readonly props: TunnelOptionsProps) {
    checkTunnel({ ...DEFAULTS, ...defined(props) });
    this.insideCidr = props.insideCidr;
    this.insideIpv6Cidr = props.insideIpv6Cidr;
    this.preSharedKey = props.preSharedKey;
    this.startup = props.startup;
  }

  /** @internal */
  public _render(): Omit<CfnVPNConnection.VpnTunnelOptionsSpecificationProperty, 'logOptions'> {
    const all = { ...DEFAULTS, ...defined(this.props) };
    return {
      tunnelInsideCidr: all.insideCidr,
      tunnelInsideIpv6Cidr: all.insideIpv6Cidr,
      preSharedKey: all.preSharedKey?._reference(),
      ikeVersions: all.ikeVersions.map(listMember),
      phase1EncryptionAlgorithms: all.phase1Encryption.map(listMember),
      phase1IntegrityAlgorithms: all.phase1Integrity.map(listMember),
      phase1DhGroupNumbers: all.phase1DhGroups.map(listMember),
      phase1LifetimeSeconds: all.phase1Lifetime.toSeconds(),
      phase2EncryptionAlgorithms: all.phase2Encryption.map(listMember),
      phase2IntegrityAlgorithms: all.phase2Integrity.map(listMember),
      phase2DhGroupNumbers: all.phase2DhGroups.map(listMember),
      phase2LifetimeSeconds: all.phase2Lifetime.toSeconds(),
      rekeyMarginTimeSeconds: all.rekeyMargin?.toSeconds(),
      rekeyFuzzPercentage: all.rekeyFuzzPercentage,
      replayWindowSize: all.replayWindowSize,
      dpdTimeoutSeconds: all.dpdTimeout?.toSeconds(),
      dpdTimeoutAction: all.dpdTimeoutAction,
      startupAction: all.startup,
      enableTunnelLifecycleControl: all.lifecycleControl,
    };
  }
}

const DEFAULTS = {
  ikeVersions: [IkeVersion.IKEV2],
  phase1Encryption: [TunnelEncryption.AES256_GCM_16],
  phase1Integrity: [TunnelIntegrity.SHA2_384],
  phase1DhGroups: [20, 21],
  phase1Lifetime: Duration.hours(8),
  phase2Encryption: [TunnelEncryption.AES256_GCM_16],
  phase2Integrity: [TunnelIntegrity.SHA2_384],
  phase2DhGroups: [20, 21],
  phase2Lifetime: Duration.hours(1),
};

/** A prop given as undefined is a prop left out. */
function defined(props: TunnelOptionsProps): TunnelOptionsProps {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

/** CloudFormation wraps each member of such a list. */
function listMember<T>(value: T): { readonly value: T } {
  return { value };
}
