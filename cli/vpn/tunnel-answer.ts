import { addressAt } from './addresses';
import { checkKey } from './by-address';
import { chooseSecurity, type TunnelOptionsAnswer } from './choose-security';
import type { Supplement } from './connection-answer';
import type { JsonFields } from './json-fields';
import { VpnConfigError } from './refusal';
import type { DeviceTunnel } from './tunnel';
import { textAt, type XmlElement } from './xml';

/** The word that stands for a key kept in Secrets Manager. */
const REDACTED = 'REDACTED';

/** What a tunnel is read from. */
export interface TunnelSource {
  readonly id: string;
  readonly index: number;
  readonly number: number;
  readonly element: XmlElement;
  readonly byAddress: ReadonlyMap<string, JsonFields> | undefined;
  readonly isStatic: boolean;
  readonly ipv6Inside: boolean;
  readonly supplement: Supplement;
}

/** Reads one tunnel. Throws `VpnConfigError` for what cannot be known. */
export function deviceTunnel(source: TunnelSource): DeviceTunnel {
  const { id, index, number, element, byAddress, isStatic, ipv6Inside, supplement } = source;
  const awsAddress = addressAt(element, id, 'vpn_gateway', 'tunnel_outside_address', 'ip_address');
  const where = `the tunnel to ${awsAddress} of ${id}`;
  // By address, never by position: the two lists come in different orders.
  const options = byAddress?.get(awsAddress);
  if (byAddress !== undefined && options === undefined)
    throw new VpnConfigError(`${where} has no entry in 'TunnelOptions'`);
  const inside = ipv6Inside ? 'tunnel_inside_ipv6_address' : 'tunnel_inside_address';
  const insideAt = (side: string) => addressAt(element, id, side, inside, 'ip_address');
  return {
    name: `${id}-${index + 1}`,
    number,
    awsAddress,
    awsInside: insideAt('vpn_gateway'),
    customerInside: insideAt('customer_gateway'),
    insidePrefix: ipv6Inside ? 126 : 30,
    ...(supplement.certificate === undefined
      ? { preSharedKey: keyOf(element, supplement.keys.get(awsAddress), options, where) }
      : { awsName: nameOf(element, supplement.names.get(awsAddress), options, where) }),
    bgp: isStatic ? undefined : bgpOf(element, where),
    security: chooseSecurity(options === undefined ? {} : optionsOf(options), where),
  };
}

/** Keys as the answer tells them. One that is kept in Secrets Manager stands there as a word, sometimes with an ARN. */
function answeredKeys(element: XmlElement, options: JsonFields | undefined): string[] {
  const texts = [textAt(element, 'ike', 'pre_shared_key'), options?.tryText('PreSharedKey')];
  return texts.filter((text) => text !== undefined && text !== '').map(String);
}

function keyOf(element: XmlElement, given: string | undefined, options: JsonFields | undefined, where: string): string {
  const answered = answeredKeys(element, options);
  const key = given ?? answered.find((text) => !text.startsWith(REDACTED));
  if (key !== undefined) {
    checkKey(key, `the key of ${where}`);
    return key;
  }
  if (answered.length > 0) {
    throw new VpnConfigError(
      `${where} has its pre-shared key in Secrets Manager: give it by '--keys FILE' or '--keys -'`,
    );
  }
  throw new VpnConfigError(
    `${where} has no pre-shared key in the answer: give it by '--keys', or '--certificate' where the device shows one`,
  );
}

function nameOf(
  element: XmlElement,
  given: string | undefined,
  options: JsonFields | undefined,
  where: string,
): string {
  if (answeredKeys(element, options).length > 0) {
    throw new VpnConfigError(`${where} has a pre-shared key: leave out '--certificate', which is not asked for`);
  }
  if (given !== undefined) return given;
  throw new VpnConfigError(`the name in AWS's certificate for ${where} is not in the answer: give it by '--names'`);
}

function bgpOf(element: XmlElement, where: string): NonNullable<DeviceTunnel['bgp']> {
  const number = (name: string, ...path: string[]) => {
    const text = textAt(element, ...path);
    if (text !== undefined && /^\d{1,10}$/.test(text)) return Number(text);
    throw new VpnConfigError(`${where} uses BGP, and '${name}' is not in its configuration`);
  };
  return {
    customerAsn: number('customer_gateway.bgp.asn', 'customer_gateway', 'bgp', 'asn'),
    awsAsn: number('vpn_gateway.bgp.asn', 'vpn_gateway', 'bgp', 'asn'),
    holdTime: number('vpn_gateway.bgp.hold_time', 'vpn_gateway', 'bgp', 'hold_time'),
  };
}

function optionsOf(entry: JsonFields): TunnelOptionsAnswer {
  return {
    ikeVersions: entry.tryTexts('IkeVersions'),
    phase1Encryption: entry.tryTexts('Phase1EncryptionAlgorithms'),
    phase1Integrity: entry.tryTexts('Phase1IntegrityAlgorithms'),
    phase1DhGroups: entry.tryNumbers('Phase1DHGroupNumbers'),
    phase1Lifetime: entry.tryNumber('Phase1LifetimeSeconds'),
    phase2Encryption: entry.tryTexts('Phase2EncryptionAlgorithms'),
    phase2Integrity: entry.tryTexts('Phase2IntegrityAlgorithms'),
    phase2DhGroups: entry.tryNumbers('Phase2DHGroupNumbers'),
    phase2Lifetime: entry.tryNumber('Phase2LifetimeSeconds'),
    replayWindow: entry.tryNumber('ReplayWindowSize'),
    startupAction: entry.tryText('StartupAction'),
  };
}
