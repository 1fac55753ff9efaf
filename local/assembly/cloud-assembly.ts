import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetIndex } from './assets';
import { AssemblyError } from './errors';
import { isList, isRecord, type Json, type JsonRecord } from './json';
import { readJsonRecord } from './template';

/** A stack as the assembly's manifest lists it; account and Region are undefined where synthesis left them open. */
export interface StackSource {
  readonly name: string;
  readonly templateFile: string;
  readonly directory: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Construct paths by logical id, where the manifest tells them. */
  readonly constructPaths: ReadonlyMap<string, readonly string[]>;
}

/** The stacks that are deployed together: a nested assembly, or the top level. `name` is undefined at the top level. */
export interface StageSource {
  readonly name: string | undefined;
  readonly stacks: readonly StackSource[];
  readonly assets: AssetIndex;
}

/**
 * The stages of a cloud assembly or, of a plain template, its one. The top level comes first where it has stacks.
 * @throws AssemblyError ASSEMBLY_NOT_FOUND, ASSEMBLY_UNREADABLE
 */
export function readStages(path: string): readonly StageSource[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new AssemblyError('ASSEMBLY_NOT_FOUND', 'does not exist; synthesize first or name a template', path);
  }
  if (found.isFile() && basename(path) !== 'manifest.json') return [plainTemplate(path)];
  const directory = found.isFile() ? join(path, '..') : path;
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new AssemblyError('ASSEMBLY_NOT_FOUND', 'is a folder without manifest.json, so no cloud assembly', path);
  }
  return readAssembly(directory, undefined);
}

function plainTemplate(file: string): StageSource {
  const name = basename(file).replace(/(\.template)?\.(json|ya?ml|template)$/i, '');
  const stack: StackSource = {
    name: name.replace(/[^A-Za-z0-9-]+/g, '-'),
    templateFile: file,
    directory: join(file, '..'),
    account: undefined,
    region: undefined,
    constructPaths: new Map(),
  };
  return { name: undefined, stacks: [stack], assets: new AssetIndex() };
}

function readAssembly(directory: string, name: string | undefined): StageSource[] {
  const manifest = readJsonRecord(join(directory, 'manifest.json'));
  const assets = new AssetIndex();
  const stacks: StackSource[] = [];
  const nested: StageSource[] = [];
  for (const [id, artifact] of Object.entries(isRecord(manifest.artifacts) ? manifest.artifacts : {})) {
    if (!isRecord(artifact)) continue;
    const properties = isRecord(artifact.properties) ? artifact.properties : {};
    if (artifact.type === 'cdk:asset-manifest')
      assets.add(directory, readJsonRecord(join(directory, text(properties.file))));
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(stackSource(directory, id, artifact, properties));
    if (artifact.type === 'cdk:cloud-assembly') {
      const stage = text(properties.displayName) || id.replace(/^assembly-/, '');
      nested.push(...readAssembly(join(directory, text(properties.directoryName)), stage));
    }
  }
  const here = stacks.length === 0 ? [] : [{ name, stacks, assets }];
  return [...here, ...nested];
}

function stackSource(directory: string, id: string, artifact: JsonRecord, properties: JsonRecord): StackSource {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(text(artifact.environment)) ?? [];
  return {
    name: text(properties.stackName) || id,
    templateFile: join(directory, text(properties.templateFile)),
    directory,
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
    constructPaths: constructPaths(directory, artifact),
  };
}

function constructPaths(directory: string, artifact: JsonRecord): Map<string, string[]> {
  const apart = text(artifact.additionalMetadataFile);
  const metadata = {
    ...(isRecord(artifact.metadata) ? artifact.metadata : {}),
    ...(apart === '' ? {} : readJsonRecord(join(directory, apart))),
  };
  const paths = new Map<string, string[]>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const entry of isList(entries) ? entries : []) {
      if (!isRecord(entry) || entry.type !== 'aws:cdk:logicalId') continue;
      const known = paths.get(text(entry.data)) ?? [];
      paths.set(text(entry.data), [...known, path.replace(/^\//, '')]);
    }
  }
  return paths;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
