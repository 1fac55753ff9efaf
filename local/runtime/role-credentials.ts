import { createHash } from 'node:crypto';
import type { EndpointCaller } from '../endpoint';
import type { RoleCredentials } from '../lambda';
import type { KnownCredentials } from '../sigv4';
import type { RoleAuthority } from './role-authority';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Keys made up for the roles of functions, good for this process alone, and who signs with them. */
export class RoleKeys {
  private readonly byRole = new Map<string, RoleCredentials>();
  private readonly roles = new Map<string, string>();

  /** @param secret What keys are derived from */
  public constructor(
    private readonly authority: RoleAuthority,
    private readonly secret: string,
  ) {}

  /** The keys of a role, the same each time. */
  public of(roleArn: string): RoleCredentials {
    const known = this.byRole.get(roleArn);
    if (known !== undefined) return known;
    const digest = createHash('sha512').update(`${this.secret}\0${roleArn}`).digest();
    const id = [...digest.subarray(0, 16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
    const credentials = {
      accessKeyId: `ASIA${id}`,
      secretAccessKey: digest.subarray(16, 46).toString('base64url'),
      sessionToken: digest.subarray(46).toString('base64url'),
    };
    this.byRole.set(roleArn, credentials);
    this.roles.set(credentials.accessKeyId, roleArn);
    return credentials;
  }

  public tryCaller(accessKeyId: string): KnownCredentials<EndpointCaller> | undefined {
    const arn = this.roles.get(accessKeyId);
    const role = arn === undefined ? undefined : this.authority.roles.tryRole(arn);
    if (arn === undefined || role === undefined) return undefined;
    const { session, policies, boundary } = role;
    const principal = { principal: session, identity: policies, ...(boundary && { boundary }) };
    return { ...this.of(arn), principal };
  }
}
