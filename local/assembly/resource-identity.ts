import type { Environment } from './environment';
import { identityOf } from './identity';
import type { Naming, Pattern } from './identity/identity';
import { fillPattern, type PatternSource } from './identity/pattern';
import { generatedName } from './naming';

const LONGEST_NAME = 128;

/** The resource whose identity is derived, as much of it as that takes. */
export interface Identified {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly environment: Environment;
  /** The text of a resolved property, dots between levels; undefined where it is absent. */
  tryProperty(path: string): string | undefined;
}

/** Derives what `Ref` and `Fn::GetAtt` give for one resource from the table of its type, the same in every run. */
export class ResourceIdentity implements PatternSource {
  public readonly seed: string;
  private readonly identity;
  private readonly words: { readonly [word: string]: () => string };

  public constructor(private readonly resource: Identified) {
    const { environment, stackName, logicalId } = resource;
    // Stacks of two Regions may share a name, but not ids, and not names that are unique to an account or to all of AWS.
    this.seed = `${environment.account}/${environment.region}/${stackName}/${logicalId}`;
    this.identity = identityOf(resource.type);
    this.words = {
      name: () => this.name(this.identity.name ?? {}),
      // SSM's ARNs have one slash before the name, be it the name's own or not.
      rootedName: () => `/${this.word('name').replace(/^\//, '')}`,
      arn: () => this.tryArn() ?? '',
      ref: () => this.ref(),
      partition: () => environment.partition,
      region: () => environment.region,
      account: () => environment.account,
      urlSuffix: () => environment.urlSuffix,
      stack: () => stackName,
      logicalId: () => logicalId,
    };
  }

  /** What `Ref` gives. */
  public ref(): string {
    return fillPattern(this.identity.ref, this);
  }

  public tryArn(): string | undefined {
    return this.identity.arn === undefined ? undefined : fillPattern(this.identity.arn, this);
  }

  /** What `Fn::GetAtt` gives; undefined where this is not known for the type. */
  public tryAttribute(attribute: string): string | readonly string[] | undefined {
    const attributes = this.identity.attributes ?? {};
    const pattern: Pattern | undefined = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (pattern === undefined) return undefined;
    return typeof pattern === 'string' ? fillPattern(pattern, this) : pattern.map((item) => fillPattern(item, this));
  }

  public word(name: string): string {
    const word = Object.hasOwn(this.words, name) ? this.words[name] : undefined;
    if (word === undefined) throw new TypeError(`the identity of ${this.resource.type} has no placeholder '${name}'`);
    return word();
  }

  public tryProperty(path: string): string | undefined {
    return this.resource.tryProperty(path);
  }

  private name(naming: Naming): string {
    const given = naming.property === undefined ? undefined : this.resource.tryProperty(naming.property);
    if (given !== undefined) return given;
    if (naming.generated !== undefined) return fillPattern(naming.generated, this);
    const fifo = naming.fifo !== undefined && this.resource.tryProperty(naming.fifo) === 'true' ? '.fifo' : '';
    const { stackName, logicalId } = this.resource;
    const longest = (naming.longest ?? LONGEST_NAME) - fifo.length;
    const name = generatedName(`${stackName}-${logicalId}`, this.seed, longest);
    if (naming.letters === 'lower') return name.toLowerCase();
    return naming.letters === 'alphanumeric' ? name.replace(/[^A-Za-z0-9]/g, '') : name + fifo;
  }
}
