import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../cli/main';
import { vpnCommand } from '../../cli/vpn';
import { type AnswerOptions, answer, NAMES, STRONG } from '../cli/vpn/answer';
import { captureIo } from '../support/cli';
import { Charon } from './charon';
import { execute, installPrograms, libreswan, unpackLibreswan, whyNoPrograms } from './programs';

const NAMESPACE = `sluice-load-${process.pid}`;
const reason = whyNoPrograms();
const describeHere = reason === undefined ? describe : describe.skip;

const CBC = {
  ...STRONG,
  Phase1EncryptionAlgorithms: [{ Value: 'AES256' }],
  Phase1IntegrityAlgorithms: [{ Value: 'SHA2-512' }],
  Phase1DHGroupNumbers: [{ Value: 14 }],
  Phase2EncryptionAlgorithms: [{ Value: 'AES128' }],
  Phase2IntegrityAlgorithms: [{ Value: 'SHA2-256' }],
  Phase2DHGroupNumbers: [{ Value: 5 }],
};

const CASES: [string, AnswerOptions, string[]][] = [
  ['BGP', {}, ['--site-cidr', '192.168.0.0/20', '--source-address', '192.168.0.1']],
  ['static routes', { isStatic: true }, ['--vpc-cidr', '10.0.0.0/20']],
  ['NAT and acceleration', { options: { EnableAcceleration: true } }, ['--local-address', '10.1.0.5']],
  ['CBC', { tunnelOptions: [CBC, CBC] }, []],
  ['IKEv1', { tunnelOptions: [1, 2].map(() => ({ ...CBC, IkeVersions: [{ Value: 'ikev1' }] })) }, []],
  ['an answer of older years', { tunnelOptions: [] }, []],
];

// Named with the reason where it cannot run.
describeHere(
  `the files as written are loaded by the real programs${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    let folder: string;
    beforeAll(() => {
      installPrograms();
      unpackLibreswan();
      execute('ip', ['netns', 'add', NAMESPACE]);
    });
    afterAll(() => {
      execute('ip', ['netns', 'del', NAMESPACE]);
    });
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    async function write(options: AnswerOptions, args: readonly string[]) {
      writeFileSync(join(folder, 'answer.json'), answer(options));
      const argv = ['vpn', 'config', '--connection', 'answer.json', '--out', 'out', ...args];
      expect(await main([vpnCommand], argv, captureIo(folder))).toBe(0);
      return (path: string) => join(folder, 'out', path);
    }

    test.each(CASES)('swanctl --load-all, with %s', async (_name, options, args) => {
      const at = await write(options, args);
      const charon = await Charon.start({
        folder,
        namespace: NAMESPACE,
        settings: at('strongswan/strongswan.d/sluice.conf'),
        plugins: ['kernel-netlink', 'socket-default'],
      });
      try {
        const { status, output } = charon.swanctl('--load-all', '--file', at('strongswan/swanctl.conf'));
        expect(output).toContain('successfully loaded 2 connections');
        expect(output.match(/loaded ike secret/g)).toHaveLength(2);
        expect(status).toBe(0);
      } finally {
        await charon.stop();
      }
    });

    test.each(CASES)(
      "libreswan's addconn --checkconfig and its parser of proposals, with %s",
      async (_name, options, args) => {
        const at = await write(options, args);
        const file = at('libreswan/vpn-0abc123def4567890.conf');
        expect(execute(libreswan('addconn'), ['--config', file, '--checkconfig'])).toEqual({ status: 0, output: '' });
        const proposals = readFileSync(file, 'utf8').match(/^ {2}(?:ike|esp)=.+$/gm) ?? [];
        expect(proposals).toHaveLength(4);
        const version = readFileSync(file, 'utf8').includes('ikev2=no') ? '-v1' : '-v2';
        const { status, output } = execute(libreswan('algparse'), [version, ...proposals.map((line) => line.trim())]);
        expect([status, output.includes('ERROR')]).toEqual([0, false]);
      },
    );

    describe('for a device with a certificate', () => {
      const certified = async (device: string, certificate: string) => {
        writeFileSync(join(folder, 'names'), NAMES);
        const args = ['--certificate', certificate, '--names', 'names', '--device', device];
        return write({ keys: ['', ''] }, args);
      };

      test('swanctl --load-all finds it, and takes the names of AWS', async () => {
        const certificate = join(folder, 'factory.pem');
        const key = join(folder, 'factory.key');
        const subject = ['-subj', '/CN=factory', '-days', '2'];
        execute('openssl', [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-keyout',
          key,
          '-out',
          certificate,
          ...subject,
        ]);
        const at = await certified('strongswan', certificate);
        const charon = await Charon.start({
          folder,
          namespace: NAMESPACE,
          settings: at('strongswan/strongswan.d/sluice.conf'),
          plugins: ['kernel-netlink', 'socket-default'],
        });
        try {
          const { status, output } = charon.swanctl('--load-all', '--file', at('strongswan/swanctl.conf'));
          expect([status, output]).toEqual([0, expect.stringContaining('successfully loaded 2 connections')]);
          const listed = charon.swanctl('--list-conns').output;
          expect(listed).toContain('public key authentication');
          expect(listed).toContain('id: CN=factory');
          expect(listed).toContain(
            'id: C=US, ST=WA, L=Seattle, O=Amazon.com, OU=AWS, CN=vpn-0abc123def4567890.endpoint-1',
          );
        } finally {
          await charon.stop();
        }
      });

      test("libreswan's addconn --checkconfig takes its name", async () => {
        const file = (await certified('libreswan', 'factory'))('libreswan/vpn-0abc123def4567890.conf');
        expect(execute(libreswan('addconn'), ['--config', file, '--checkconfig'])).toEqual({ status: 0, output: '' });
      });
    });

    test.each(CASES.filter(([, { isStatic }]) => isStatic !== true))(
      'vtysh -C, with %s',
      async (_name, options, args) => {
        const at = await write(options, args);
        expect(execute('vtysh', ['-C', '-f', at('frr/frr.conf')])).toEqual({ status: 0, output: '' });
      },
    );

    test.each(['strongswan', 'libreswan'])('sh reads the programs of %s', async (device) => {
      const at = await write({ isStatic: true }, ['--vpc-cidr', '10.0.0.0/20']);
      for (const name of ['interfaces.sh', 'static-routes.sh']) {
        expect(execute('sh', ['-n', at(`${device}/${name}`)])).toEqual({ status: 0, output: '' });
      }
    });

    test('fails for files with a planted mistake', async () => {
      const at = await write({}, []);
      const plant = (path: string, from: string, to: string) =>
        writeFileSync(at(path), readFileSync(at(path), 'utf8').replace(from, to));
      plant('frr/frr.conf', 'remote-as 64512', 'remote-as amazon');
      expect(execute('vtysh', ['-C', '-f', at('frr/frr.conf')]).status).not.toBe(0);
      plant('libreswan/vpn-0abc123def4567890.conf', 'ikev2=insist', 'ikev2=perhaps');
      const file = at('libreswan/vpn-0abc123def4567890.conf');
      expect(execute(libreswan('addconn'), ['--config', file, '--checkconfig']).status).not.toBe(0);
    });
  },
);
