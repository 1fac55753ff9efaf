import { type Duration, Token } from 'aws-cdk-lib';
import { checkInteger } from '../../checks/range';
import { IpRange } from '../ip-range';
import { IkeVersion, TunnelIntegrity, TunnelStartup, TunnelWeakness } from './tunnel-algorithms';
import type { TunnelOptionsProps } from './tunnel-options';

type Algorithms =
  | 'ikeVersions'
  | 'phase1Encryption'
  | 'phase1Integrity'
  | 'phase1DhGroups'
  | 'phase1Lifetime'
  | 'phase2Encryption'
  | 'phase2Integrity'
  | 'phase2DhGroups'
  | 'phase2Lifetime';

/** Options with all defaults filled in that a rule looks at. */
type CompleteTunnel = TunnelOptionsProps & Required<Pick<TunnelOptionsProps, Algorithms>>;

const LINK_LOCAL = IpRange.parse('block', '169.254.0.0/16');
const UNIQUE_LOCAL = IpRange.parse('block', 'fd00::/8');
/** Source: EC2 API reference, VpnTunnelOptionsSpecification. */
const RESERVED = [0, 1, 2, 3, 4, 5].map((third) => `169.254.${third}.0/30`).concat('169.254.169.252/30');

const PHASE_1_GROUPS = [2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
const PHASE_2_GROUPS = [2, 5, ...PHASE_1_GROUPS.slice(1)];

const WEAK_GROUPS = new Map([
  [2, TunnelWeakness.DH_GROUP_2],
  [5, TunnelWeakness.DH_GROUP_5],
  [22, TunnelWeakness.DH_GROUP_22],
  [23, TunnelWeakness.DH_GROUP_23],
  [24, TunnelWeakness.DH_GROUP_24],
]);

/** Throws unless AWS takes `tunnel` and each weak choice in it is meant. */
export function checkTunnel(tunnel: CompleteTunnel): void {
  checkInside(tunnel);
  checkLists(tunnel);
  checkTimes(tunnel);
  checkInteger('rekeyFuzzPercentage', tunnel.rekeyFuzzPercentage, { min: 0, max: 100, unit: 'per cent' });
  checkInteger('replayWindowSize', tunnel.replayWindowSize, { min: 64, max: 2_048, unit: 'packets' });
  checkCombinations(tunnel);
  for (const [prop, weakness] of weaknessesOf(tunnel)) {
    if (tunnel.acceptedWeaknesses?.includes(weakness) === true) continue;
    throw new Error(
      `'${prop}' must not hold ${weakness}, which is weak: choose a stronger one, or name it in 'acceptedWeaknesses' ` +
        'where the device knows no better',
    );
  }
}

function checkInside({ insideCidr, insideIpv6Cidr }: CompleteTunnel): void {
  checkBlock('insideCidr', insideCidr, LINK_LOCAL, 30);
  checkBlock('insideIpv6Cidr', insideIpv6Cidr, UNIQUE_LOCAL, 126);
  if (insideCidr === undefined || !RESERVED.includes(insideCidr)) return;
  throw new Error(`'insideCidr' must not be a block AWS keeps to itself, got '${insideCidr}': ${RESERVED.join(', ')}`);
}

function checkBlock(prop: string, cidr: string | undefined, within: IpRange, prefixLength: number): void {
  if (cidr === undefined || Token.isUnresolved(cidr)) return;
  const range = IpRange.parse(`'${prop}'`, cidr);
  if (within.contains(range) && range.prefixLength === prefixLength) return;
  throw new Error(`'${prop}' must be a /${prefixLength} within ${within}, got '${cidr}'`);
}

function checkLists(tunnel: CompleteTunnel): void {
  const lists: (keyof CompleteTunnel)[] = ['ikeVersions', 'phase1Encryption', 'phase1Integrity', 'phase1DhGroups'];
  for (const prop of [...lists, 'phase2Encryption', 'phase2Integrity', 'phase2DhGroups'] as const) {
    const list = tunnel[prop];
    if (!Array.isArray(list) || list.length > 0) continue;
    throw new Error(`'${prop}' must name at least one choice, got none: leave it out for the strong default`);
  }
  checkGroups('phase1DhGroups', tunnel.phase1DhGroups, PHASE_1_GROUPS);
  checkGroups('phase2DhGroups', tunnel.phase2DhGroups, PHASE_2_GROUPS);
}

function checkGroups(prop: string, groups: readonly number[], known: readonly number[]): void {
  const unknown = groups.find((group) => !Token.isUnresolved(group) && !known.includes(group));
  if (unknown === undefined) return;
  throw new Error(`'${prop}' must hold groups out of ${known.join(', ')}, got ${unknown}`);
}

function checkTimes(tunnel: CompleteTunnel): void {
  const phase1 = seconds(tunnel.phase1Lifetime);
  const phase2 = seconds(tunnel.phase2Lifetime);
  checkInteger('phase1Lifetime', phase1, { min: 900, max: 28_800, unit: 'seconds' });
  checkInteger('phase2Lifetime', phase2, { min: 900, max: 3_600, unit: 'seconds' });
  if (phase1 !== undefined && phase2 !== undefined && phase2 >= phase1) {
    throw new Error(`'phase2Lifetime' must be less than 'phase1Lifetime', ${phase1} seconds, got ${phase2}`);
  }
  checkInteger('rekeyMargin', seconds(tunnel.rekeyMargin), {
    min: 60,
    max: Math.floor((phase2 ?? 3_600) / 2),
    unit: 'seconds',
    when: "where it is at most half of 'phase2Lifetime'",
  });
  checkInteger('dpdTimeout', seconds(tunnel.dpdTimeout), { min: 30, max: Number.MAX_SAFE_INTEGER, unit: 'seconds' });
}

function checkCombinations(tunnel: CompleteTunnel): void {
  const oldOnly = !tunnel.ikeVersions.includes(IkeVersion.IKEV2);
  const gcmOnly = tunnel.phase1Encryption.every((choice) => choice.includes('GCM'));
  if (oldOnly && gcmOnly) {
    throw new Error(
      "'phase1Encryption' must hold AES128 or AES256 where 'ikeVersions' is IKEv1 alone, got GCM alone: " +
        'IKEv1 knows no GCM in phase 1',
    );
  }
  if (oldOnly && tunnel.startup === TunnelStartup.START) {
    throw new Error(
      "'startup' must be ADD where 'ikeVersions' is IKEv1 alone, got START: AWS starts IKEv2 tunnels only",
    );
  }
}

function weaknessesOf(tunnel: CompleteTunnel): [keyof TunnelOptionsProps, TunnelWeakness][] {
  const found: [keyof TunnelOptionsProps, TunnelWeakness][] = [];
  if (tunnel.ikeVersions.includes(IkeVersion.IKEV1)) found.push(['ikeVersions', TunnelWeakness.IKEV1]);
  for (const prop of ['phase1Integrity', 'phase2Integrity'] as const) {
    if (tunnel[prop].includes(TunnelIntegrity.SHA1)) found.push([prop, TunnelWeakness.SHA1]);
  }
  for (const prop of ['phase1DhGroups', 'phase2DhGroups'] as const) {
    for (const group of tunnel[prop]) {
      const weakness = WEAK_GROUPS.get(group);
      if (weakness !== undefined) found.push([prop, weakness]);
    }
  }
  return found;
}

function seconds(duration: Duration | undefined): number | undefined {
  return duration === undefined || duration.isUnresolved() ? undefined : duration.toSeconds({ integral: false });
}
