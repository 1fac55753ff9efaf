import { type Deployment, PropertyReader, type Resource } from '../assembly';
import { LambdaError } from './errors';

const MIB = 1_048_576;
/** Of one function; raisable on AWS to 10,240 on request. */
const MEMORY = { least: 128, most: 10_240, standard: 128 };
const TIMEOUT = { least: 1, most: 900, standard: 3 };
const NODE_RUNTIME = /^nodejs(\d+)\.x$/;

/** Where the code of a function or layer is. */
export type CodeSource =
  /** A folder or a zip file. */
  | { readonly path: string }
  /** The text of `index.js`. */
  | { readonly inline: string };

/** A function as the template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Names the resource in errors. */
  readonly position: string;
  readonly region: string;
  readonly runtime: string;
  /** Why it cannot be run here; undefined for Node.js from an archive. */
  readonly refusal: string | undefined;
  readonly handler: string;
  readonly code: CodeSource | undefined;
  readonly layers: readonly CodeSource[];
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memory: number;
  readonly environment: ReadonlyMap<string, string>;
  readonly role: string;
  /** Undefined where the account's are shared. */
  readonly reservedConcurrency: number | undefined;
  /** ARN of the queue for events that were given up on. */
  readonly deadLetterTarget: string | undefined;
}

/**
 * Reads an `AWS::Lambda::Function`. A runtime other than Node.js is no error: the function is there and says so.
 *
 * @throws LambdaError LAMBDA_INVALID_FUNCTION
 */
export function readFunctionDefinition(resource: Resource, deployment: Deployment): FunctionDefinition {
  const reader = PropertyReader.of(resource);
  const arn = resource.arn ?? '';
  const runtime = reader.tryText('Runtime') ?? '';
  const refusal = refusalOf(runtime, reader.tryText('PackageType'));
  const range = (name: string, { least, most, standard }: typeof MEMORY): number => {
    const value = reader.tryInteger(name) ?? standard;
    if (value >= least && value <= most) return value;
    const message = `'${name}' must be between ${least} and ${most}, got ${value}`;
    throw new LambdaError('LAMBDA_INVALID_FUNCTION', message, `${reader.position}.${name}`);
  };
  return {
    name: resource.physicalId,
    arn,
    position: resource.position,
    region: arn.split(':')[3] ?? deployment.region,
    runtime,
    refusal,
    handler: refusal === undefined ? reader.text('Handler') : '',
    code: codeOf(resource, reader),
    layers: reader.textList('Layers').map((layer) => layerCode(layer, deployment, `${reader.position}.Layers`)),
    timeout: range('Timeout', TIMEOUT),
    memory: range('MemorySize', MEMORY),
    environment: reader.tryRecord('Environment')?.texts('Variables') ?? new Map(),
    role: reader.text('Role'),
    reservedConcurrency: reader.tryInteger('ReservedConcurrentExecutions'),
    deadLetterTarget: reader.tryRecord('DeadLetterConfig')?.tryText('TargetArn'),
  };
}

/** The major version in a Node.js runtime's name; undefined for others. */
export function tryNodeVersion(runtime: string): number | undefined {
  const digits = NODE_RUNTIME.exec(runtime)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The heap of a function's thread, in bytes. */
export function heapSize({ memory }: FunctionDefinition): number {
  return memory * MIB;
}

function refusalOf(runtime: string, packageType: string | undefined): string | undefined {
  if (packageType === 'Image') return 'container images are not emulated';
  if (tryNodeVersion(runtime) === undefined)
    return `the runtime ${runtime || '(none)'} is not emulated, only Node.js is`;
  return undefined;
}

function codeOf(resource: Resource, reader: PropertyReader): CodeSource | undefined {
  const inline = typeof reader.tryJson('Code') === 'object' ? reader.tryRecord('Code')?.tryText('ZipFile') : undefined;
  if (inline !== undefined) return { inline };
  return resource.assetPath === undefined ? undefined : { path: resource.assetPath };
}

function layerCode(arn: string, deployment: Deployment, position: string): CodeSource {
  const layer = deployment.tryPhysicalId('AWS::Lambda::LayerVersion', arn);
  if (layer?.assetPath !== undefined) return { path: layer.assetPath };
  const message = `the layer ${arn} is not part of the assembly, so its code is not on this machine`;
  throw new LambdaError('LAMBDA_CODE_NOT_FOUND', message, position);
}
