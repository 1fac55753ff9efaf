import { exportedAcrossRegions } from './cross-region';
import { AssemblyError } from './errors';
import type { Evaluation, OutputQuery } from './evaluation';
import type { Json } from './json';
import { stableText } from './naming';
import type { ResourceModel } from './resource';
import { secretMember, secretText } from './secrets';
import type { Stack } from './stack';

/** All stacks that see each other, and what is looked up across them. */
export class World {
  private readonly stacks: Stack[] = [];
  private readonly known = new WeakMap<Stack, Map<string, unknown>>();
  private readonly active: string[] = [];

  public constructor(private readonly ssmParameters: { readonly [name: string]: string }) {}

  public add(stack: Stack): void {
    this.stacks.push(stack);
  }

  /** Computes a value of a stack once; a value that needs itself is an error that shows the way round. */
  public once<T>(stack: Stack, name: string, compute: () => T): T {
    const known = this.known.get(stack) ?? new Map<string, unknown>();
    this.known.set(stack, known);
    if (known.has(name)) return known.get(name) as T;
    // Stacks of two Regions may share a name.
    const key = `${stack.region}/${stack.name}/${name}`;
    const start = this.active.indexOf(key);
    if (start >= 0) {
      const circle = [...this.active.slice(start), key].join(' -> ');
      throw new AssemblyError('CIRCULAR_REFERENCE', `needs itself: ${circle}`, key);
    }
    this.active.push(key);
    try {
      const value = compute();
      known.set(name, value);
      return value;
    } finally {
      this.active.pop();
    }
  }

  public importValue(name: string, at: Evaluation, asking: Stack): Json {
    for (const stack of this.stacks) {
      const { account, region } = stack.environment;
      if (account !== asking.environment.account || region !== asking.environment.region) continue;
      const output = stack.outputs.find((candidate) => candidate.exportName === name);
      if (output !== undefined) return output.value;
    }
    throw at.fail('MISSING_EXPORT', `no stack here exports '${name}' from ${asking.environment.region}`);
  }

  public stackOutput(query: OutputQuery, at: Evaluation): Json {
    const stack = this.stacks.find(
      ({ name, environment }) =>
        name === query.stackName && (query.region ?? environment.region) === environment.region,
    );
    const output = stack?.outputs.find(({ logicalId }) => logicalId === query.outputName);
    if (output !== undefined) return output.value;
    const known =
      stack === undefined
        ? `stacks are ${this.stacks.map(({ name }) => name).join(', ')}`
        : 'the stack has no such output';
    throw at.fail('MISSING_OUTPUT', `no output '${query.outputName}' of stack '${query.stackName}': ${known}`);
  }

  /** The value of an SSM parameter: as given by the caller, or of a resource of these stacks. */
  public ssmValue(name: string, at: Evaluation): string {
    const given = this.ssmParameters[name];
    if (given !== undefined) return given;
    const resource = this.ofType('AWS::SSM::Parameter').find((candidate) => candidate.physicalId === name);
    const value = resource?.tryProperty('Value') ?? exportedAcrossRegions(name, this.resources);
    if (value !== undefined) return value;
    throw at.fail(
      'MISSING_SSM_PARAMETER',
      `no stack here declares the SSM parameter '${name}': give its value by --ssm-parameters`,
    );
  }

  public secureSsmValue(name: string): string {
    return this.ssmParameters[name] ?? stableText(`ssm-secure/${name}`, 'mixed', 32);
  }

  /** A secret of these stacks by name or ARN; one from elsewhere is made up, the same in every run. */
  public secretValue(id: string, key: string | undefined): string {
    const secret = this.ofType('AWS::SecretsManager::Secret').find(
      (candidate) => candidate.physicalId === id || candidate.tryProperty('Name') === id,
    );
    const text = secret === undefined ? stableText(`secret/${id}`, 'mixed', 32) : secretText(secret);
    return key === undefined ? text : secretMember(text, key, secret?.physicalId ?? id);
  }

  private get resources(): readonly ResourceModel[] {
    return this.stacks.flatMap((stack) => stack.resources);
  }

  private ofType(type: string): readonly ResourceModel[] {
    return this.resources.filter((resource) => resource.type === type);
  }
}
