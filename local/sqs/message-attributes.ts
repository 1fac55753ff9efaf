import { createHash, type Hash } from 'node:crypto';
import { invalidValue, SqsFault } from './fault';

/** One attribute of a message, as the JSON protocol has it: binary values in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const MOST = 10;
const NAME = /^(?!.*\.\.)[A-Za-z0-9_-](?:[A-Za-z0-9_.-]{0,254}[A-Za-z0-9_-])?$/;
const TYPE = /^(String|Number|Binary)(?:\..+)?$/;

/** @throws SqsFault as SQS words it */
export function assertAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > MOST)
    throw invalidValue(`Number of message attributes [${names.length}] exceeds the allowed maximum [${MOST}].`);
  for (const [name, { BinaryValue, DataType, StringValue }] of Object.entries(attributes)) {
    if (!NAME.test(name)) throw invalidValue(`The message attribute name '${name}' is invalid.`);
    const type = typeof DataType === 'string' ? TYPE.exec(DataType)?.[1] : undefined;
    if (type === undefined) {
      throw invalidValue(
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    const value = type === 'Binary' ? BinaryValue : StringValue;
    if (typeof value !== 'string' || value === '') {
      throw invalidValue(`The message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
    }
    if (type === 'Number' && Number.isNaN(Number(value))) {
      throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
    }
  }
}

/** What the attributes add to the size of a message, in bytes: names, types and values. */
export function attributesSize(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, { BinaryValue, DataType, StringValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += BinaryValue === undefined ? Buffer.byteLength(StringValue ?? '') : Buffer.byteLength(BinaryValue, 'base64');
  }
  return size;
}

/**
 * The digest clients compare; undefined where there is nothing to digest.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function attributesDigest(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    addSized(hash, Buffer.from(name));
    addSized(hash, Buffer.from(attribute.DataType));
    const binary = attribute.DataType.startsWith('Binary');
    hash.update(Buffer.of(binary ? 2 : 1));
    addSized(
      hash,
      binary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''),
    );
  }
  return hash.digest('hex');
}

/** Those that a receiver asks for: by name, `All`, `.*`, or `prefix.*`. */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const matches = (name: string): boolean =>
    wanted.some((one) => {
      if (one === 'All' || one === '.*' || one === name) return true;
      return one.endsWith('.*') && name.startsWith(one.slice(0, -2));
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}

/** @throws SqsFault where a character is none that XML can hold */
export function assertContent(body: string): void {
  if (!/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body)) return;
  throw new SqsFault(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

function addSized(hash: Hash, bytes: Buffer): void {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  hash.update(size).update(bytes);
}
