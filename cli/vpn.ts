import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { type Command, type CommandArguments, type CommandIo, messageOf, UsageError } from './command';
import { MODES } from './vpn/config-file';
import { readConnection } from './vpn/connection-answer';
import { frrFiles } from './vpn/frr';
import { interfaceFiles } from './vpn/interfaces';
import { readKeys } from './vpn/keys';
import { libreswanFiles } from './vpn/libreswan';
import { strongswanFiles } from './vpn/strongswan';
import type { DeviceConnection } from './vpn/tunnel';
import { writeFiles } from './vpn/write-files';

const DEVICES = ['strongswan', 'libreswan'] as const;

/** `sluice vpn config`: the device's side of a VPN connection. */
export const vpnCommand: Command = {
  name: 'vpn',
  summary: "write a VPN device's configuration from what AWS says of the connection: strongSwan and FRR, libreswan",
  positionals: ['config'],
  options: {
    connection: { type: 'string', value: 'FILE', summary: "the answer of 'aws ec2 describe-vpn-connections', or -" },
    out: { type: 'string', value: 'DIR', summary: 'folder for the files; those with keys have mode 0600' },
    id: { type: 'string', value: 'VPN_ID', summary: 'the connection, where the answer has several' },
    keys: { type: 'string', value: 'FILE', summary: 'pre-shared keys by outside address of the tunnel, or -' },
    'vpc-cidr': { type: 'string', value: 'CIDRS', summary: "the VPC's ranges, for a connection with static routes" },
    'site-cidr': { type: 'string', value: 'CIDRS', summary: "the site's own ranges, to announce with BGP" },
    'local-address': { type: 'string', value: 'IP', summary: "the device's own address, where it stands behind NAT" },
    'source-address': { type: 'string', value: 'IP', summary: "address that the device's own traffic comes from" },
    'first-interface': { type: 'string', value: 'N', summary: "number of the first tunnel's interface (default: 1)" },
    device: { type: 'string', value: 'NAME', summary: 'strongswan or libreswan (default: both)' },
  },
  run: async (args, io) => {
    if (args.positionals[0] !== 'config') throw new UsageError("'sluice vpn config' is the one thing 'vpn' does");
    return writeConfig(args, io);
  },
};

async function writeConfig({ options }: CommandArguments, io: CommandIo): Promise<number> {
  const given = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined);
  const [connectionFile, out, keysFile, device] = ['connection', 'out', 'keys', 'device'].map(given);
  if (connectionFile === undefined) throw new UsageError("'--connection FILE' is needed");
  if (out === undefined) throw new UsageError("'--out DIR' is needed: files with keys are not printed");
  if (connectionFile === '-' && keysFile === '-') throw new UsageError("one of '--connection' and '--keys' may be '-'");
  const devices = DEVICES.filter((name) => device === undefined || name === device);
  if (devices.length === 0) throw new UsageError(`'--device' must be ${DEVICES.join(' or ')}, got '${device}'`);

  const connection = readConnection(await readInput(connectionFile, io), {
    keys: keysFile === undefined ? new Map() : readKeys(await readInput(keysFile, io)),
    id: given('id'),
    vpcCidrs: cidrs('vpc-cidr', given('vpc-cidr')),
    siteCidrs: cidrs('site-cidr', given('site-cidr')),
    localAddress: address('local-address', given('local-address')),
    sourceAddress: address('source-address', given('source-address')),
    firstNumber: wholeNumber('first-interface', given('first-interface')),
  });
  const files = [
    ...devices.flatMap((name) => [
      ...(name === 'strongswan' ? strongswanFiles(connection) : libreswanFiles(connection)),
      ...interfaceFiles(connection, name),
    ]),
    ...frrFiles(connection),
  ];
  await writeFiles(resolve(io.cwd, out), files);
  for (const { path, kind } of files) io.stdout.write(`${out}/${path}  ${MODES[kind].toString(8).padStart(4, '0')}\n`);
  for (const remark of remarksOn(connection)) io.stderr.write(`sluice vpn: ${remark}\n`);
  return 0;
}

/** What the files do that may not be expected. */
function remarksOn(connection: DeviceConnection): string[] {
  const { id, tunnels, siteCidrs, localNetwork, remoteNetwork } = connection;
  const usesBgp = tunnels.some(({ bgp }) => bgp !== undefined);
  const narrowed = [localNetwork, remoteNetwork].find((network) => !network.endsWith('/0'));
  const remarks: string[] = [];
  if (usesBgp && siteCidrs.length === 0) {
    remarks.push(`${id} announces no range of the site, so that AWS finds no way to it: give '--site-cidr'`);
  }
  if (usesBgp && narrowed !== undefined) {
    remarks.push(
      `${id} takes ${narrowed} alone through its tunnels, which keeps BGP out: 169.254.0.0/16 is not inside`,
    );
  }
  return remarks;
}

async function readInput(file: string, io: CommandIo): Promise<string> {
  try {
    return file === '-' ? await readAll(io.stdin) : await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read '${file}': ${messageOf(error)}`);
  }
}

function cidrs(option: string, value: string | undefined): string[] {
  return (value?.split(',') ?? []).map((part) => {
    const text = part.trim();
    const [base = '', prefix = '', ...more] = text.split('/');
    const bits = isIPv4(base) ? 32 : 128;
    const legal =
      /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits && more.length === 0 && /^[0-9a-fA-F.:]+$/.test(base);
    if (legal) return text;
    throw new UsageError(`'--${option}' must be CIDR blocks with commas between, got '${text}'`);
  });
}

function address(option: string, value: string | undefined): string | undefined {
  if (value === undefined || isIPv4(value)) return value;
  throw new UsageError(`'--${option}' must be an IPv4 address, got '${value}'`);
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new UsageError(`'--${option}' must be a whole number from 1 to 9999, got '${value}'`);
}
