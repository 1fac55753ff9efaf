import { readStages, type StackSource, type StageSource } from './cloud-assembly';
import { type CoverageReport, coverageOf } from './coverage';
import { checkDependencies } from './dependencies';
import { DEFAULT_ACCOUNT, DEFAULT_REGION, environmentOf } from './environment';
import { AssemblyError } from './errors';
import { loadNested, openStack } from './loader';
import type { Output } from './output';
import type { Resource } from './resource';
import type { Stack } from './stack';
import { World } from './world';

export interface LoadOptions {
  /** Which stage of an assembly of several. @default - the first */
  readonly stage?: string;
  /** The Region of stacks that synthesis left open. @default - that of the first stack bound to one, else us-east-1 */
  readonly region?: string;
  /** The account of stacks that synthesis left open, 12 digits. @default - that of the first stack bound to one, else 000000000000 */
  readonly account?: string;
  /** Parameter values by name, or by `Stack:Name` for one stack alone. */
  readonly parameters?: { readonly [name: string]: string };
  /** Values of SSM parameters by name; they win over those of the assembly. */
  readonly ssmParameters?: { readonly [name: string]: string };
}

/** The stacks of one stage, resolved together, as they would be deployed. */
export interface Deployment {
  /** The stage's name; undefined for an app without stages and for a plain template. */
  readonly stage: string | undefined;
  /** The names of all stages of the assembly, in its order. */
  readonly stages: readonly string[];
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  /** Stack names, those of nested stacks too. */
  readonly stacks: readonly string[];
  /** Every resource whose condition holds, stack by stack in template order. */
  readonly resources: readonly Resource[];
  /** Resources of stacks beside the stages, which serve all of them; not part of this deployment but seen by it. */
  readonly shared: readonly Resource[];
  readonly outputs: readonly Output[];
  ofType(type: string): readonly Resource[];
  /** @throws AssemblyError UNRESOLVED_REFERENCE */
  resource(stack: string, logicalId: string): Resource;
  /** By what `Ref` gives; ids are unique within a type only, so the type is named too. */
  tryPhysicalId(type: string, physicalId: string): Resource | undefined;
  tryArn(arn: string): Resource | undefined;
  coverage(): CoverageReport;
}

/**
 * Reads a cloud assembly (its folder or manifest.json) or a template (JSON or YAML) and resolves one stage of it.
 * @throws AssemblyError
 */
export function loadDeployment(path: string, options: LoadOptions = {}): Deployment {
  const sources = readStages(path);
  const stages = sources.flatMap(({ name }) => name ?? []);
  const chosen = chooseStage(sources, options.stage, path);
  const top = sources.find((source) => source.name === undefined && source !== chosen);
  const environment = openEnvironment(chosen.stacks, options);
  const world = new World(options.ssmParameters ?? {});
  const open = (source: StageSource): readonly OpenStack[] =>
    source.stacks.map((stack) => ({
      source: stack,
      stack: openStack(stack, source, {
        world,
        environment: environmentOf(stack.account ?? environment.account, stack.region ?? environment.region),
        given: (name, parameter) => givenParameter(options, name, parameter),
      }),
    }));
  const opened = [chosen, ...(top === undefined ? [] : [top])].map(open);
  refuseMissingParameters(opened.flat());
  const [stacks = [], shared = []] = opened.map((source) =>
    source.flatMap(({ stack, source: from }) => [stack, ...loadNested(stack, from, world)]),
  );
  refuseUnknownParameters([...stacks, ...shared], options);
  for (const stack of stacks) {
    stack.checkRules();
    checkDependencies(stack);
  }
  return new LoadedDeployment(
    chosen.name,
    stages,
    environmentOf(environment.account, environment.region),
    stacks,
    shared,
  );
}

interface OpenStack {
  readonly source: StackSource;
  readonly stack: Stack;
}

function chooseStage(sources: readonly StageSource[], wanted: string | undefined, path: string): StageSource {
  const named = sources.filter(({ name }) => name !== undefined);
  const chosen = wanted === undefined ? (named[0] ?? sources[0]) : named.find(({ name }) => name === wanted);
  if (chosen !== undefined) return chosen;
  if (wanted === undefined) throw new AssemblyError('ASSEMBLY_NOT_FOUND', 'the assembly holds no stack', path);
  const known = named.length === 0 ? 'it has none' : `it has ${named.map(({ name }) => name).join(', ')}`;
  throw new AssemblyError('UNKNOWN_STAGE', `the assembly has no stage '${wanted}'; ${known}`, path);
}

function openEnvironment(stacks: readonly StackSource[], options: LoadOptions): { account: string; region: string } {
  const settle = (kind: 'account' | 'region', fallback: string): string => {
    const bound = stacks.flatMap((stack) => stack[kind] ?? []);
    const asked = options[kind];
    if (asked !== undefined && bound.length === stacks.length && !bound.includes(asked)) {
      const message = `every stack is bound to the ${kind} ${[...new Set(bound)].join(', ')}, not ${asked}`;
      throw new AssemblyError('ENVIRONMENT_MISMATCH', message, stacks[0]?.name);
    }
    return asked ?? bound[0] ?? fallback;
  };
  return { account: settle('account', DEFAULT_ACCOUNT), region: settle('region', DEFAULT_REGION) };
}

function givenParameter({ parameters = {} }: LoadOptions, stack: string, name: string): string | undefined {
  for (const key of [`${stack}:${name}`, name]) if (Object.hasOwn(parameters, key)) return parameters[key];
  return undefined;
}

function refuseUnknownParameters(stacks: readonly Stack[], { parameters = {} }: LoadOptions): void {
  const declared = new Set(
    stacks.flatMap(({ name, parameterNames }) => parameterNames.flatMap((p) => [p, `${name}:${p}`])),
  );
  const unknown = Object.keys(parameters).find((name) => !declared.has(name));
  if (unknown !== undefined)
    throw new AssemblyError('UNKNOWN_PARAMETER', `no stack declares a parameter '${unknown}'`, unknown);
}

// All at once and before anything else: conditions, and so the question which stacks are nested, may need them.
function refuseMissingParameters(opened: readonly OpenStack[]): void {
  const missing = opened.flatMap(({ stack: { name, missingParameters } }) =>
    missingParameters.map((parameter) => `${name}:${parameter}`),
  );
  if (missing.length === 0) return;
  throw new AssemblyError(
    'MISSING_PARAMETER',
    `no default and no value for ${missing.join(', ')}: give them by --parameters`,
    undefined,
  );
}

/** A resource whose ARN cannot be told is not the one looked for; it fails when it is itself read. */
function arnOf(resource: Resource): string | undefined {
  try {
    return resource.arn;
  } catch (error) {
    if (error instanceof AssemblyError) return undefined;
    throw error;
  }
}

class LoadedDeployment implements Deployment {
  public readonly region: string;
  public readonly account: string;
  public readonly partition: string;
  public readonly stacks: readonly string[];
  public readonly resources: readonly Resource[];
  public readonly shared: readonly Resource[];
  private readonly byArn = new Map<string, Resource>();

  public constructor(
    public readonly stage: string | undefined,
    public readonly stages: readonly string[],
    environment: { readonly region: string; readonly account: string; readonly partition: string },
    private readonly models: readonly Stack[],
    shared: readonly Stack[],
  ) {
    this.region = environment.region;
    this.account = environment.account;
    this.partition = environment.partition;
    this.stacks = models.map(({ name }) => name);
    this.resources = models.flatMap((stack) => stack.resources);
    this.shared = shared.flatMap((stack) => stack.resources);
  }

  public get outputs(): readonly Output[] {
    return this.models.flatMap((stack) => stack.outputs);
  }

  public ofType(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  public resource(stack: string, logicalId: string): Resource {
    const found = this.models.find(({ name }) => name === stack)?.tryResource(logicalId);
    if (found !== undefined) return found;
    throw new AssemblyError('UNRESOLVED_REFERENCE', 'the deployment has no such resource', `${stack}/${logicalId}`);
  }

  public tryPhysicalId(type: string, physicalId: string): Resource | undefined {
    return this.ofType(type).find((resource) => resource.physicalId === physicalId);
  }

  public tryArn(arn: string): Resource | undefined {
    if (this.byArn.size === 0) {
      for (const resource of this.resources) {
        const known = arnOf(resource);
        if (known !== undefined) this.byArn.set(known, resource);
      }
    }
    return this.byArn.get(arn);
  }

  public coverage(): CoverageReport {
    return coverageOf(this.models.flatMap((stack) => stack.resources));
  }
}
