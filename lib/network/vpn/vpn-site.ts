import { isIPv4 } from 'node:net';
import { Token } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { checkPattern } from '../../checks/pattern';
import { checkInteger, checkRange } from '../../checks/range';
import { IpRange } from '../ip-range';
import type { TunnelOptions } from './tunnel-options';

/** How routes to a site are known. Changing it replaces the site's connections. */
export enum VpnRouting {
  /** The device announces its ranges over BGP, and moves traffic from a dead tunnel by itself. */
  BGP = 'BGP',
  /** The site's `addresses`, written down as static routes. */
  STATIC = 'STATIC',
}

/** A VPN device at a site. */
export interface CustomerDevice {
  /**
   * Address the device is seen with from the internet, IPv4; that of its NAT where it stands behind one. CloudFormation
   * wants one with a certificate too. Changing it replaces customer gateway and connection.
   */
  readonly ipAddress: string;

  /**
   * The device's BGP number: 1 to 4,294,967,294. With static routes it means nothing.
   * @default 65000
   */
  readonly asn?: number;

  /**
   * Private certificate that the device shows instead of a pre-shared key, from AWS Private CA.
   * @default - pre-shared keys
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Options of its two tunnels: two of them.
   * @default - `tunnelOptions` of the VPN for both
   */
  readonly tunnels?: TunnelOptions[];
}

/** A place that sends events from its own network. */
export interface VpnSite {
  /** Name: letters, digits and `-`, up to 32, unique in the VPN. It becomes part of logical ids. */
  readonly name: string;

  /** Ranges of the site in CIDR notation. They must not overlap those of other sites or of the VPC. */
  readonly addresses: string[];

  /** The site's device; two of them for a site that is to outlive the loss of one. */
  readonly devices: CustomerDevice[];

  /**
   * How routes to the site are known.
   * @default VpnRouting.BGP
   */
  readonly routing?: VpnRouting;

  /**
   * Events per second that the site sends at its peak, for the warning at synth.
   * @default - not stated: no warning
   */
  readonly eventsPerSecond?: number;
}

/** ASN of a device that has none of its own. */
export const DEFAULT_CUSTOMER_ASN = 65_000;

/** Largest ASN of `BgpAsn`; larger ones go into `BgpAsnExtended`. */
export const LARGEST_PLAIN_ASN = 2_147_483_647;

/** Blocks that no device on the internet has. Source: RFC 1918, RFC 6598, RFC 3927, RFC 1122. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'].map(
  (cidr) => IpRange.parse('block', cidr),
);

/** Throws unless `sites` can be connected. Ranges are checked with those of the VPC: see `AddressPlan`. */
export function checkSites(sites: readonly VpnSite[]): void {
  if (sites.length === 0) throw new Error("'sites' must name at least one site, got none: there is nothing to connect");
  const seen = new Set<string>();
  for (const site of sites) {
    checkPattern('site.name', site.name, /^[A-Za-z0-9-]{1,32}$/, "1 to 32 letters, digits and '-'");
    if (seen.has(site.name)) throw new Error(`'sites' must have names of their own, got '${site.name}' twice`);
    seen.add(site.name);
    checkSite(site);
  }
  checkDistinctDevices(sites);
}

function checkSite(site: VpnSite): void {
  const of = `of site '${site.name}'`;
  if (site.addresses.length === 0) {
    throw new Error(`'addresses' ${of} must name at least one range, got none: nothing could be answered`);
  }
  const twice = site.addresses.find((cidr, index) => site.addresses.indexOf(cidr) !== index);
  if (twice !== undefined) throw new Error(`'addresses' ${of} must name each range once, got '${twice}' twice`);
  if (site.devices.length < 1 || site.devices.length > 2) {
    throw new Error(`'devices' ${of} must be one or two, got ${site.devices.length}`);
  }
  checkRange('eventsPerSecond', site.eventsPerSecond, { min: 0, max: Number.MAX_SAFE_INTEGER, owner: of });
  for (const device of site.devices) checkDevice(of, device);
}

function checkDevice(of: string, { ipAddress, asn, tunnels }: CustomerDevice): void {
  checkInteger('asn', asn, { min: 1, max: 4_294_967_294, owner: of });
  if (tunnels !== undefined && tunnels.length !== 2) {
    throw new Error(`'tunnels' of a device ${of} must be two, got ${tunnels.length}: a connection always has two`);
  }
  if (Token.isUnresolved(ipAddress)) return;
  if (!isIPv4(ipAddress)) throw new Error(`'ipAddress' of a device ${of} must be an IPv4 address, got '${ipAddress}'`);
  const address = IpRange.parse("'ipAddress'", `${ipAddress}/32`);
  const block = PRIVATE.find((range) => range.contains(address));
  if (block === undefined) return;
  throw new Error(
    `'ipAddress' of a device ${of} must be one that the internet reaches, got '${ipAddress}' of ${block}: ` +
      'give the address of its NAT',
  );
}

/** AWS tells customer gateways apart by address and ASN. */
function checkDistinctDevices(sites: readonly VpnSite[]): void {
  const owners = new Map<string, string>();
  for (const { name, devices } of sites) {
    for (const { ipAddress } of devices) {
      const owner = owners.get(ipAddress);
      if (owner !== undefined) {
        throw new Error(`'ipAddress' must be one device's alone, got '${ipAddress}' for site '${owner}' and '${name}'`);
      }
      owners.set(ipAddress, name);
    }
  }
}
