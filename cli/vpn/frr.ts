import { type ConfigFile, heading } from './config-file';
import type { DeviceConnection } from './tunnel';

/** FRR's file, for `bgpd` and `zebra`; none for a connection with static routes. */
export function frrFiles(connection: DeviceConnection): ConfigFile[] {
  const sessions = connection.tunnels.flatMap(({ bgp, ...tunnel }) => (bgp === undefined ? [] : [{ ...tunnel, bgp }]));
  const [first] = sessions;
  if (first === undefined) return [];
  const { ipv6Inside, siteCidrs, sourceAddress } = connection;
  const family = ipv6Inside ? 'ipv6' : 'ipv4';
  const lines = [
    heading(connection.id),
    '! Goes to /etc/frr/frr.conf, with bgpd=yes in /etc/frr/daemons.',
    'frr defaults traditional',
    `router bgp ${first.bgp.customerAsn}`,
    ...(ipv6Inside ? [] : [` bgp router-id ${first.customerInside}`]),
    // Without it, or route maps, FRR exchanges no routes with another number.
    ' no bgp ebgp-requires-policy',
    // The ranges are announced whether or not the device has routes to them itself.
    ' no bgp network import-check',
    ' bgp bestpath as-path multipath-relax',
    ...sessions.flatMap(({ awsInside, bgp, name }) => [
      ` neighbor ${awsInside} remote-as ${bgp.awsAsn}`,
      ` neighbor ${awsInside} description ${name}`,
      ` neighbor ${awsInside} timers ${Math.floor(bgp.holdTime / 3)} ${bgp.holdTime}`,
      ` neighbor ${awsInside} timers connect 10`,
    ]),
    ` address-family ${family} unicast`,
    ...siteCidrs.map((cidr) => `  network ${cidr}`),
    ...sessions.flatMap(({ awsInside }) => [
      `  neighbor ${awsInside} activate`,
      `  neighbor ${awsInside} soft-reconfiguration inbound`,
    ]),
    '  maximum-paths 4',
    ' exit-address-family',
    'exit',
    // Otherwise the device's own traffic comes from 169.254.
    ...(sourceAddress === undefined
      ? []
      : [
          'route-map SLUICE-SOURCE permit 10',
          ` set src ${sourceAddress}`,
          'exit',
          `${ipv6Inside ? 'ipv6' : 'ip'} protocol bgp route-map SLUICE-SOURCE`,
        ]),
    '',
  ];
  return [{ path: 'frr/frr.conf', text: lines.join('\n').replace(/^#/, '!'), kind: 'plain' }];
}
