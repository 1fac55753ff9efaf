import { AssemblyError } from './errors';
import { Evaluation } from './evaluation';
import { chooseBranch } from './intrinsics';
import { isList, isRecord, type Json, type JsonRecord } from './json';
import type { ResourceModel } from './resource';
import type { Stack } from './stack';
import { substitute } from './substitute';

/**
 * Refuses what CloudFormation refuses before it makes anything: a `DependsOn` that names nothing, and resources that wait
 * for each other, be it by `DependsOn` or because one refers to the other. A dependency on a resource whose condition does
 * not hold is none.
 *
 * @throws AssemblyError UNRESOLVED_REFERENCE, CIRCULAR_REFERENCE
 */
export function checkDependencies(stack: Stack): void {
  const resources = new Map(stack.resources.map((resource) => [resource.logicalId, resource]));
  const settled = new Set<string>();
  const visit = (resource: ResourceModel, way: readonly string[]): void => {
    const { logicalId } = resource;
    if (settled.has(logicalId)) return;
    const start = way.indexOf(logicalId);
    if (start >= 0) {
      const circle = [...way.slice(start), logicalId].join(' -> ');
      throw new Evaluation(stack, logicalId).fail('CIRCULAR_REFERENCE', `resources depend on each other: ${circle}`);
    }
    for (const name of dependencies(stack, resource)) {
      const next = resources.get(name);
      if (next !== undefined) visit(next, [...way, logicalId]);
    }
    settled.add(logicalId);
  };
  for (const resource of resources.values()) visit(resource, []);
}

function dependencies(stack: Stack, resource: ResourceModel): ReadonlySet<string> {
  for (const name of resource.dependsOn) {
    if (stack.declares(name)) continue;
    const at = new Evaluation(stack, `${resource.logicalId}.DependsOn`);
    throw at.fail('UNRESOLVED_REFERENCE', `no resource '${name}' is declared in this stack`);
  }
  const found = new Set(resource.dependsOn);
  const at = new Evaluation(stack, `${resource.logicalId}.Properties`);
  collect(resource.declaredProperties, at, (name) => found.add(name));
  return found;
}

type Found = (logicalId: string) => void;

function collect(node: Json, at: Evaluation, found: Found): void {
  if (isList(node)) for (const item of node) collect(item, at, found);
  if (!isRecord(node)) return;
  const [name, ...others] = Object.keys(node);
  const argument = name === undefined || others.length > 0 ? undefined : node[name];
  if (name === 'Fn::If' && argument !== undefined) {
    // The other branch is not made.
    collect(tryBranch(argument, at.at(name)) ?? null, at, found);
    return;
  }
  if (argument === undefined) {
    collectMembers(node, at, found);
    return;
  }
  if (name === 'Ref' && typeof argument === 'string') found(argument);
  if (name === 'Fn::GetAtt') collectAttribute(argument, found);
  if (name === 'Fn::Sub') collectSubstitution(argument, found);
  collectMembers(node, at, found);
}

// A condition that cannot be told is an error where its value is needed, not here.
function tryBranch(argument: Json, at: Evaluation): Json | undefined {
  try {
    return chooseBranch(argument, at);
  } catch (error) {
    if (error instanceof AssemblyError) return undefined;
    throw error;
  }
}

function collectMembers(node: JsonRecord, at: Evaluation, found: Found): void {
  for (const [key, member] of Object.entries(node)) collect(member, at.at(key), found);
}

function collectAttribute(argument: Json, found: Found): void {
  const [first] = isList(argument) ? argument : typeof argument === 'string' ? argument.split('.') : [];
  if (typeof first === 'string') found(first);
}

function collectSubstitution(argument: Json, found: Found): void {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return;
  substitute(text, (name) => {
    if (!isRecord(variables) || !Object.hasOwn(variables, name)) found(name.split('.')[0] ?? name);
    return '';
  });
}
