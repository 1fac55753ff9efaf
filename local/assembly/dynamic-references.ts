import { NO_VALUE, type Resolved } from './evaluation';
import { isList, isRecord, type Json } from './json';

/** What a dynamic reference is answered from. Each gives the text that stands in its place. */
export interface DynamicSources {
  ssm(name: string): string;
  secureSsm(name: string): string;
  /** `key` is a member of the secret's JSON; undefined asks for the whole text. */
  secret(id: string, key: string | undefined): string;
  unsupported(reference: string): Error;
}

const REFERENCE = /\{\{resolve:([^:{}]+):([^{}]*)\}\}/g;
// A secret's id is a name or an ARN, which has colons of its own.
const SECRET = /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?/;

/** Replaces every `{{resolve:service:...}}` in the texts of a resolved value. Source: CloudFormation user guide, dynamic references. */
export function resolveDynamicReferences(value: Resolved, sources: DynamicSources): Resolved {
  return value === NO_VALUE ? value : replaceAll(value, sources);
}

function replaceAll(value: Json, sources: DynamicSources): Json {
  if (typeof value === 'string') return value.includes('{{resolve:') ? replaceIn(value, sources) : value;
  if (isList(value)) return value.map((item) => replaceAll(item, sources));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaceAll(member, sources)]));
}

function replaceIn(text: string, sources: DynamicSources): string {
  return text.replace(REFERENCE, (whole, service: string, rest: string) => {
    if (service === 'ssm') return sources.ssm(withoutVersion(rest));
    if (service === 'ssm-secure') return sources.secureSsm(withoutVersion(rest));
    if (service !== 'secretsmanager') throw sources.unsupported(whole);
    const [, id = '', , key = ''] = SECRET.exec(rest) ?? [];
    return sources.secret(id, key === '' ? undefined : key);
  });
}

function withoutVersion(reference: string): string {
  return reference.replace(/:\d+$/, '');
}
