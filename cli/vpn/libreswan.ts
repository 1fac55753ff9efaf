import { type ConfigFile, heading } from './config-file';
import { VpnConfigError } from './refusal';
import { type DeviceConnection, type DeviceTunnel, isGcm, type PhaseSecurity, rekeyAfter } from './tunnel';

const ENCRYPTION: { readonly [name: string]: string } = {
  AES128: 'aes128',
  AES256: 'aes256',
  'AES128-GCM-16': 'aes_gcm128',
  'AES256-GCM-16': 'aes_gcm256',
};
const INTEGRITY: { readonly [name: string]: string } = {
  SHA1: 'sha1',
  'SHA2-256': 'sha2_256',
  'SHA2-384': 'sha2_384',
  'SHA2-512': 'sha2_512',
};
/** Groups libreswan is built with: 2 is refused from 3.30 on, 22 to 24 are left out. */
const GROUPS = [5, 14, 15, 16, 17, 18, 19, 20, 21];

/** libreswan's files: connections, and keys. */
export function libreswanFiles(connection: DeviceConnection): ConfigFile[] {
  const { id, tunnels } = connection;
  const secrets = tunnels.flatMap(({ awsAddress, preSharedKey }) =>
    preSharedKey === undefined ? [] : `${connection.customerAddress} ${awsAddress} : PSK "${preSharedKey}"`,
  );
  const files: ConfigFile[] = [
    {
      path: `libreswan/${id}.conf`,
      text: [
        heading(id),
        '# Goes to /etc/ipsec.d/; then: ipsec auto --rereadall',
        ...tunnels.flatMap((tunnel) => connectionLines(connection, tunnel)),
        '',
      ].join('\n'),
      kind: 'plain',
    },
  ];
  if (secrets.length === 0) return files;
  const text = [`${heading(id)} It holds keys.`, '# Goes to /etc/ipsec.d/', ...secrets, ''].join('\n');
  return [...files, { path: `libreswan/${id}.secrets`, text, kind: 'secret' }];
}

function connectionLines(connection: DeviceConnection, tunnel: DeviceTunnel): string[] {
  const { security } = tunnel;
  return [
    '',
    `conn ${tunnel.name}`,
    `  auto=${security.awsStarts ? 'add' : 'start'}`,
    '  type=tunnel',
    `  ikev2=${security.ikeVersion === 2 ? 'insist' : 'no'}`,
    `  left=${connection.localAddress}`,
    ...identityLines(connection, tunnel),
    `  leftsubnet=${connection.localNetwork}`,
    `  right=${tunnel.awsAddress}`,
    `  rightsubnet=${connection.remoteNetwork}`,
    `  ike=${ikeProposal(security.phase1)}`,
    `  esp=${espProposal(security.phase2)}`,
    '  pfs=yes',
    `  ikelifetime=${rekeyAfter(security.phase1)}s`,
    `  salifetime=${rekeyAfter(security.phase2)}s`,
    '  dpddelay=10',
    '  dpdtimeout=30',
    '  dpdaction=restart',
    '  keyingtries=%forever',
    '  mobike=no',
    `  encapsulation=${connection.natTraversal ? 'yes' : 'auto'}`,
    // No path-MTU discovery on the way: what does not fit is cut before it is encrypted.
    '  nopmtudisc=yes',
    `  replay-window=${security.replayWindow}`,
    // An XFRM interface of its own, ipsec1 and ipsec2: both tunnels have the same selectors.
    `  ipsec-interface=${tunnel.number}`,
  ];
}

/** With a key both sides go by their addresses; with certificates, by the names in them. */
function identityLines({ certificate, customerAddress }: DeviceConnection, tunnel: DeviceTunnel): string[] {
  if (certificate === undefined) {
    return ['  authby=secret', `  leftid=${customerAddress}`, `  rightid=${tunnel.awsAddress}`];
  }
  return [
    // IKEv1 signs with RSA alone.
    `  authby=${tunnel.security.ikeVersion === 2 ? 'rsasig,ecdsa' : 'rsasig'}`,
    `  leftcert="${certificate}"`,
    '  leftid=%fromcert',
    `  rightid="${tunnel.awsName}"`,
  ];
}

function ikeProposal({ encryption, integrity, dhGroup }: PhaseSecurity): string {
  return [token(ENCRYPTION, encryption), token(INTEGRITY, integrity), group(dhGroup)].join('-');
}

function espProposal({ encryption, integrity, dhGroup }: PhaseSecurity): string {
  const hash = isGcm(encryption) ? 'null' : token(INTEGRITY, integrity);
  return [token(ENCRYPTION, encryption), hash, group(dhGroup)].join('-');
}

function group(dhGroup: number): string {
  if (GROUPS.includes(dhGroup)) return `dh${dhGroup}`;
  throw new VpnConfigError(
    `libreswan has no DH group ${dhGroup}, the strongest that the tunnel allows: allow a stronger one, or write ` +
      "strongSwan's files alone by '--device strongswan'",
  );
}

function token(table: { readonly [name: string]: string }, name: string): string {
  const found = table[name];
  if (found === undefined) throw new VpnConfigError(`libreswan has no '${name}'`);
  return found;
}
