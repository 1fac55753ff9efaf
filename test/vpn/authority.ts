import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './programs';

/** A certificate authority, made with OpenSSL, and folders of certificates as `swanctl` reads them. */
export class Authority {
  private readonly certificate: string;
  private readonly key: string;

  public constructor(private readonly folder: string) {
    mkdirSync(folder);
    this.certificate = join(folder, 'authority.pem');
    this.key = join(folder, 'authority.key');
    const files = ['-keyout', this.key, '-out', this.certificate];
    openssl('req', '-x509', ...NEW_KEY, ...files, '-subj', '/O=Factory Ltd/CN=authority', '-days', '2');
  }

  /** Certificates of the authority, by the name of their file, for subjects such as `/O=Amazon.com/CN=vpn-0abc`. */
  public issue(side: string, subjects: { readonly [name: string]: string }): string {
    const folder = join(this.folder, side);
    for (const kind of ['x509', 'x509ca', 'private']) mkdirSync(join(folder, kind), { recursive: true });
    execute('cp', [this.certificate, join(folder, 'x509ca')]);
    for (const [name, subject] of Object.entries(subjects)) {
      const request = join(this.folder, `${side}-${name}.csr`);
      openssl('req', ...NEW_KEY, '-keyout', join(folder, `private/${name}.key`), '-out', request, '-subj', subject);
      const authority = ['-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', '-in', request, ...authority, '-out', join(folder, `x509/${name}.pem`));
    }
    return folder;
  }
}

const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes'];

function openssl(...args: string[]): void {
  const { status, output } = execute('openssl', args);
  if (status !== 0) throw new Error(`openssl ${args.join(' ')} failed: ${output}`);
}
