import { type ConfigFile, heading } from './config-file';
import { type DeviceConnection, packetSizes } from './tunnel';

/** Name of a tunnel's interface, by number. */
type Naming = (number: number) => string;

const STRONGSWAN: Naming = (number) => `vpn${number}`;
/** What libreswan calls the interface of `ipsec-interface=N`. */
const LIBRESWAN: Naming = (number) => `ipsec${number}`;

/** The program that makes a device's interfaces and, with static routes, the one that keeps routes to a live tunnel. */
export function interfaceFiles(connection: DeviceConnection, device: 'strongswan' | 'libreswan'): ConfigFile[] {
  const naming = device === 'strongswan' ? STRONGSWAN : LIBRESWAN;
  const files: ConfigFile[] = [
    { path: `${device}/interfaces.sh`, text: interfaces(connection, naming, device === 'strongswan'), kind: 'program' },
  ];
  if (connection.vpcCidrs.length > 0) {
    files.push({ path: `${device}/static-routes.sh`, text: staticRoutes(connection, naming), kind: 'program' });
  }
  return files;
}

function interfaces(connection: DeviceConnection, naming: Naming, create: boolean): string {
  const family = connection.ipv6Inside ? 'ip6tables' : 'iptables';
  const lines = connection.tunnels.flatMap((tunnel) => {
    const name = naming(tunnel.number);
    const { mtu, mss } = packetSizes(tunnel, connection);
    return [
      '',
      `# ${tunnel.name}, to ${tunnel.awsAddress}`,
      ...(create ? [`ip link add ${name} type xfrm if_id ${tunnel.number} 2>/dev/null || true`] : []),
      `ip address replace ${tunnel.customerInside}/${tunnel.insidePrefix} dev ${name}`,
      `ip link set ${name} up mtu ${mtu}`,
      // AWS may answer through the other tunnel; and policies are bound to the interface, not looked up by address.
      `sysctl -q -w net.ipv4.conf.${name}.rp_filter=2 net.ipv4.conf.${name}.disable_policy=1`,
      // No path-MTU discovery on the way: TCP is told what fits.
      `${family} -t mangle -C FORWARD -o ${name} -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${mss} 2>/dev/null ||`,
      `  ${family} -t mangle -A FORWARD -o ${name} -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${mss}`,
    ];
  });
  const forwarding = connection.ipv6Inside ? 'net.ipv6.conf.all.forwarding=1' : 'net.ipv4.ip_forward=1';
  return ['#!/bin/sh', heading(connection.id), 'set -eu', `sysctl -q -w ${forwarding}`, ...lines, ''].join('\n');
}

/**
 * With static routes nothing tells a dead tunnel from a live one: the loop asks AWS's inside address, which also keeps an
 * idle tunnel up, and leads the VPC's ranges to the first tunnel that answers.
 */
function staticRoutes({ id, tunnels, vpcCidrs, sourceAddress, ipv6Inside }: DeviceConnection, naming: Naming): string {
  const ip = ipv6Inside ? 'ip -6' : 'ip';
  const source = sourceAddress === undefined ? '' : ` src ${sourceAddress}`;
  const choices = tunnels.map(
    ({ awsInside, number }, index) =>
      `  ${index === 0 ? 'if' : 'elif'} ping -q -c 1 -W 2 -I ${naming(number)} ${awsInside} >/dev/null 2>&1; then live=${naming(number)}`,
  );
  // The tunnels that were not asked because an earlier one answered have to be kept up as well.
  const beats = tunnels.map(
    ({ awsInside, number }) => `  ping -q -c 1 -W 2 -I ${naming(number)} ${awsInside} >/dev/null 2>&1 &`,
  );
  const routes = vpcCidrs.map((cidr) => `    ${ip} route replace ${cidr} dev "$live"${source}`);
  return [
    '#!/bin/sh',
    heading(id),
    '# Runs for as long as the tunnels do, e.g. as a systemd service after interfaces.sh.',
    'set -u',
    'while true; do',
    '  live=',
    ...choices,
    '  fi',
    '  if [ -n "$live" ]; then',
    ...routes,
    '  fi',
    ...beats,
    '  wait',
    '  sleep 5',
    'done',
    '',
  ].join('\n');
}
