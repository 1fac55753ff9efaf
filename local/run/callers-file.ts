import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EndpointCaller } from '../endpoint';
import type { Caller, CallerDirectory } from '../gateway';
import { compilePolicies } from '../iam';
import type { KnownCredentials } from '../sigv4';
import { RunError } from './errors';

/** A caller as the file has it. */
interface CallerEntry {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** @default - the account of the deployment */
  readonly account?: string;
  readonly policy: unknown;
}

/** Where callers live: what ARNs are made of. */
export interface CallerSurroundings {
  readonly partition: string;
  readonly account: string;
  /** `arn:aws:execute-api:region:account:apiId/*` of each API served. */
  readonly invokeArns: readonly string[];
}

const MADE_NAME = 'local';
const OPERATOR_NAME = 'operator';
/** What the operator may do at the AWS endpoint. */
const SERVICES = [
  ...['kinesis:*', 'firehose:*', 's3:*', 'sqs:*', 'lambda:*', 'secretsmanager:*', 'dynamodb:*'],
  // Of the keys that these are encrypted with.
  ...['kms:Decrypt', 'kms:GenerateDataKey'],
];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The local callers: people and programs that can sign requests to the APIs of a run. The file is made on the first run
 * with two: `local`, who may invoke these APIs and, on a later run with others, is allowed them too; and `operator`, who
 * may use the services at the AWS endpoint.
 * Callers that tests add are left as they are.
 */
export class CallersFile implements CallerDirectory {
  private readonly byKey = new Map<string, KnownCredentials<Caller>>();
  private readonly entries: readonly CallerEntry[];

  /** @throws RunError RUN_INVALID_CALLERS */
  public constructor(
    public readonly path: string,
    surroundings: CallerSurroundings,
  ) {
    const known = existsSync(path) ? readEntries(path) : [];
    this.entries = withOperator(withLocalCaller(known, surroundings.invokeArns));
    if (JSON.stringify(this.entries) !== JSON.stringify(known)) writeEntries(path, this.entries);
    for (const entry of this.entries) this.byKey.set(entry.accessKeyId, credentialsOf(entry, surroundings, path));
  }

  public tryCaller(accessKeyId: string): KnownCredentials<Caller> | undefined {
    return this.byKey.get(accessKeyId);
  }

  /** The same callers, as the AWS endpoint asks for them. */
  public tryEndpointCaller(accessKeyId: string): KnownCredentials<EndpointCaller> | undefined {
    const known = this.byKey.get(accessKeyId);
    if (known === undefined) return undefined;
    const { principal, policies } = known.principal;
    return { ...known, principal: { principal, identity: policies } };
  }

  /** Whose keys the AWS endpoint takes for everything. */
  public get operator(): { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined {
    return this.entries.find(({ name }) => name === OPERATOR_NAME);
  }

  /** The caller that the banner shows. */
  public get first(): { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined {
    return this.entries.find(({ name }) => name === MADE_NAME) ?? this.entries[0];
  }
}

function withLocalCaller(entries: readonly CallerEntry[], invokeArns: readonly string[]): readonly CallerEntry[] {
  if (entries.length === 0) return [newEntry(MADE_NAME, invokePolicy(invokeArns))];
  return entries.map((entry) => (entry.name === MADE_NAME ? allowed(entry, invokeArns) : entry));
}

function withOperator(entries: readonly CallerEntry[]): readonly CallerEntry[] {
  if (entries.some(({ name }) => name === OPERATOR_NAME)) return entries;
  const statement = { Effect: 'Allow', Action: SERVICES, Resource: '*' };
  return [...entries, newEntry(OPERATOR_NAME, { Version: '2012-10-17', Statement: [statement] })];
}

/** A policy that was edited is left alone. */
function allowed(entry: CallerEntry, invokeArns: readonly string[]): CallerEntry {
  const { policy } = entry;
  const listed = resourcesOf(policy);
  if (listed === undefined || JSON.stringify(policy) !== JSON.stringify(invokePolicy(listed))) return entry;
  const missing = invokeArns.filter((arn) => !listed.includes(arn));
  return missing.length === 0 ? entry : { ...entry, policy: invokePolicy([...listed, ...missing]) };
}

function resourcesOf(policy: unknown): string[] | undefined {
  const statement = isObject(policy) && Array.isArray(policy.Statement) ? policy.Statement[0] : undefined;
  const resources: unknown = isObject(statement) ? statement.Resource : undefined;
  return Array.isArray(resources) ? resources.filter((resource) => typeof resource === 'string') : undefined;
}

function newEntry(name: string, policy: unknown): CallerEntry {
  const id = [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return {
    name,
    accessKeyId: `AKIA${id}`,
    // Without '/' and '+', which shells and URLs would make something of.
    secretAccessKey: randomBytes(30).toString('base64url'),
    policy,
  };
}

function invokePolicy(resources: readonly string[]) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resources }],
  };
}

function credentialsOf(
  entry: CallerEntry,
  { partition, account: ownAccount }: CallerSurroundings,
  path: string,
): KnownCredentials<Caller> {
  const { name, accessKeyId, secretAccessKey, sessionToken, account = ownAccount, policy } = entry;
  const arn = `arn:${partition}:iam::${account}:user/${name}`;
  const userId = `AIDA${createHash('sha256').update(accessKeyId).digest('hex').slice(0, 16).toUpperCase()}`;
  try {
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      principal: {
        principal: { type: 'user', arn, account, id: userId },
        policies: compilePolicies([{ name: `caller ${name}`, document: policy }], 'identity'),
        userId,
        arn,
        account,
      },
    };
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), path, error);
  }
}

function readEntries(path: string): readonly CallerEntry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(`is not JSON: ${error instanceof Error ? error.message : error}`, path, error);
  }
  const callers = isObject(parsed) ? parsed.callers : undefined;
  if (!Array.isArray(callers)) throw invalid("must be an object with a list 'callers'", path);
  return callers.map((caller, index) => readEntry(caller, `callers[${index}]`, path));
}

function readEntry(caller: unknown, at: string, path: string): CallerEntry {
  if (!isObject(caller)) throw invalid(`'${at}' must be an object`, path);
  const { name, accessKeyId, secretAccessKey, sessionToken, account, policy } = caller;
  // The secret is checked but never shown.
  for (const [member, value] of Object.entries({ name, accessKeyId, secretAccessKey })) {
    if (typeof value !== 'string' || value === '') throw invalid(`'${at}.${member}' must be a text`, path);
  }
  for (const [member, value] of Object.entries({ sessionToken, account })) {
    if (value !== undefined && typeof value !== 'string') throw invalid(`'${at}.${member}' must be a text`, path);
  }
  if (typeof account === 'string' && !/^\d{12}$/.test(account))
    throw invalid(`'${at}.account' must be 12 digits`, path);
  if (!isObject(policy)) throw invalid(`'${at}.policy' must be a policy document`, path);
  return caller as unknown as CallerEntry;
}

function writeEntries(path: string, callers: readonly CallerEntry[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ callers }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

function invalid(message: string, path: string, cause?: unknown): RunError {
  return new RunError('RUN_INVALID_CALLERS', message, path, { cause });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
