import { checkPattern } from '../checks/pattern';
import { type ApiAuth, ApiAuthKind } from './api-auth';
import { checkEventSchema } from './event-schema';
import type { IngestionRoute, RouteOptions } from './ingestion-route';
import { checkThrottle } from './throttle';

const PATH = /^(\/([A-Za-z0-9._~:-]+|\{[A-Za-z0-9._-]+\+?\}))+$/;
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Throws unless a route of this verb and path can stand beside `others`. */
export function checkRoute(
  path: string,
  httpMethod: string,
  options: RouteOptions,
  others: readonly IngestionRoute[],
): void {
  checkPattern('path', path, PATH, "a path such as '/events' or '/devices/{device}/events'");
  if (!METHODS.includes(httpMethod)) {
    throw new Error(`'method' must be one of ${METHODS.join(', ')}, got '${options.method}'`);
  }
  if (others.some((other) => other.path === path && other.httpMethod === httpMethod)) {
    throw new Error(`'path' must be new to the front door, got '${httpMethod} ${path}' a second time`);
  }
  if (options.throttle !== undefined) checkThrottle(options.throttle, `of route '${httpMethod} ${path}'`);
  if (options.eventSchema !== undefined) checkEventSchema('eventSchema', options.eventSchema);
  const paths = others.map((other) => other.path);
  checkSiblings(path, paths);
}

/** Throws for an API key that nobody has, or that is not asked for. `prop` is quoted in the error. */
export function checkAuth(prop: string, auth: ApiAuth, hasTenants: boolean, tenantKey: boolean): void {
  if (auth.kind !== ApiAuthKind.API_KEY) return;
  if (!hasTenants)
    throw new Error(`${prop} must not be an API key without tenants, which have the keys: declare 'tenants'`);
  if (!tenantKey)
    throw new Error(`${prop} is an API key, which 'tenantKey: false' does not ask for: leave 'tenantKey' out`);
}

/** API Gateway takes one name for a path parameter at one place, and a greedy one only at the end. */
function checkSiblings(path: string, others: readonly string[]): void {
  const parts = path.split('/');
  const greedy = parts.findIndex((part) => part.endsWith('+}'));
  if (greedy !== -1 && greedy !== parts.length - 1) {
    throw new Error(`'path' must have its greedy parameter '${parts[greedy]}' at the end, got '${path}'`);
  }
  for (const [depth, part] of parts.entries()) {
    if (!part.startsWith('{') || part.endsWith('+}')) continue;
    const before = parts.slice(0, depth).join('/');
    const other = others
      .map((candidate) => candidate.split('/'))
      .filter((candidate) => candidate.slice(0, depth).join('/') === before)
      .map((candidate) => candidate[depth] ?? '')
      .find((candidate) => candidate.startsWith('{') && !candidate.endsWith('+}') && candidate !== part);
    if (other === undefined) continue;
    throw new Error(
      `'path' must call the parameter after '${before}/' as another route does, '${other}', got '${part}'`,
    );
  }
}
