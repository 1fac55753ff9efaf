/** A pattern gives text from `{placeholders}` (see pattern.ts); a list of patterns gives a list. */
export type Pattern = string | readonly string[];

/** Where a resource's name comes from. */
export interface Naming {
  /** The property that gives it, dots between levels; where it is absent, a name is generated. */
  readonly property?: string;
  /** Longest generated name, in characters. @default 128 */
  readonly longest?: number;
  /** What a generated name may hold: all of `Stack-LogicalId-TAIL`, the same in lower case, or its letters and digits only. */
  readonly letters?: 'any' | 'lower' | 'alphanumeric';
  /** A pattern in place of the usual generated name. */
  readonly generated?: string;
  /** The property whose truth adds `.fifo` to a generated name. */
  readonly fifo?: string;
}

/** What `Ref` and `Fn::GetAtt` give for a resource type. Source of each row: its page in the CloudFormation template reference. */
export interface Identity {
  readonly name?: Naming;
  readonly ref: string;
  readonly arn?: string;
  readonly attributes?: { readonly [attribute: string]: Pattern };
}

export type IdentityTable = { readonly [type: string]: Identity };
