import { AwsFault } from './fault';
import type { Members, Shape } from './shape';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads JSON into the types of a shape: blobs become buffers, members the shape does not know are dropped, and so are
 * nulls. The texts are AWS's, as kinesalite's author recorded them.
 *
 * @throws AwsFault SerializationException, before any constraint is looked at
 */
export function deserialize(json: unknown, members: Members): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new AwsFault('SerializationException');
  return readMembers(json as JsonObject, members);
}

function readMembers(object: JsonObject, members: Members): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const name in members) {
    const shape = members[name];
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (shape !== undefined && value !== undefined && value !== null) read[name] = READERS[shape.type](value, shape);
  }
  return read;
}

type Reader = (value: unknown, shape: Shape) => unknown;

const READERS: Readonly<Record<Shape['type'], Reader>> = {
  String: (value) => (typeof value === 'string' ? value : refuseScalar(value, 'an String')),
  Integer: (value) => readNumber(value, 'Integer', 2_147_483_647),
  Long: (value) => readNumber(value, 'Long', Number.MAX_SAFE_INTEGER),
  Boolean: readBoolean,
  Timestamp: (value) => (typeof value === 'number' ? value : refuseScalar(value, 'milliseconds since epoch')),
  Blob: (value) => (typeof value === 'string' ? readBlob(value) : refuseScalar(value, 'a Blob')),
  List: readList,
  Structure: readStructure,
};

function readNumber(value: unknown, type: string, greatest: number): number {
  if (typeof value === 'number') return Math.min(Math.floor(value), greatest);
  return refuseScalar(value, `an ${type}`);
}

function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') throw malformed(`'${value.toUpperCase()}' can not be converted to an Boolean`);
  return refuseScalar(value, 'an Boolean');
}

function readList(value: unknown, shape: Shape): unknown {
  if (typeof value !== 'object') throw malformed('Expected list or null');
  if (!Array.isArray(value)) throw malformed('Start of structure or map found where not expected.');
  if (shape.type !== 'List') return undefined;
  const { of } = shape;
  const read = READERS[of.type];
  return value.map((element: unknown) => (element === null ? undefined : read(element, of)));
}

function readStructure(value: unknown, shape: Shape): unknown {
  if (typeof value !== 'object' || value === null) throw malformed('Expected null');
  if (Array.isArray(value)) throw malformed('Start of list found where not expected');
  return shape.type === 'Structure' ? readMembers(value as JsonObject, shape.members) : undefined;
}

/** Node skips what is no base64, so a decoded length that is too short tells of it, far faster than a pattern would. */
function readBlob(text: string): Buffer {
  const length = text.length;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  const whole = length % 4 === 0 && bytes.length === (length / 4) * 3 - padding;
  if (!whole || text.includes('-') || text.includes('_') || !endsClean(text, padding)) throw malformedBlob(text);
  return bytes;
}

/** Whether the bits that padding leaves over are zero. */
function endsClean(text: string, padding: number): boolean {
  if (padding === 0) return true;
  const last = BASE64.indexOf(text.charAt(text.length - padding - 1));
  return (last & (padding === 2 ? 15 : 3)) === 0;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function malformedBlob(text: string): AwsFault {
  const blob = `'${text}' can not be converted to a Blob: `;
  if (text.length % 4 !== 0) {
    return malformed(`${blob}Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`);
  }
  const wrong = /[^a-zA-Z0-9+/=]|=[^=]/.exec(text);
  if (wrong) return malformed(`${blob}Invalid Base64 character: '${wrong[0].charAt(0)}'`);
  // The typing error is AWS's.
  return malformed(`${blob}Invalid last non-pad Base64 character dectected`);
}

function refuseScalar(value: unknown, wanted: string): never {
  if (Array.isArray(value)) throw malformed('Start of list found where not expected');
  if (typeof value === 'object') throw malformed('Start of structure or map found where not expected.');
  throw malformed(`class ${JAVA_CLASSES[typeof value]} can not be converted to ${wanted}`);
}

const JAVA_CLASSES: Readonly<Record<string, string>> = {
  boolean: 'java.lang.Boolean',
  number: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
  string: 'java.lang.String',
};

function malformed(message: string): AwsFault {
  return new AwsFault('SerializationException', message);
}
