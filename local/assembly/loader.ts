import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { StackSource, StageSource } from './cloud-assembly';
import type { Environment } from './environment';
import { Evaluation } from './evaluation';
import { isList, isRecord, own, tryText } from './json';
import type { ResourceModel } from './resource';
import { NESTED_STACK_TYPE, Stack } from './stack';
import { readTemplate } from './template';
import type { World } from './world';

/** Opens a stack of the assembly. Those nested in it are not looked for: that may take parameters which have no value. */
export function openStack(
  source: StackSource,
  stage: StageSource,
  surroundings: {
    readonly world: World;
    readonly environment: Environment;
    readonly given: (stack: string, parameter: string) => string | undefined;
  },
): Stack {
  const { world, environment, given } = surroundings;
  const stack = new Stack({
    name: source.name,
    template: readTemplate(source.templateFile),
    environment,
    world,
    assets: stage.assets,
    given: (parameter) => given(source.name, parameter),
    constructPath: (logicalId) => source.constructPaths.get(logicalId)?.[0],
  });
  world.add(stack);
  return stack;
}

/** Loads the stacks that are nested in one, the outer before the inner. */
export function loadNested(parent: Stack, source: StackSource, world: World): readonly Stack[] {
  return parent.resources
    .filter(({ type }) => type === NESTED_STACK_TYPE)
    .flatMap((resource) => {
      const stack = nestedStack(parent, resource, source, world);
      parent.adopt(resource.logicalId, stack);
      world.add(stack);
      return [stack, ...loadNested(stack, source, world)];
    });
}

function nestedStack(parent: Stack, resource: ResourceModel, source: StackSource, world: World): Stack {
  // Ids may repeat between a stack and those nested in it; the longest path is the innermost.
  const path = (logicalId: string) =>
    source.constructPaths.get(logicalId)?.reduce((longest, next) => (next.length > longest.length ? next : longest));
  return new Stack({
    // As in the stack's ARN: `stack/Name/uuid`.
    name: resource.physicalId.split('/')[1] ?? resource.logicalId,
    id: resource.physicalId,
    template: readTemplate(templateFile(parent, resource)),
    environment: parent.environment,
    world,
    assets: parent.assets,
    given: (parameter) => passedParameter(parent, resource, parameter),
    constructPath: path,
  });
}

function templateFile(parent: Stack, resource: ResourceModel): string {
  const url = resource.tryProperty('TemplateURL') ?? '';
  const asset = parent.assets.tryPathOfUrl(url);
  if (asset !== undefined) return asset;
  const noted = own(resource.metadata, 'aws:asset:path');
  const local = resolve(dirname(parent.file), typeof noted === 'string' ? noted : url);
  if (url !== '' && existsSync(local)) return local;
  const at = new Evaluation(parent, `${resource.logicalId}.Properties.TemplateURL`);
  throw at.fail('NESTED_TEMPLATE_NOT_FOUND', `'${url}' is no asset of this assembly and no local file`);
}

// Each parameter is resolved by itself, so that one that cannot be told spoils no other.
function passedParameter(parent: Stack, resource: ResourceModel, name: string): string | undefined {
  const { Parameters } = resource.declaredProperties;
  const declared = isRecord(Parameters) ? own(Parameters, name) : undefined;
  if (declared === undefined) return undefined;
  const value = parent.finished(
    declared,
    new Evaluation(parent, `${resource.logicalId}.Properties.Parameters.${name}`),
  );
  return isList(value) ? value.flatMap((item) => tryText(item) ?? []).join(',') : tryText(value);
}
