/** A connection as a device needs it. */
export interface DeviceConnection {
  /** `vpn-…` */
  readonly id: string;
  /** Address the device is seen with from outside; also the name it gives itself. */
  readonly customerAddress: string;
  /** Address of its own that it sends from: another one behind NAT. */
  readonly localAddress: string;
  /** Whether packets go through UDP for certain: behind NAT, or accelerated. */
  readonly natTraversal: boolean;
  readonly ipv6Inside: boolean;
  /** Selectors of the customer's side and of AWS's. */
  readonly localNetwork: string;
  readonly remoteNetwork: string;
  /** Ranges behind AWS that static routes lead to; none with BGP. */
  readonly vpcCidrs: readonly string[];
  /** The customer's own ranges: announced with BGP. */
  readonly siteCidrs: readonly string[];
  /** Address that traffic of the device itself comes from. */
  readonly sourceAddress?: string;
  /** The device's certificate: a file for strongSwan, a name in libreswan's database. Undefined with pre-shared keys. */
  readonly certificate?: string;
  readonly tunnels: readonly DeviceTunnel[];
}

/** One of the tunnels. */
export interface DeviceTunnel {
  /** Name in the configuration: the connection's id and the tunnel's number. */
  readonly name: string;
  /** Number of its interface and of its security associations, from 1. */
  readonly number: number;
  readonly awsAddress: string;
  readonly awsInside: string;
  readonly customerInside: string;
  /** Prefix length of the inside addresses. */
  readonly insidePrefix: number;
  /** The key of both sides; undefined where they show certificates. */
  readonly preSharedKey?: string;
  /** The name in AWS's certificate; undefined with a key. */
  readonly awsName?: string;
  readonly bgp?: { readonly customerAsn: number; readonly awsAsn: number; readonly holdTime: number };
  readonly security: TunnelSecurity;
}

/** What is offered to AWS: one choice of each, because AWS takes the weakest that is offered. */
export interface TunnelSecurity {
  readonly ikeVersion: 1 | 2;
  readonly phase1: PhaseSecurity;
  readonly phase2: PhaseSecurity;
  readonly replayWindow: number;
  /** Whether AWS starts the tunnel; otherwise the device does. */
  readonly awsStarts: boolean;
}

/** One phase. */
export interface PhaseSecurity {
  readonly encryption: string;
  readonly integrity: string;
  readonly dhGroup: number;
  /** AWS's lifetime in seconds. */
  readonly lifetime: number;
}

/** Seconds after which the device renews keys: before AWS would, which begins 540 seconds before the end of an hour. */
export function rekeyAfter({ lifetime }: PhaseSecurity): number {
  return Math.floor((lifetime * 5) / 6);
}

export function isGcm(encryption: string): boolean {
  return encryption.includes('GCM');
}

/**
 * MTU of the inside and the MSS that goes with it.
 * Source: Site-to-Site VPN user guide, "Best practices for your customer gateway device".
 */
export function packetSizes(tunnel: DeviceTunnel, connection: DeviceConnection): { mtu: number; mss: number } {
  const mtu = mtuOf(tunnel.security.phase2, connection.natTraversal);
  return { mtu, mss: mtu - 40 - (connection.ipv6Inside ? 20 : 0) };
}

function mtuOf({ encryption, integrity }: PhaseSecurity, natTraversal: boolean): number {
  if (isGcm(encryption)) return natTraversal ? 1_438 : 1_446;
  if (integrity === 'SHA1' || integrity === 'SHA2-256') return natTraversal ? 1_422 : 1_438;
  // AWS lists no figure for SHA2-384 behind NAT: that of SHA2-512 is safe for both.
  return natTraversal ? 1_406 : 1_422;
}
