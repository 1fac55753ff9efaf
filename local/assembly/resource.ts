import { Evaluation, NO_VALUE } from './evaluation';
import { isRecord, type Json, type JsonRecord, own, tryText } from './json';
import { ResourceIdentity } from './resource-identity';
import type { Stack } from './stack';
import type { ResourceDeclaration } from './template';

/** A resource that exists in a deployment. Properties and names are resolved when asked for, once. */
export interface Resource {
  /** The name of its stack. */
  readonly stack: string;
  readonly logicalId: string;
  /** Such as `AWS::Kinesis::Stream`. */
  readonly type: string;
  /** The construct path, where the assembly tells it. */
  readonly constructPath: string | undefined;
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly arn: string | undefined;
  /** Resolved; @throws AssemblyError where a value cannot be told, at the place that needs it. */
  readonly properties: JsonRecord;
  /** As the template declares them, intrinsics and all. */
  readonly declaredProperties: JsonRecord;
  /** Logical ids, of the same stack. */
  readonly dependsOn: readonly string[];
  /** The file or folder on disk behind the S3 location of its code or body. */
  readonly assetPath: string | undefined;
  /** For errors: stack, logical id and file. */
  readonly position: string;
}

export class ResourceModel implements Resource {
  public readonly stack: string;
  public readonly type: string;
  private readonly identity: ResourceIdentity;
  private readonly at: Evaluation;

  public constructor(
    private readonly owner: Stack,
    public readonly logicalId: string,
    private readonly declaration: ResourceDeclaration,
  ) {
    this.stack = owner.name;
    this.type = declaration.type;
    this.at = new Evaluation(owner, `${logicalId}.Properties`);
    this.identity = new ResourceIdentity({
      type: declaration.type,
      logicalId,
      stackName: owner.name,
      environment: owner.environment,
      tryProperty: (path) => this.tryProperty(path),
    });
  }

  public get position(): string {
    return `${this.stack}/${this.logicalId} (${this.owner.file})`;
  }

  public get constructPath(): string | undefined {
    const path = own(this.declaration.metadata, 'aws:cdk:path');
    return typeof path === 'string' ? path : this.owner.constructPath(this.logicalId);
  }

  public get physicalId(): string {
    return this.owner.once(`Resources.${this.logicalId}.Ref`, () => this.identity.ref());
  }

  public get arn(): string | undefined {
    return this.owner.once(`Resources.${this.logicalId}.ARN`, () => this.identity.tryArn());
  }

  public get properties(): JsonRecord {
    return this.owner.once(`Resources.${this.logicalId}.Properties`, () => {
      const value = this.owner.finished(this.declaration.properties, this.at);
      return isRecord(value) ? value : {};
    });
  }

  public get declaredProperties(): JsonRecord {
    return this.declaration.properties;
  }

  public get dependsOn(): readonly string[] {
    return this.declaration.dependsOn;
  }

  public get assetPath(): string | undefined {
    return this.owner.assetPathOf(this);
  }

  public get metadata(): JsonRecord {
    return this.declaration.metadata;
  }

  /** The properties as far as they can be told, less those that a condition leaves out. */
  public present(): JsonRecord {
    const members = Object.entries(this.declaration.properties).flatMap(([name, declared]): [string, Json][] => {
      const node = this.at.at(name).told(declared);
      return node === NO_VALUE ? [] : [[name, node]];
    });
    return Object.fromEntries(members);
  }

  /** One property resolved alone, so that a name never waits for the rest of the resource. */
  public tryValue(property: string): Json | undefined {
    const declared = own(this.declaration.properties, property);
    if (declared === undefined) return undefined;
    return this.owner.once(`Resources.${this.logicalId}.Properties.${property}`, () =>
      this.owner.finished(declared, this.at.at(property)),
    );
  }

  /** The text of a property, dots between levels; undefined where it is absent or no scalar. */
  public tryProperty(path: string): string | undefined {
    const [first = '', ...rest] = path.split('.');
    const found = rest.reduce<Json | undefined>(
      (level, key) => (isRecord(level) ? own(level, key) : undefined),
      this.tryValue(first),
    );
    return tryText(found);
  }

  /** What `Fn::GetAtt` gives; undefined where this is not known. */
  public tryAttribute(attribute: string): Json | undefined {
    return this.owner.once(`Resources.${this.logicalId}.GetAtt.${attribute}`, () =>
      this.identity.tryAttribute(attribute),
    );
  }
}
