import { AssemblyError, type AssemblyErrorCode } from './errors';
import { expandLoops, hasLoop } from './for-each';
import { chooseBranch, INTRINSICS } from './intrinsics';
import { describe, isList, isRecord, isScalar, type Json, type JsonRecord } from './json';

/** What `Ref: AWS::NoValue` gives: the member or element that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');
export type Resolved = Json | typeof NO_VALUE;

/** Which output `Fn::GetStackOutput` asks for; the Region is that of the asking stack unless given. */
export interface OutputQuery {
  readonly stackName: string;
  readonly outputName: string;
  readonly region: string | undefined;
}

/** What a stack answers to the intrinsics of its template. */
export interface Lookups {
  readonly name: string;
  readonly file: string;
  readonly region: string;
  ref(name: string, at: Evaluation): Resolved;
  attribute(logicalId: string, attribute: string, at: Evaluation): Json;
  condition(name: string, at: Evaluation): boolean;
  mapping(name: string): Json | undefined;
  importValue(name: string, at: Evaluation): Json;
  stackOutput(query: OutputQuery, at: Evaluation): Json;
}

/** Resolves template values at one place of one stack; the place is what its errors name. */
export class Evaluation {
  public constructor(
    public readonly lookups: Lookups,
    private readonly path: string,
  ) {}

  public get position(): string {
    return `${this.lookups.name}/${this.path} (${this.lookups.file})`;
  }

  public at(step: string | number): Evaluation {
    return new Evaluation(this.lookups, typeof step === 'number' ? `${this.path}[${step}]` : `${this.path}.${step}`);
  }

  public fail(code: AssemblyErrorCode, message: string): AssemblyError {
    return new AssemblyError(code, message, this.position);
  }

  /** The value with every intrinsic resolved and every AWS::NoValue left out. */
  public value(node: Json): Resolved {
    if (isList(node)) return node.map((item, index) => this.at(index).value(item)).filter((item) => item !== NO_VALUE);
    if (!isRecord(node)) return node;
    if (hasLoop(node)) return this.value(expandLoops(node, this));
    const name = this.intrinsicName(node);
    if (name !== undefined) return this.call(name, node[name] ?? null);
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(node)) {
      const value = this.at(key).value(member);
      if (value !== NO_VALUE) members.push([key, value]);
    }
    return Object.fromEntries(members);
  }

  /** The value as far as it can be told: an intrinsic that fails is left as declared. For reports, not for running. */
  public told(node: Json): Resolved {
    if (isList(node)) return node.map((item, index) => this.at(index).told(item)).filter((item) => item !== NO_VALUE);
    if (!isRecord(node)) return node;
    const choice = node['Fn::If'];
    if (choice !== undefined) return this.told(chooseBranch(choice, this));
    if (hasLoop(node)) return this.told(expandLoops(node, this));
    if (this.intrinsicName(node) !== undefined) return this.tryValue(node);
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(node)) {
      const value = this.at(key).told(member);
      if (value !== NO_VALUE) members.push([key, value]);
    }
    return Object.fromEntries(members);
  }

  /** As {@link value}, where something must be there. */
  public json(node: Json): Json {
    const value = this.value(node);
    if (value === NO_VALUE) throw this.fail('MALFORMED_INTRINSIC', 'AWS::NoValue cannot stand here');
    return value;
  }

  public text(node: Json): string {
    const value = this.json(node);
    if (!isScalar(value)) throw this.fail('MALFORMED_INTRINSIC', `must be text, got ${describe(value)}`);
    return String(value);
  }

  public list(node: Json): readonly Json[] {
    const value = this.json(node);
    if (!isList(value)) throw this.fail('MALFORMED_INTRINSIC', `must be a list, got ${describe(value)}`);
    return value;
  }

  /** The unresolved arguments of an intrinsic that takes a list of so many. */
  public operands(argument: Json, shape: string, least: number, most = least): readonly Json[] {
    if (isList(argument) && argument.length >= least && argument.length <= most) return argument;
    throw this.fail('MALFORMED_INTRINSIC', `takes ${shape}, got ${describe(argument)}`);
  }

  private tryValue(node: JsonRecord): Resolved {
    try {
      return this.value(node);
    } catch (error) {
      if (error instanceof AssemblyError) return node;
      throw error;
    }
  }

  private intrinsicName(node: JsonRecord): string | undefined {
    const keys = Object.keys(node);
    const name = keys.find((key) => key.startsWith('Fn::') || (key === 'Ref' && keys.length === 1));
    if (name === undefined) return undefined;
    if (name === 'Fn::Transform') {
      throw this.fail('UNSUPPORTED_TRANSFORM', `'${name}' must be expanded before the template can be run`);
    }
    if (keys.length === 1) return name;
    throw this.fail('MALFORMED_INTRINSIC', `'${name}' stands beside other keys: ${keys.join(', ')}`);
  }

  private call(name: string, argument: Json): Resolved {
    const intrinsic = INTRINSICS.get(name);
    if (intrinsic !== undefined) return intrinsic(argument, this.at(name));
    throw this.fail('UNKNOWN_INTRINSIC', `'${name}' is no intrinsic function of CloudFormation's for a value`);
  }
}
