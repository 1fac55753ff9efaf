import { type Body, textOf } from '../body';
import type { TargetCall } from '../gateway';

/** The permission a call needs. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** ARN of a named resource within the account. */
type ArnOf = (service: string, region: string, resource: string) => string;

/** Where the requests of a service name their resource. */
interface NamingMembers {
  readonly arn?: string;
  readonly name: string;
  readonly prefix: string;
}

const JSON_SERVICES: { readonly [service: string]: NamingMembers } = {
  kinesis: { arn: 'StreamARN', name: 'StreamName', prefix: 'stream/' },
  firehose: { name: 'DeliveryStreamName', prefix: 'deliverystream/' },
};

/**
 * What a role must allow for a call. Undefined where that is not known here, or where the request names no resource: the
 * service then refuses it.
 */
export function permissionOf(call: TargetCall, arnOf: ArnOf): Permission | undefined {
  const { service, action, path = '' } = call;
  if (service === 'lambda') {
    const resource = functionArnOf(path);
    return resource === undefined ? undefined : { action: 'lambda:InvokeFunction', resource };
  }
  const members = Object.hasOwn(JSON_SERVICES, service) ? JSON_SERVICES[service] : undefined;
  if (members === undefined || action === undefined) return undefined;
  const { arn, name } = resourceNamed(call.body, members);
  if (arn !== undefined) return { action: `${service}:${action}`, resource: arn };
  if (name === undefined) return undefined;
  return { action: `${service}:${action}`, resource: arnOf(service, call.region, `${members.prefix}${name}`) };
}

function resourceNamed(
  body: Body,
  members: NamingMembers,
): { readonly arn: string | undefined; readonly name: string | undefined } {
  const text = textOf(body);
  const first = tryFirstMember(text, members);
  if (first !== undefined) return { arn: undefined, name: first };
  const request = tryParse(text);
  const memberText = (member: string | undefined) => {
    const value = member === undefined ? undefined : request?.[member];
    return typeof value === 'string' ? value : undefined;
  };
  return { arn: memberText(members.arn), name: memberText(members.name) };
}

/** As far as a name may stand. */
const HEAD = 200;

/**
 * The name, where the request begins with it, as those of most templates do, and where nothing after it could name
 * another: then the request need not be parsed. A backslash could spell a member's name in another way.
 */
function tryFirstMember(body: string, { arn, name }: NamingMembers): string | undefined {
  if (body.includes('\\')) return undefined;
  // Of the head alone, which a name that is read here ends in: what follows may be megabytes.
  const head = /^\s*\{\s*"(\w+)"\s*:\s*"([\w.-]+)"\s*,/.exec(body.slice(0, HEAD));
  if (head === null || head[1] !== name) return undefined;
  const again = body.includes(`"${name}"`, head[0].length) || (arn !== undefined && body.includes(`"${arn}"`));
  return again ? undefined : head[2];
}

/** The function that a path `2015-03-31/functions/{arn}/invocations` names. */
export function functionArnOf(path: string): string | undefined {
  return /^(?:2015-03-31\/)?functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(tryDecode(path))?.[1];
}

function tryParse(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function tryDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
