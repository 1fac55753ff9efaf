import { isIPv6 } from 'node:net';
import { addressAt, isCidr, tryAddressAt } from './addresses';
import type { ByAddress } from './by-address';
import { JsonFields } from './json-fields';
import { VpnConfigError } from './refusal';
import type { DeviceConnection } from './tunnel';
import { deviceTunnel } from './tunnel-answer';
import { parseXml, textAt, type XmlElement } from './xml';

/** What the answer does not hold, as far as it was given. */
export interface Supplement {
  /** Pre-shared keys. */
  readonly keys: ByAddress;
  /** The device's certificate, which it shows instead of keys: a file, or a name in its database. */
  readonly certificate?: string;
  /** Names in AWS's certificates. */
  readonly names: ByAddress;
  /** Id of the connection to take. */
  readonly id?: string;
  readonly vpcCidrs: readonly string[];
  readonly siteCidrs: readonly string[];
  readonly localAddress?: string;
  readonly sourceAddress?: string;
  /** Number of the first tunnel's interface; 1 unless given. */
  readonly firstNumber?: number;
}

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
      supplement,
    }),
  );
  const customerAddress = customerAddressOf(elements[0], id, supplement);
  const localAddress = supplement.localAddress ?? customerAddress;
  const anywhere = ipv6Inside ? '::/0' : '0.0.0.0/0';
  const family = ipv6Inside ? 'Ipv6' : 'Ipv4';
  checkFamilies(supplement, ipv6Inside, id);
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
    certificate: supplement.certificate,
    tunnels,
  };
}

/** A customer gateway with a certificate may have no address: AWS knows the device by its name. */
function customerAddressOf(element: XmlElement | undefined, id: string, supplement: Supplement): string {
  const path = ['customer_gateway', 'tunnel_outside_address', 'ip_address'];
  if (supplement.certificate === undefined) return addressAt(element, id, ...path);
  const found = tryAddressAt(element, ...path) ?? supplement.localAddress;
  if (found !== undefined) return found;
  throw new VpnConfigError(`${id} does not tell the device's address: give '--local-address'`);
}

/** Routes of the other family could not go into the tunnels. */
function checkFamilies(supplement: Supplement, ipv6Inside: boolean, id: string): void {
  const given: [string, readonly string[]][] = [
    ['--vpc-cidr', supplement.vpcCidrs],
    ['--site-cidr', supplement.siteCidrs],
    ['--source-address', supplement.sourceAddress === undefined ? [] : [supplement.sourceAddress]],
  ];
  for (const [option, texts] of given) {
    const stranger = texts.find((text) => isIPv6(text.replace(/\/.*/, '')) !== ipv6Inside);
    if (stranger === undefined) continue;
    const family = ipv6Inside ? 'IPv6' : 'IPv4';
    throw new VpnConfigError(`'${option}' must be ${family}, which the tunnels of ${id} carry, got '${stranger}'`);
  }
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

function cidr(text: string, id: string): string {
  if (isCidr(text)) return text;
  throw new VpnConfigError(`a range of ${id} must be in CIDR notation, and is not`);
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
