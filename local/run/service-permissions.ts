import type { TargetCall } from '../gateway';

/** The permission a call needs. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** ARN of a named resource within the account. */
type ArnOf = (service: string, region: string, resource: string) => string;

const KINESIS = ['StreamARN', 'StreamName', 'stream/'] as const;
const FIREHOSE = [undefined, 'DeliveryStreamName', 'deliverystream/'] as const;
const JSON_SERVICES: { readonly [service: string]: readonly [arn: string | undefined, name: string, prefix: string] } =
  {
    kinesis: KINESIS,
    firehose: FIREHOSE,
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
  const [arnMember, nameMember, prefix] = members;
  const request = tryParse(call.body);
  const arn = arnMember === undefined ? undefined : request?.[arnMember];
  const name = request?.[nameMember];
  if (typeof arn === 'string') return { action: `${service}:${action}`, resource: arn };
  if (typeof name !== 'string') return undefined;
  return { action: `${service}:${action}`, resource: arnOf(service, call.region, `${prefix}${name}`) };
}

/** The function that a path `2015-03-31/functions/{arn}/invocations` names. */
export function functionArnOf(path: string): string | undefined {
  return /^(?:2015-03-31\/)?functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(decodeURIComponent(path))?.[1];
}

function tryParse(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
