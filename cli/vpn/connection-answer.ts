import { isIP, isIPv4 } from 'node:net';
import { chooseSecurity, type TunnelOptionsAnswer } from './choose-security';
import { JsonFields } from './json-fields';
import { checkKey, type TunnelKeys } from './keys';
import { VpnConfigError } from './refusal';
import type { DeviceConnection, DeviceTunnel } from './tunnel';
import { parseXml, textAt, type XmlElement } from './xml';

/** What the answer does not hold, as far as it was given. */
export interface Supplement {
  readonly keys: TunnelKeys;
  /** Id of the connection to take. */
  readonly id?: string;
  readonly vpcCidrs: readonly string[];
  readonly siteCidrs: readonly string[];
  readonly localAddress?: string;
  readonly sourceAddress?: string;
  /** Number of the first tunnel's interface; 1 unless given. */
  readonly firstNumber?: number;
}

/** The word that stands for a key kept in Secrets Manager. */
const REDACTED = 'REDACTED';

/** Reads the answer of `aws ec2 describe-vpn-connections`. Throws `VpnConfigError` for what cannot be known. */
export function readConnection(text: string, supplement: Supplement): DeviceConnection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new VpnConfigError("'--connection' must be the JSON answer of 'aws ec2 describe-vpn-connections'");
  }
  const answer = selectConnection(JsonFields.of(value, 'the answer'), supplement.id);
  return deviceConnection(answer.id, answer.fields, supplement);
}

function selectConnection(answer: JsonFields, wanted: string | undefined) {
  const all = answer.objects('VpnConnections').map((fields) => {
    const id = fields.tryText('VpnConnectionId') ?? '';
    if (!/^vpn-[0-9a-f]+$/.test(id))
      throw new VpnConfigError("a connection has no 'VpnConnectionId' such as 'vpn-0abc'");
    return { id, fields, gone: ['deleted', 'deleting'].includes(fields.tryText('State') ?? '') };
  });
  const list = all.map(({ id }) => id).join(', ') || 'none';
  if (wanted !== undefined) {
    const found = all.find(({ id }) => id === wanted);
    if (found === undefined) throw new VpnConfigError(`'--id' must be a connection of the answer, which has ${list}`);
    if (found.gone) throw new VpnConfigError(`${wanted} is deleted`);
    return found;
  }
  const [only, ...others] = all.filter(({ gone }) => !gone);
  if (only === undefined) throw new VpnConfigError(`the answer has no connection that is not deleted, of ${list}`);
  if (others.length > 0) throw new VpnConfigError(`the answer has several connections, ${list}: choose one by '--id'`);
  return only;
}

function deviceConnection(id: string, fields: JsonFields, supplement: Supplement): DeviceConnection {
  const configuration = fields.tryText('CustomerGatewayConfiguration');
  if (configuration === undefined) {
    throw new VpnConfigError(
      `${id} has no 'CustomerGatewayConfiguration', which is there while the connection is pending or available, and ` +
        'only for callers that may see it',
    );
  }
  let xml: XmlElement;
  try {
    xml = parseXml(configuration);
  } catch (error) {
    throw new VpnConfigError(
      `'CustomerGatewayConfiguration' of ${id} is ${error instanceof Error ? error.message : ''}`,
    );
  }
  const options = fields.tryObject('Options');
  const isStatic =
    options?.tryFlag('StaticRoutesOnly') ?? textAt(xml, 'vpn_connection_attributes') === 'NoBGPVPNConnection';
  const ipv6Inside = options?.tryText('TunnelInsideIpVersion') === 'ipv6';
  const elements = xml.children.filter(({ name }) => name === 'ipsec_tunnel');
  if (elements.length === 0) throw new VpnConfigError(`'CustomerGatewayConfiguration' of ${id} has no tunnel`);
  const byAddress = tunnelOptions(options, id);
  const tunnels = elements.map((element, index) =>
    deviceTunnel({
      id,
      index,
      number: (supplement.firstNumber ?? 1) + index,
      element,
      byAddress,
      isStatic,
      ipv6Inside,
      keys: supplement.keys,
    }),
  );
  const customerAddress = address(elements[0], id, 'customer_gateway', 'tunnel_outside_address', 'ip_address');
  const localAddress = supplement.localAddress ?? customerAddress;
  const anywhere = ipv6Inside ? '::/0' : '0.0.0.0/0';
  const family = ipv6Inside ? 'Ipv6' : 'Ipv4';
  const vpcCidrs = isStatic
    ? staticRanges(id, supplement, options?.tryText(`Remote${family}NetworkCidr`), anywhere)
    : [];
  return {
    id,
    customerAddress,
    localAddress,
    natTraversal: localAddress !== customerAddress || options?.tryFlag('EnableAcceleration') === true,
    ipv6Inside,
    localNetwork: cidr(options?.tryText(`Local${family}NetworkCidr`) ?? anywhere, id),
    remoteNetwork: cidr(options?.tryText(`Remote${family}NetworkCidr`) ?? anywhere, id),
    vpcCidrs,
    siteCidrs: supplement.siteCidrs.length > 0 ? supplement.siteCidrs : routesOf(fields, id),
    sourceAddress: supplement.sourceAddress,
    tunnels,
  };
}

/** A static connection's answer says nothing of the VPC, unless its selector was narrowed to it. */
function staticRanges(id: string, supplement: Supplement, selector: string | undefined, anywhere: string) {
  if (supplement.vpcCidrs.length > 0) return supplement.vpcCidrs;
  if (selector !== undefined && selector !== anywhere) return [cidr(selector, id)];
  throw new VpnConfigError(`${id} has static routes, and its answer does not tell the VPC's range: give '--vpc-cidr'`);
}

/** The customer's own prefixes. */
function routesOf(fields: JsonFields, id: string): string[] {
  return fields
    .objects('Routes')
    .filter((route) => route.tryText('State') !== 'deleted')
    .flatMap((route) => route.tryText('DestinationCidrBlock') ?? [])
    .map((text) => cidr(text, id));
}

interface TunnelSource {
  readonly id: string;
  readonly index: number;
  readonly number: number;
  readonly element: XmlElement;
  readonly byAddress: ReadonlyMap<string, JsonFields> | undefined;
  readonly isStatic: boolean;
  readonly ipv6Inside: boolean;
  readonly keys: TunnelKeys;
}

function deviceTunnel(source: TunnelSource): DeviceTunnel {
  const { id, index, number, element, byAddress, isStatic, ipv6Inside } = source;
  const awsAddress = address(element, id, 'vpn_gateway', 'tunnel_outside_address', 'ip_address');
  const where = `the tunnel to ${awsAddress} of ${id}`;
  // By address, never by position: the two lists come in different orders.
  const options = byAddress?.get(awsAddress);
  if (byAddress !== undefined && options === undefined)
    throw new VpnConfigError(`${where} has no entry in 'TunnelOptions'`);
  const inside = ipv6Inside ? 'tunnel_inside_ipv6_address' : 'tunnel_inside_address';
  const insideAt = (side: string) => address(element, id, side, inside, 'ip_address');
  return {
    name: `${id}-${index + 1}`,
    number,
    awsAddress,
    awsInside: insideAt('vpn_gateway'),
    customerInside: insideAt('customer_gateway'),
    insidePrefix: ipv6Inside ? 126 : Number(textAt(element, 'customer_gateway', inside, 'network_cidr') ?? 30),
    preSharedKey: keyOf(source, awsAddress, options, where),
    bgp: isStatic ? undefined : bgpOf(element, where),
    security: chooseSecurity(options === undefined ? {} : optionsOf(options), where),
  };
}

function keyOf({ element, keys }: TunnelSource, awsAddress: string, options: JsonFields | undefined, where: string) {
  const answered = [textAt(element, 'ike', 'pre_shared_key'), options?.tryText('PreSharedKey')];
  const key =
    keys.get(awsAddress) ?? answered.find((text) => text !== undefined && text !== '' && !text.startsWith(REDACTED));
  if (key !== undefined) {
    checkKey(key, `the key of ${where}`);
    return key;
  }
  if (answered.some((text) => text?.startsWith(REDACTED))) {
    throw new VpnConfigError(
      `${where} has its pre-shared key in Secrets Manager: give it by '--keys FILE' or '--keys -'`,
    );
  }
  throw new VpnConfigError(
    `${where} has no pre-shared key in the answer: give it by '--keys'. Where the connection uses a certificate, the ` +
      "name in AWS's own certificate is not in the answer, and no configuration can be written",
  );
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

/** Entries by outside address; undefined in the answers of older years, which have none. */
function tunnelOptions(options: JsonFields | undefined, id: string): ReadonlyMap<string, JsonFields> | undefined {
  const entries = options?.objects('TunnelOptions') ?? [];
  if (entries.length === 0) return undefined;
  return new Map(
    entries.map((entry) => {
      const outside = entry.tryText('OutsideIpAddress');
      if (outside === undefined)
        throw new VpnConfigError(`'TunnelOptions' of ${id} has an entry without 'OutsideIpAddress'`);
      return [outside, entry];
    }),
  );
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

/** An address at `path`. What goes into a configuration is an address and nothing else. */
function address(element: XmlElement | undefined, id: string, ...path: string[]): string {
  const text = element === undefined ? undefined : textAt(element, ...path);
  if (text !== undefined && isIP(text) !== 0) return text;
  throw new VpnConfigError(`'${path.join('.')}' of a tunnel of ${id} must be an address, and is not`);
}

function cidr(text: string, id: string): string {
  const [base = '', prefix = ''] = text.split('/');
  const bits = isIPv4(base) ? 32 : isIP(base) === 6 ? 128 : -1;
  if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits) return text;
  throw new VpnConfigError(`a range of ${id} must be in CIDR notation, and is not`);
}
