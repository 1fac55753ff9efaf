import { type ConfigFile, heading } from './config-file';
import { VpnConfigError } from './refusal';
import { type DeviceConnection, type DeviceTunnel, isGcm, type PhaseSecurity, rekeyAfter } from './tunnel';

const ENCRYPTION: { readonly [name: string]: string } = {
  AES128: 'aes128',
  AES256: 'aes256',
  'AES128-GCM-16': 'aes128gcm16',
  'AES256-GCM-16': 'aes256gcm16',
};
const INTEGRITY: { readonly [name: string]: string } = {
  SHA1: 'sha1',
  'SHA2-256': 'sha256',
  'SHA2-384': 'sha384',
  'SHA2-512': 'sha512',
};
const GROUPS: { readonly [group: number]: string } = {
  2: 'modp1024',
  5: 'modp1536',
  14: 'modp2048',
  15: 'modp3072',
  16: 'modp4096',
  17: 'modp6144',
  18: 'modp8192',
  19: 'ecp256',
  20: 'ecp384',
  21: 'ecp521',
  22: 'modp1024s160',
  23: 'modp2048s224',
  24: 'modp2048s256',
};

/**
 * What the files are for. `kernel` is a device with ESP and XFRM interfaces. `user-space` is strongSwan's
 * kernel-libipsec, for tests on a kernel without ESP; it changes this and nothing else:
 *
 * - each tunnel has a file of its own, because the backend has one device a daemon: `strongswan/NAME.conf`;
 * - packets always go through UDP (`encap = yes`), which is all the backend does;
 * - there are no interface ids (`if_id_in`, `if_id_out`), which it does not know.
 */
export type StrongswanVariant = 'kernel' | 'user-space';

/** strongSwan's files, for `swanctl`: connections and keys in one, the daemon's settings in another. */
export function strongswanFiles(connection: DeviceConnection, variant: StrongswanVariant = 'kernel'): ConfigFile[] {
  const { tunnels } = connection;
  const kind = connection.certificate === undefined ? 'secret' : 'plain';
  const connections: ConfigFile[] =
    variant === 'kernel'
      ? [{ path: 'strongswan/swanctl.conf', text: swanctlConf(connection, tunnels, variant), kind }]
      : tunnels.map((tunnel) => ({
          path: `strongswan/${tunnel.name}.conf`,
          text: swanctlConf(connection, [tunnel], variant),
          kind,
        }));
  return [
    ...connections,
    { path: 'strongswan/strongswan.d/sluice.conf', text: daemonConf(connection.id), kind: 'plain' },
  ];
}

function swanctlConf(
  connection: DeviceConnection,
  tunnels: readonly DeviceTunnel[],
  variant: StrongswanVariant,
): string {
  const secrets = tunnels.flatMap((tunnel) => secretLines(connection, tunnel));
  return [
    `${heading(connection.id)}${secrets.length > 0 ? ' It holds keys.' : ''}`,
    '# Goes to /etc/swanctl/conf.d/; then: swanctl --load-all',
    'connections {',
    ...tunnels.flatMap((tunnel) => connectionLines(connection, tunnel, variant)),
    '}',
    ...(secrets.length > 0 ? ['secrets {', ...secrets, '}'] : []),
    '',
  ].join('\n');
}

function secretLines(connection: DeviceConnection, { name, awsAddress, preSharedKey }: DeviceTunnel): string[] {
  if (preSharedKey === undefined) return [];
  return [
    `  ike-${name} {`,
    `    id-local = ${connection.customerAddress}`,
    `    id-remote = ${awsAddress}`,
    // Quoted: a key may begin with a dot or look like a number.
    `    secret = "${preSharedKey}"`,
    '  }',
  ];
}

function connectionLines(connection: DeviceConnection, tunnel: DeviceTunnel, variant: StrongswanVariant): string[] {
  const { security, name, number } = tunnel;
  return [
    `  ${name} {`,
    `    version = ${security.ikeVersion}`,
    `    local_addrs = ${connection.localAddress}`,
    `    remote_addrs = ${tunnel.awsAddress}`,
    `    proposals = ${ikeProposal(security.phase1)}`,
    `    ${security.ikeVersion === 2 ? 'rekey_time' : 'reauth_time'} = ${rekeyAfter(security.phase1)}s`,
    '    dpd_delay = 10s',
    '    dpd_timeout = 30s',
    '    keyingtries = 0',
    '    mobike = no',
    // Both tunnels have the same identity on this side: the second must not replace the first.
    '    unique = never',
    ...(connection.natTraversal || variant === 'user-space' ? ['    encap = yes'] : []),
    ...(variant === 'kernel' ? [`    if_id_in = ${number}`, `    if_id_out = ${number}`] : []),
    ...identityLines(connection, tunnel),
    '    children {',
    `      ${name} {`,
    `        local_ts = ${connection.localNetwork}`,
    `        remote_ts = ${connection.remoteNetwork}`,
    `        esp_proposals = ${espProposal(security.phase2)}`,
    `        rekey_time = ${rekeyAfter(security.phase2)}s`,
    `        life_time = ${security.phase2.lifetime}s`,
    `        replay_window = ${security.replayWindow}`,
    // No path-MTU discovery on the way: what does not fit is cut before it is encrypted.
    '        copy_df = no',
    `        start_action = ${security.awsStarts ? 'none' : 'start'}`,
    '        dpd_action = restart',
    '        mode = tunnel',
    '      }',
    '    }',
    '  }',
  ];
}

/** With a key both sides go by their addresses; with certificates, by the names in them. */
function identityLines({ certificate, customerAddress }: DeviceConnection, tunnel: DeviceTunnel): string[] {
  const [local, remote] =
    certificate === undefined
      ? [
          ['auth = psk', `id = ${customerAddress}`],
          ['auth = psk', `id = ${tunnel.awsAddress}`],
        ]
      : [
          ['auth = pubkey', `certs = "${certificate}"`],
          // Other devices of the same authority are not AWS.
          ['auth = pubkey', `id = "${tunnel.awsName}"`],
        ];
  const block = (side: string, lines: readonly string[] = []) => [
    `    ${side} {`,
    ...lines.map((line) => `      ${line}`),
    '    }',
  ];
  return [...block('local', local), ...block('remote', remote)];
}

function daemonConf(id: string): string {
  return [
    heading(id),
    '# Goes to /etc/strongswan.d/. Routes are made by interfaces.sh, not by the daemon: the selectors are everything.',
    'charon {',
    '  install_routes = no',
    '  install_virtual_ip = no',
    '}',
    '',
  ].join('\n');
}

/** Beside GCM, integrity serves as the pseudo-random function alone. */
function ikeProposal({ encryption, integrity, dhGroup }: PhaseSecurity): string {
  const hash = token(INTEGRITY, integrity);
  return [token(ENCRYPTION, encryption), isGcm(encryption) ? `prf${hash}` : hash, token(GROUPS, dhGroup)].join('-');
}

function espProposal({ encryption, integrity, dhGroup }: PhaseSecurity): string {
  const hash = isGcm(encryption) ? [] : [token(INTEGRITY, integrity)];
  return [token(ENCRYPTION, encryption), ...hash, token(GROUPS, dhGroup)].join('-');
}

function token(table: { readonly [name: string]: string }, name: string | number): string {
  const found = table[name];
  if (found === undefined) throw new VpnConfigError(`strongSwan has no '${name}'`);
  return found;
}
