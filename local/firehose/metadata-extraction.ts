import type { Jq } from 'jq-wasm/inline';
import { FirehoseError } from './errors';
import { endOfJson, tryUtf8 } from './json-text';

/** Partition keys of a record, or why there are none. */
export type Extracted = { readonly keys: Readonly<Record<string, string>> } | { readonly failure: string };

/** Records in one call of jq. Each call costs about a millisecond; none should hold the event loop for long. */
const PER_CALL = 1_000;
const NOT_JSON = 'Non JSON record provided';
const NO_VALUE = 'partitionKeys values must not be null or empty';

let loading: Promise<Jq> | undefined;

/** The WebAssembly is a megabyte of text to read: only who needs it pays. */
function load(): Promise<Jq> {
  const { loadJq }: typeof import('jq-wasm/inline') = require('jq-wasm/inline');
  return loadJq();
}

/** Takes partition keys out of records, by a jq query that makes an object of them. */
export class MetadataExtraction {
  private readonly filter: string;

  private constructor(
    private readonly jq: Jq,
    query: string,
  ) {
    // One input for all, so that 'input' finds nothing; one line of output for each, whatever fails in it.
    this.filter = `.[] | [try [first(${query}\n)] catch {"e": (if type == "string" then . else tojson end)}]`;
  }

  /**
   * @param position Names the query in an error
   * @throws FirehoseError FIREHOSE_INVALID_QUERY where jq cannot compile it
   */
  public static async compile(query: string, position: string): Promise<MetadataExtraction> {
    loading ??= load();
    const extraction = new MetadataExtraction(await loading, query);
    const { exitCode, stderr } = extraction.jq.raw([], extraction.filter, ['-c']);
    if (exitCode === 0) return extraction;
    throw new FirehoseError('FIREHOSE_INVALID_QUERY', `'${query}': ${stderr.trim()}`, position);
  }

  /** @returns For each record its keys, or why it has none */
  public extract(records: readonly Buffer[]): Extracted[] {
    const extracted: Extracted[] = [];
    for (let at = 0; at < records.length; at += PER_CALL) {
      extracted.push(...this.extractSome(records.slice(at, at + PER_CALL)));
    }
    return extracted;
  }

  private extractSome(records: readonly Buffer[]): Extracted[] {
    const texts = records.map(tryFirstJson);
    const input = texts.filter((text) => text !== undefined);
    const outputs = this.run(input);
    let next = 0;
    return texts.map((text) => (text === undefined ? { failure: NOT_JSON } : readOutput(outputs[next++])));
  }

  private run(texts: readonly string[]): readonly unknown[] {
    if (texts.length === 0) return [];
    const outputs = this.lines(texts);
    // A query that halts takes the rest of the call with it: then each record has a call of its own.
    if (outputs.length === texts.length || texts.length === 1) return outputs;
    return texts.map((text) => this.lines([text])[0]);
  }

  private lines(texts: readonly string[]): unknown[] {
    const { stdout } = this.jq.raw(`[${texts.join(',')}]`, this.filter, ['-c']);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  }
}

/** The first JSON document of a record: Firehose looks no further unless records are taken apart. */
function tryFirstJson(data: Buffer): string | undefined {
  let start = 0;
  while (start < data.length && (data[start] as number) <= 0x20) start++;
  const end = endOfJson(data, start);
  if (end === undefined) return undefined;
  const text = tryUtf8(data.subarray(start, end));
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/** An output is `[[keys]]`, `[[]]` where the query gave nothing, or `[{"e": message}]`. */
function readOutput(output: unknown): Extracted {
  const [result] = Array.isArray(output) ? (output as unknown[]) : [];
  if (!Array.isArray(result)) return { failure: messageOf(result) };
  const [keys] = result as unknown[];
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return { failure: NO_VALUE };
  const entries = Object.entries(keys).map(([name, value]): [string, string] => [name, textOf(value)]);
  if (entries.some(([, value]) => value === '')) return { failure: NO_VALUE };
  return { keys: Object.fromEntries(entries) };
}

function messageOf(result: unknown): string {
  return typeof result === 'object' && result !== null && 'e' in result ? String(result.e) : NO_VALUE;
}

function textOf(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
