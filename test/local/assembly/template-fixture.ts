import type { Deployment, LoadOptions, Resource } from '../../../local/assembly';
import { loadDeployment } from '../../../local/assembly';
import { TemporaryFolder } from './temporary-folder';

/** Loads a plain template made for one test; its stack is named `Stack`. */
export function deploy(template: unknown, options: LoadOptions = {}): Deployment {
  const folder = new TemporaryFolder();
  try {
    return loadDeployment(folder.write('Stack.template.json', template), options);
  } finally {
    // Templates are read at once; only assets are looked for later.
    folder.remove();
  }
}

/** A template whose one queue `Probe` holds the value to be resolved in its property `Value`. */
function probe(value: unknown, rest: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const { Resources, ...sections } = rest;
  return {
    ...sections,
    Resources: { Probe: { Type: 'Test::Probe', Properties: { Value: value } }, ...Object(Resources) },
  };
}

/** The value resolved as part of a template with the given other sections. */
export function resolved(
  value: unknown,
  rest: Readonly<Record<string, unknown>> = {},
  options: LoadOptions = {},
): unknown {
  return deploy(probe(value, rest), options).resource('Stack', 'Probe').properties.Value;
}

export function only(deployment: Deployment, type: string): Resource {
  const [resource, ...others] = deployment.ofType(type);
  if (resource === undefined || others.length > 0) throw new Error(`expected one ${type}`);
  return resource;
}
