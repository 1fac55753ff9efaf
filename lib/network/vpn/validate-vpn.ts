import { Token } from 'aws-cdk-lib';
import { AddressPlan } from '../address-plan';
import type { SiteToSiteVpnProps } from './site-to-site-vpn-props';
import type { TunnelOptions } from './tunnel-options';
import { type CustomerDevice, DEFAULT_CUSTOMER_ASN, VpnRouting, type VpnSite } from './vpn-site';

/** The props that the rules between sites, tunnels and the VPC look at. */
export interface VpnRules {
  readonly props: SiteToSiteVpnProps;
  /** Options of tunnels that have none of their own. */
  readonly shared: TunnelOptions;
  readonly amazonSideAsn: number;
}

/** Throws unless sites, tunnels, VPC and AWS's end go together. What a site is by itself is for `checkSites`. */
export function checkVpn({ props, shared, amazonSideAsn }: VpnRules): void {
  checkInside(props, shared);
  checkKeys(props, shared);
  checkAddresses(props, shared);
  checkAsns(props.sites, amazonSideAsn);
}

/** The options of a device's two tunnels. */
export function tunnelsOf(device: CustomerDevice, shared: TunnelOptions): readonly TunnelOptions[] {
  return device.tunnels ?? [shared, shared];
}

/** The VPC, the sites and the tunnels share one space of addresses. */
function checkAddresses({ vpc, sites }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  const networks = [
    { owner: 'the VPC', cidr: vpc.vpcCidrBlock },
    ...sites.flatMap(({ name, addresses }) => addresses.map((cidr) => ({ owner: `site '${name}'`, cidr }))),
  ];
  const plan = new AddressPlan();
  for (const network of networks) plan.add(network);
  for (const { name, devices } of sites) {
    for (const [deviceIndex, device] of devices.entries()) {
      for (const [index, { insideCidr, insideIpv6Cidr }] of tunnelsOf(device, shared).entries()) {
        const owner = `tunnel ${index + 1} of device ${deviceIndex + 1} of site '${name}'`;
        if (insideCidr !== undefined) plan.add({ owner, cidr: insideCidr });
        if (insideIpv6Cidr !== undefined) plan.add({ owner, cidr: insideIpv6Cidr });
      }
    }
  }
  // AWS picks what no tunnel states out of this block.
  const insides = new AddressPlan();
  for (const network of networks) insides.add(network);
  insides.add({ owner: "the tunnels' insides", cidr: '169.254.0.0/16' });
}

/** A device shows one or the other. */
function checkKeys({ sites }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  for (const { name, devices } of sites) {
    const both = devices.some(
      (device) =>
        device.certificate !== undefined &&
        tunnelsOf(device, shared).some(({ preSharedKey }) => preSharedKey !== undefined),
    );
    if (!both) continue;
    throw new Error(`'preSharedKey' must be left out where a device of site '${name}' has a 'certificate', got both`);
  }
}

function checkAsns(sites: readonly VpnSite[], amazonSideAsn: number): void {
  for (const { name, devices, routing } of sites) {
    const asns = devices.map(({ asn }) => asn ?? DEFAULT_CUSTOMER_ASN);
    if (routing === VpnRouting.STATIC) continue;
    if (asns.includes(amazonSideAsn)) {
      throw new Error(
        `'asn' of a device of site '${name}' must differ from 'amazonSideAsn', got ${amazonSideAsn} for both: ` +
          'with one number on both sides BGP takes each for its own',
      );
    }
    if (new Set(asns).size > 1) {
      throw new Error(
        `'asn' must be the same for both devices of site '${name}', got ${asns.join(' and ')}: paths of different ` +
          'numbers are not spread over, and the lower device would not be used',
      );
    }
  }
}

function checkInside({ sites, ipv6Inside }: SiteToSiteVpnProps, shared: TunnelOptions): void {
  const tunnels = sites.flatMap(({ devices }) => devices.flatMap((device) => tunnelsOf(device, shared)));
  if (ipv6Inside !== true && tunnels.some(({ insideIpv6Cidr }) => insideIpv6Cidr !== undefined)) {
    throw new Error("'insideIpv6Cidr' must be left out unless 'ipv6Inside' is true, got it: the tunnels carry IPv4");
  }
  const family = ipv6Inside === true ? 'IPv6' : 'IPv4';
  const stranger = sites
    .flatMap(({ addresses }) => addresses)
    .find((cidr) => !Token.isUnresolved(cidr) && cidr.includes(':') !== (ipv6Inside === true));
  if (stranger === undefined) return;
  throw new Error(
    `'addresses' must be ${family}, which is what the tunnels carry, got '${stranger}': see 'ipv6Inside'`,
  );
}
