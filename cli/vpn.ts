import { readFile } from 'node:fs/promises';
import { isIP, isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { type Command, type CommandArguments, type CommandIo, UsageError } from './command';
import { isCidr } from './vpn/addresses';
import { type ByAddress, readKeys, readNames } from './vpn/by-address';
import { MODES } from './vpn/config-file';
import { readConnection } from './vpn/connection-answer';
import { frrFiles } from './vpn/frr';
import { interfaceFiles } from './vpn/interfaces';
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
    certificate: {
      type: 'string',
      value: 'NAME',
      summary: "the device's certificate instead of keys: a file for strongSwan, a name in libreswan's database",
    },
    names: { type: 'string', value: 'FILE', summary: "names in AWS's certificates by outside address, or -" },
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
  const [connectionFile, out, device] = ['connection', 'out', 'device'].map(given);
  if (connectionFile === undefined) throw new UsageError("'--connection FILE' is needed");
  if (out === undefined) throw new UsageError("'--out DIR' is needed: files with keys are not printed");
  if (['connection', 'keys', 'names'].filter((name) => given(name) === '-').length > 1) {
    throw new UsageError("one of '--connection', '--keys' and '--names' may be '-'");
  }
  const devices = DEVICES.filter((name) => device === undefined || name === device);
  if (devices.length === 0) throw new UsageError(`'--device' must be ${DEVICES.join(' or ')}, got '${device}'`);

  const certificate = certificateName(given('certificate'), device);
  const byAddress = async (name: string, read: (text: string) => ByAddress): Promise<ByAddress> => {
    const file = given(name);
    return file === undefined ? new Map() : read(await readInput(name, file, io));
  };
  const connection = readConnection(await readInput('connection', connectionFile, io), {
    keys: await byAddress('keys', readKeys),
    certificate,
    names: await byAddress('names', readNames),
    id: given('id'),
    vpcCidrs: cidrs('vpc-cidr', given('vpc-cidr')),
    siteCidrs: cidrs('site-cidr', given('site-cidr')),
    localAddress: address('local-address', given('local-address')),
    sourceAddress: ipAddress('source-address', given('source-address')),
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

async function readInput(option: string, file: string, io: CommandIo): Promise<string> {
  try {
    return file === '-' ? await readAll(io.stdin) : await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    // What was given in place of a file of keys may be a key: neither it nor the message that quotes it is repeated.
    const reason = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed';
    throw new UsageError(`cannot read what '--${option}' names: ${reason}`);
  }
}

/** A name of a certificate, which goes into the configuration in quotes. */
function certificateName(value: string | undefined, device: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (device === undefined) {
    throw new UsageError("'--certificate' needs '--device': strongSwan reads a file, libreswan a name of its database");
  }
  if (/^[\w .,=@:/+-]{1,256}$/.test(value)) return value;
  throw new UsageError("'--certificate' must be a path or name of letters, digits, spaces and . , = @ : / + - _");
}

function cidrs(option: string, value: string | undefined): string[] {
  return (value?.split(',') ?? []).map((part) => {
    const text = part.trim();
    if (isCidr(text)) return text;
    throw new UsageError(`'--${option}' must be CIDR blocks with commas between, got '${text}'`);
  });
}

function address(option: string, value: string | undefined): string | undefined {
  if (value === undefined || isIPv4(value)) return value;
  throw new UsageError(`'--${option}' must be an IPv4 address, got '${value}'`);
}

function ipAddress(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (isIP(value) !== 0 && !value.includes('%'))) return value;
  throw new UsageError(`'--${option}' must be an IP address, got '${value}'`);
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new UsageError(`'--${option}' must be a whole number from 1 to 9999, got '${value}'`);
}
