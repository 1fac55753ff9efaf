import { readFileSync } from 'node:fs';
import { AssemblyError, type AssemblyErrorCode } from './errors';
import { isList, isRecord, type Json, type JsonRecord, tryText } from './json';
import { parseYamlTemplate } from './yaml-template';

/** A resource as its template declares it, nothing resolved. */
export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: JsonRecord;
  readonly metadata: JsonRecord;
  readonly condition: string | undefined;
  readonly dependsOn: readonly string[];
}

/** One CloudFormation template, section by section, as written. */
export interface Template {
  readonly file: string;
  readonly parameters: JsonRecord;
  readonly rules: JsonRecord;
  readonly mappings: JsonRecord;
  readonly conditions: JsonRecord;
  readonly resources: JsonRecord;
  readonly outputs: JsonRecord;
}

// Source: CloudFormation user guide, "CloudFormation template sections".
const SECTIONS = new Set([
  ...['AWSTemplateFormatVersion', 'Conditions', 'Description', 'Hooks', 'Mappings', 'Metadata', 'Outputs'],
  ...['Parameters', 'Resources', 'Rules', 'Transform'],
]);
// Source: CloudFormation template reference, "Resource attributes"; `Description` and `Version` are let through as well.
const ATTRIBUTES = new Set([
  ...['Condition', 'CreationPolicy', 'DeletionPolicy', 'DependsOn', 'Description', 'Metadata', 'Properties', 'Type'],
  ...['UpdatePolicy', 'UpdateReplacePolicy', 'Version'],
]);
// CDK writes stacks without resources too, and its CLI passes over them.
const ENOUGH = ['Resources', 'Outputs', 'Parameters'];
const UNDERSTOOD_TRANSFORMS = new Set(['AWS::LanguageExtensions']);

/**
 * Reads a template file, JSON or YAML.
 * @throws AssemblyError ASSEMBLY_UNREADABLE, NOT_A_TEMPLATE, UNSUPPORTED_TRANSFORM
 */
export function readTemplate(file: string): Template {
  const root = parse(readText(file), file);
  if (!isRecord(root) || !ENOUGH.some((name) => isRecord(root[name]))) {
    throw new AssemblyError('NOT_A_TEMPLATE', "a template is a mapping with a 'Resources' section", file);
  }
  refuseTransforms(root, file);
  refuseUnknown(root, SECTIONS, 'section of a template', file);
  return {
    file,
    parameters: section(root, 'Parameters', file),
    rules: section(root, 'Rules', file),
    mappings: section(root, 'Mappings', file),
    conditions: section(root, 'Conditions', file),
    resources: section(root, 'Resources', file),
    outputs: section(root, 'Outputs', file),
  };
}

function readText(file: string): string {
  try {
    // PowerShell begins files with a byte-order mark.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new AssemblyError('ASSEMBLY_UNREADABLE', 'cannot be read', file, { cause });
  }
}

/** @throws AssemblyError ASSEMBLY_UNREADABLE where the file is no JSON object */
export function readJsonRecord(file: string): JsonRecord {
  const value = parseJson(readText(file), file, 'ASSEMBLY_UNREADABLE');
  if (!isRecord(value)) throw new AssemblyError('ASSEMBLY_UNREADABLE', 'does not hold a JSON object', file);
  return value;
}

function parse(text: string, file: string): Json {
  return /^\s*\{/.test(text) && !/\.ya?ml$/i.test(file)
    ? parseJson(text, file, 'NOT_A_TEMPLATE')
    : parseYamlTemplate(text, file);
}

function parseJson(text: string, file: string, code: AssemblyErrorCode): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new AssemblyError(code, `not JSON: ${(cause as Error).message}`, file, { cause });
  }
}

function section(root: JsonRecord, name: string, file: string): JsonRecord {
  const value = root[name] ?? {};
  if (!isRecord(value)) throw new AssemblyError('NOT_A_TEMPLATE', `'${name}' must be a mapping`, file);
  return value;
}

function refuseTransforms(root: JsonRecord, file: string): void {
  const declared = root.Transform ?? [];
  for (const transform of isList(declared) ? declared : [declared]) {
    const name = tryText(isRecord(transform) ? transform.Name : transform) ?? '';
    if (UNDERSTOOD_TRANSFORMS.has(name)) continue;
    throw new AssemblyError('UNSUPPORTED_TRANSFORM', `transform '${name}' runs on AWS only; expand it first`, file);
  }
}

// What is misspelt would be left out without a word.
function refuseUnknown(record: JsonRecord, known: ReadonlySet<string>, kind: string, position: string): void {
  const unknown = Object.keys(record).find((name) => !known.has(name) && !name.startsWith('Fn::'));
  if (unknown === undefined) return;
  const message = `'${unknown}' is no ${kind}; take one of ${[...known].join(', ')}`;
  throw new AssemblyError('NOT_A_TEMPLATE', message, position);
}

/** @throws AssemblyError NOT_A_TEMPLATE */
export function resourceDeclaration(id: string, body: Json, file: string): ResourceDeclaration {
  if (!isRecord(body) || typeof body.Type !== 'string') {
    throw new AssemblyError('NOT_A_TEMPLATE', "a resource is a mapping with a 'Type'", `${file}: Resources.${id}`);
  }
  const position = `${file}: Resources.${id}`;
  refuseUnknown(body, ATTRIBUTES, 'attribute of a resource', position);
  const { Type, Properties, Metadata, Condition, DependsOn } = body;
  const dependencies = DependsOn === undefined ? [] : isList(DependsOn) ? DependsOn : [DependsOn];
  return {
    type: Type,
    properties: isRecord(Properties) ? Properties : {},
    metadata: isRecord(Metadata) ? Metadata : {},
    condition: typeof Condition === 'string' ? Condition : undefined,
    dependsOn: dependencies.filter((name) => typeof name === 'string'),
  };
}
