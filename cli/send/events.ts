import { randomBytes } from 'node:crypto';
import { type Line, LineError } from './lines';

/** A partition key. Source: Kinesis API reference, PutRecord. */
const LONGEST_KEY = 256;
/** Sensors of generated events. */
const SENSORS = 100;

/** An event on its way out. */
export interface OutgoingEvent {
  /** JSON, as it is sent. */
  readonly text: Buffer;
  readonly key?: string;
}

/** What gives each event its partition key: `.member` of the event, or the same text for all. */
export type KeyOf = (line: Line, source: string) => string | undefined;

/**
 * @param rule `.member` takes the value of that member, where it is a text or a number; anything else is the key itself
 * @param inHeader Whether keys travel in a header, which takes visible ASCII alone
 */
export function keyRule(rule: string, inHeader: boolean): KeyOf {
  const member = rule.startsWith('.') && rule.length > 1 ? rule.slice(1) : undefined;
  return ({ value, number }, source) => {
    const key = member === undefined ? rule : tryMember(value, member);
    if (key === undefined || key === '') return undefined;
    if (key.length > LONGEST_KEY) {
      throw new LineError(number, source, `a partition key has at most ${LONGEST_KEY} characters, got ${key.length}`);
    }
    if (inHeader && !/^[\x21-\x7e]+$/.test(key)) {
      const what = `the key ${JSON.stringify(key)} cannot travel in a header`;
      throw new LineError(number, source, `${what}, which takes visible ASCII alone; '--batch' takes any`);
    }
    return key;
  };
}

/** Lines as events. @throws LineError for a key that cannot be one */
export async function* eventsOf(
  lines: AsyncIterable<Line>,
  source: string,
  keyOf: KeyOf | undefined,
): AsyncGenerator<OutgoingEvent> {
  for await (const line of lines) {
    const key = keyOf?.(line, source);
    yield key === undefined ? { text: line.text } : { text: line.text, key };
  }
}

/** Made-up readings, each with an id of its own. */
export async function* generatedLines(count: number): AsyncGenerator<Line> {
  const run = randomBytes(4).toString('hex');
  for (let number = 1; number <= count; number++) {
    const celsius = 20 + (number % 100) / 10;
    const value = { id: `${run}-${number}`, sensor: `s${number % SENSORS}`, celsius, sent: new Date().toISOString() };
    yield { number, text: Buffer.from(JSON.stringify(value)), value };
  }
}

function tryMember(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return undefined;
  const found: unknown = (value as Readonly<Record<string, unknown>>)[member];
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
