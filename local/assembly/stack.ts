import { assetPath, assetProperty } from './asset-location';
import type { AssetIndex } from './assets';
import { truth } from './conditions';
import { importedAcrossRegions } from './cross-region';
import { resolveDynamicReferences } from './dynamic-references';
import type { Environment } from './environment';
import { Evaluation, type Lookups, NO_VALUE, type OutputQuery, type Resolved } from './evaluation';
import { expandLoops } from './for-each';
import { isRecord, type Json, type JsonRecord, own, tryText } from './json';
import { stableUuid } from './naming';
import { OutputModel } from './output';
import { checkConstraints, givenValue, isSsmParameter, parameterValue } from './parameters';
import { ResourceModel } from './resource';
import { checkRule } from './rules';
import { resourceDeclaration, type Template } from './template';
import type { World } from './world';

export const NESTED_STACK_TYPE = 'AWS::CloudFormation::Stack';

export interface StackProps {
  readonly name: string;
  /** The id of a nested stack. @default - derived from the name */
  readonly id?: string;
  readonly template: Template;
  readonly environment: Environment;
  readonly world: World;
  readonly assets: AssetIndex;
  /** The value given for a parameter; undefined leaves it at its default. */
  readonly given: (parameter: string) => string | undefined;
  readonly constructPath: (logicalId: string) => string | undefined;
}

/** One stack: its template, and what the intrinsics in it refer to. */
export class Stack implements Lookups {
  public readonly name: string;
  public readonly file: string;
  public readonly environment: Environment;
  public readonly assets: AssetIndex;
  private readonly template: Template;
  private readonly world: World;
  private readonly nested = new Map<string, Stack>();

  public constructor(private readonly props: StackProps) {
    this.name = props.name;
    this.template = props.template;
    this.file = props.template.file;
    this.environment = props.environment;
    this.world = props.world;
    this.assets = props.assets;
  }

  public get region(): string {
    return this.environment.region;
  }

  public get stackId(): string {
    const { partition, region, account } = this.environment;
    return (
      this.props.id ??
      `arn:${partition}:cloudformation:${region}:${account}:stack/${this.name}/${stableUuid(`${account}/${region}/${this.name}`)}`
    );
  }

  /** The resources whose condition holds, in the order of the template. */
  public get resources(): readonly ResourceModel[] {
    return [...this.resourceMap.values()];
  }

  /** The outputs whose condition holds. */
  public get outputs(): readonly OutputModel[] {
    return this.once('Outputs', () =>
      Object.entries(expandLoops(this.template.outputs, new Evaluation(this, 'Outputs')))
        .map(([id, declaration]) => new OutputModel(this, id, declaration))
        .filter((output) => output.exists),
    );
  }

  public get parameterNames(): readonly string[] {
    return Object.keys(this.template.parameters);
  }

  public adopt(logicalId: string, stack: Stack): void {
    this.nested.set(logicalId, stack);
  }

  public once<T>(key: string, compute: () => T): T {
    return this.world.once(this, key, compute);
  }

  public tryResource(logicalId: string): ResourceModel | undefined {
    return this.resourceMap.get(logicalId);
  }

  /** Whether the template has such a resource, be its condition true or not. */
  public declares(logicalId: string): boolean {
    return own(this.declaredResources, logicalId) !== undefined;
  }

  public constructPath(logicalId: string): string | undefined {
    return this.props.constructPath(logicalId);
  }

  public assetPathOf(resource: ResourceModel): string | undefined {
    const property = assetProperty(resource.type);
    if (property === undefined) return undefined;
    const location = resource.tryValue(property);
    return assetPath(resource.type, location, resource.metadata, { assets: this.assets, templateFile: this.file });
  }

  /** A value with intrinsics and dynamic references resolved; undefined where it is AWS::NoValue. */
  public finished(node: Json, at: Evaluation): Json | undefined {
    const value = resolveDynamicReferences(at.value(node), {
      ssm: (name) => this.world.ssmValue(name, at),
      secureSsm: (name) => this.world.secureSsmValue(name),
      secret: (id, key) => this.world.secretValue(id, key),
      unsupported: (reference) =>
        at.fail('UNSUPPORTED_DYNAMIC_REFERENCE', `'${reference}' names no service known here`),
    });
    return value === NO_VALUE ? undefined : value;
  }

  public ref(name: string, at: Evaluation): Resolved {
    const pseudo = PSEUDO_PARAMETERS.get(name);
    if (pseudo !== undefined) return pseudo(this);
    if (own(this.template.parameters, name) !== undefined) return this.parameter(name);
    return this.referenced(name, at).physicalId;
  }

  public attribute(logicalId: string, attribute: string, at: Evaluation): Json {
    const resource = this.referenced(logicalId, at);
    if (resource.type === NESTED_STACK_TYPE) return this.nestedOutput(logicalId, attribute, at);
    const value = resource.tryAttribute(attribute) ?? importedAcrossRegions(resource, attribute);
    if (value !== undefined) return value;
    throw at.fail(
      'UNKNOWN_ATTRIBUTE',
      `what '${attribute}' of ${logicalId} (${resource.type}) gives is not known here`,
    );
  }

  public condition(name: string, at: Evaluation): boolean {
    const declared = own(this.conditions, name);
    if (declared === undefined) throw at.fail('UNRESOLVED_REFERENCE', `no condition '${name}' is declared`);
    return this.once(`Conditions.${name}`, () => truth(declared, new Evaluation(this, `Conditions.${name}`)));
  }

  public mapping(name: string): Json | undefined {
    return own(this.template.mappings, name);
  }

  public importValue(name: string, at: Evaluation): Json {
    return this.world.importValue(name, at, this);
  }

  public stackOutput(query: OutputQuery, at: Evaluation): Json {
    return this.world.stackOutput({ ...query, region: query.region ?? this.region }, at);
  }

  /** @throws AssemblyError INVALID_PARAMETER where the parameters break a rule of the template */
  public checkRules(): void {
    for (const [name, rule] of Object.entries(this.template.rules)) {
      checkRule(rule, new Evaluation(this, `Rules.${name}`));
    }
  }

  /** The parameters that have no value. Those of a nested stack are resolved, and so missed, when needed. */
  public get missingParameters(): readonly string[] {
    if (this.props.id !== undefined) return [];
    return this.parameterNames.filter((name) => this.parameterText(name) === undefined);
  }

  private get conditions(): JsonRecord {
    return this.once('Conditions', () => expandLoops(this.template.conditions, new Evaluation(this, 'Conditions')));
  }

  private get declaredResources(): JsonRecord {
    return this.once('Declarations', () => expandLoops(this.template.resources, new Evaluation(this, 'Resources')));
  }

  private get resourceMap(): ReadonlyMap<string, ResourceModel> {
    return this.once('Resources', () => {
      const models = new Map<string, ResourceModel>();
      for (const [id, body] of Object.entries(this.declaredResources)) {
        const declaration = resourceDeclaration(id, body, this.file);
        const { condition } = declaration;
        const exists = condition === undefined || this.condition(condition, new Evaluation(this, `${id}.Condition`));
        if (exists) models.set(id, new ResourceModel(this, id, declaration));
      }
      return models;
    });
  }

  private parameter(name: string): Json {
    return this.once(`Parameters.${name}`, () => {
      const at = new Evaluation(this, `Parameters.${name}`);
      const declaration = own(this.template.parameters, name) ?? {};
      const text = this.parameterText(name);
      if (text === undefined) throw at.fail('MISSING_PARAMETER', 'has no default: give it a value by --parameters');
      checkConstraints(declaration, text, at);
      return parameterValue(declaration, isSsmParameter(declaration) ? this.world.ssmValue(text, at) : text);
    });
  }

  private parameterText(name: string): string | undefined {
    return givenValue(own(this.template.parameters, name) ?? {}, this.props.given(name));
  }

  private referenced(logicalId: string, at: Evaluation): ResourceModel {
    const resource = this.tryResource(logicalId);
    if (resource !== undefined) return resource;
    const declared = own(this.declaredResources, logicalId);
    const condition = isRecord(declared) ? tryText(declared.Condition) : undefined;
    const why =
      condition === undefined
        ? 'is declared nowhere in this stack'
        : `exists only where condition '${condition}' holds`;
    throw at.fail('UNRESOLVED_REFERENCE', `'${logicalId}' ${why}`);
  }

  private nestedOutput(logicalId: string, attribute: string, at: Evaluation): Json {
    const name = attribute.replace(/^Outputs\./, '');
    const output = this.nested.get(logicalId)?.outputs.find((candidate) => candidate.logicalId === name);
    if (output !== undefined) return output.value;
    throw at.fail('MISSING_OUTPUT', `nested stack '${logicalId}' has no output '${name}'`);
  }
}

const PSEUDO_PARAMETERS: ReadonlyMap<string, (stack: Stack) => Resolved> = new Map<string, (stack: Stack) => Resolved>([
  ['AWS::AccountId', ({ environment }) => environment.account],
  ['AWS::NoValue', () => NO_VALUE],
  ['AWS::NotificationARNs', () => []],
  ['AWS::Partition', ({ environment }) => environment.partition],
  ['AWS::Region', ({ environment }) => environment.region],
  ['AWS::StackId', ({ stackId }) => stackId],
  ['AWS::StackName', ({ name }) => name],
  ['AWS::URLSuffix', ({ environment }) => environment.urlSuffix],
]);
