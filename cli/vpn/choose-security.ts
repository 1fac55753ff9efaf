import { VpnConfigError } from './refusal';
import type { PhaseSecurity, TunnelSecurity } from './tunnel';

/** AWS's names, strongest first. */
const ENCRYPTION = ['AES256-GCM-16', 'AES128-GCM-16', 'AES256', 'AES128'];
const INTEGRITY = ['SHA2-384', 'SHA2-512', 'SHA2-256', 'SHA1'];
const GROUPS = [20, 21, 19, 18, 17, 16, 15, 14, 24, 23, 22, 5, 2];

/** What a tunnel's entry in the answer says. An option that is not there allows every default value. */
export interface TunnelOptionsAnswer {
  readonly ikeVersions?: readonly string[];
  readonly phase1Encryption?: readonly string[];
  readonly phase1Integrity?: readonly string[];
  readonly phase1DhGroups?: readonly number[];
  readonly phase1Lifetime?: number;
  readonly phase2Encryption?: readonly string[];
  readonly phase2Integrity?: readonly string[];
  readonly phase2DhGroups?: readonly number[];
  readonly phase2Lifetime?: number;
  readonly replayWindow?: number;
  readonly startupAction?: string;
}

/** The strongest of what AWS allows, one choice each. `where` names the tunnel in a refusal. */
export function chooseSecurity(options: TunnelOptionsAnswer, where: string): TunnelSecurity {
  const ikeVersion = (options.ikeVersions ?? ['ikev2']).includes('ikev2') ? 2 : 1;
  // IKEv1 knows GCM in phase 2 alone.
  const phase1Known = ikeVersion === 2 ? ENCRYPTION : ENCRYPTION.filter((name) => !name.includes('GCM'));
  const pick = <T>(what: string, known: readonly T[], allowed: readonly T[] | undefined): T => {
    const found = known.find((choice) => allowed === undefined || allowed.includes(choice));
    if (found === undefined)
      throw new VpnConfigError(`${where} allows no ${what} that is known here: ${allowed?.join(', ')}`);
    return found;
  };
  const phase1: PhaseSecurity = {
    encryption: pick('phase 1 encryption', phase1Known, options.phase1Encryption),
    integrity: pick('phase 1 integrity', INTEGRITY, options.phase1Integrity),
    dhGroup: pick(
      'phase 1 DH group',
      GROUPS.filter((group) => group !== 5),
      options.phase1DhGroups,
    ),
    lifetime: options.phase1Lifetime ?? 28_800,
  };
  const phase2: PhaseSecurity = {
    encryption: pick('phase 2 encryption', ENCRYPTION, options.phase2Encryption),
    integrity: pick('phase 2 integrity', INTEGRITY, options.phase2Integrity),
    dhGroup: pick('phase 2 DH group', GROUPS, options.phase2DhGroups),
    lifetime: options.phase2Lifetime ?? 3_600,
  };
  return {
    ikeVersion,
    phase1,
    phase2,
    replayWindow: options.replayWindow ?? 1_024,
    awsStarts: options.startupAction === 'start',
  };
}
