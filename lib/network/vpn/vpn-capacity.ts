import { Annotations, type Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TunnelBandwidth, type TunnelGateway } from './tunnel-gateway';
import type { VpnSite } from './vpn-site';

/** Bits and packets per second of one tunnel. Source: Site-to-Site VPN quotas, "Bandwidth and throughput". */
const TUNNEL = {
  [TunnelBandwidth.STANDARD]: { bits: 1.25e9, packets: 140_000 },
  // AWS states no packet rate for large tunnels: four times the bits with packets of the same size.
  [TunnelBandwidth.LARGE]: { bits: 5e9, packets: 560_000 },
};

/** Bytes of an event's request beside the event: line, headers, signature. An estimate. */
const REQUEST_BYTES = 1_024;
/** Bytes of payload in a packet: the MSS that AWS advises for GCM. */
const SEGMENT_BYTES = 1_406;
/** Bytes of a packet beside its payload: TCP, IP, ESP, UDP encapsulation and the outer IP header. */
const PACKET_OVERHEAD = 110;

/** Warns where sites say that they send more than their tunnels carry. */
export function warnOfTunnels(
  scope: Construct,
  sites: readonly VpnSite[],
  gateway: TunnelGateway,
  bandwidth: TunnelBandwidth,
  eventSize: Size,
): void {
  if (eventSize.isUnresolved()) return;
  const bytes = eventSize.toBytes() + REQUEST_BYTES;
  // One packet more acknowledges the answer.
  const packets = Math.ceil(bytes / SEGMENT_BYTES) + 1;
  const bits = (bytes + packets * PACKET_OVERHEAD) * 8;
  for (const site of sites) {
    const tunnels = gateway.activeTunnels(site);
    const events = Math.floor(tunnels * Math.min(TUNNEL[bandwidth].bits / bits, TUNNEL[bandwidth].packets / packets));
    if (site.eventsPerSecond === undefined || site.eventsPerSecond <= events) continue;
    Annotations.of(scope).addWarningV2(
      `sluice:tunnelRate:${site.name}`,
      `Site '${site.name}' sends ${format(site.eventsPerSecond)} events/s of ${format(eventSize.toBytes())} bytes; ` +
        `${tunnels === 1 ? 'the one tunnel in use carries' : `its ${tunnels} tunnels carry`} about ` +
        `${format(events)}: send batches, or use a Transit Gateway with BGP, larger tunnels or a second device`,
    );
  }
}

function format(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
