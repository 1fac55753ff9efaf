import { Token } from 'aws-cdk-lib';
import { IpRange } from './ip-range';

/** A block of addresses and whose it is, in the words of an error: `site 'factory'`. */
export interface NamedRange {
  readonly owner: string;
  readonly cidr: string;
}

/** Blocks that must not meet: of the VPC, the sites, the tunnels. */
export class AddressPlan {
  private readonly taken: { readonly owner: string; readonly cidr: string; readonly range: IpRange }[] = [];

  /**
   * Takes a block. Throws, naming both, where it overlaps one of another owner; of one owner, blocks may overlap. A
   * block known at deployment only is passed over.
   */
  public add({ owner, cidr }: NamedRange): void {
    if (Token.isUnresolved(cidr)) return;
    const range = IpRange.parse(`an address range of ${owner}`, cidr);
    const other = this.taken.find((entry) => entry.owner !== owner && entry.range.overlaps(range));
    if (other !== undefined) {
      throw new Error(
        `address ranges must not overlap, got '${cidr}' of ${owner} and '${other.cidr}' of ${other.owner}: ` +
          'renumber one of them, or leave out what need not be reached',
      );
    }
    this.taken.push({ owner, cidr, range });
  }
}
