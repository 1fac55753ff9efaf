import { PropertyReader, type Resource } from '../../assembly';
import { GatewayError } from '../errors';

/** Full path of each resource of an API by its id, the root's among them: `/`, `/users/{id}`. */
export function resourcePaths(rootId: string, resources: readonly Resource[]): ReadonlyMap<string, string> {
  const byId = new Map(resources.map((resource) => [resource.physicalId, resource]));
  const paths = new Map([[rootId, '/']]);
  const pathOf = (id: string, asker: Resource, depth: number): string => {
    const known = paths.get(id);
    if (known !== undefined) return known;
    const resource = byId.get(id);
    // An API has 300 resources at most: a longer way up is a circle.
    if (resource === undefined || depth > byId.size) {
      throw new GatewayError(
        'GATEWAY_BROKEN_RESOURCE_TREE',
        `'ParentId' ${id} is no resource of the same API`,
        asker.position,
      );
    }
    const reader = PropertyReader.of(resource);
    const parent = pathOf(reader.text('ParentId'), resource, depth + 1);
    const path = `${parent === '/' ? '' : parent}/${reader.text('PathPart')}`;
    paths.set(id, path);
    return path;
  };
  for (const [id, resource] of byId) pathOf(id, resource, 0);
  return paths;
}
