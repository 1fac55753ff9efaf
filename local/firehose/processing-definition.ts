import type { PropertyReader } from '../assembly';
import { FirehoseError } from './errors';

const MIB = 1_048_576;
const SECOND = 1_000;

/** What is done to records on their way, in the order it is done. */
export interface Processing {
  /** How one record that holds several is taken apart; only where partitioning is dynamic. */
  readonly deaggregation:
    | { readonly kind: 'JSON' }
    | { readonly kind: 'DELIMITED'; readonly delimiter: Buffer }
    | undefined;
  readonly lambda: LambdaProcessing | undefined;
  /** The jq query whose object holds the partition keys. */
  readonly query: string | undefined;
  /** What is put behind each record. */
  readonly delimiter: Buffer | undefined;
}

export interface LambdaProcessing {
  readonly functionArn: string;
  readonly roleArn: string | undefined;
  /** Bytes of data. */
  readonly bufferSize: number;
  /** Milliseconds. */
  readonly bufferInterval: number;
  readonly retries: number;
}

export const NO_PROCESSING: Processing = {
  deaggregation: undefined,
  lambda: undefined,
  query: undefined,
  delimiter: undefined,
};

type Parameters = ReadonlyMap<string, string>;

/** What each processor sets. Source: Firehose API reference, Processor. */
const PROCESSORS: Readonly<Record<string, (parameters: Parameters, at: PropertyReader) => Partial<Processing>>> = {
  RecordDeAggregation: readDeaggregation,
  Lambda: readLambda,
  MetadataExtraction: (parameters, at) => ({ query: required(parameters, 'MetadataExtractionQuery', at) }),
  AppendDelimiterToRecord: (parameters) => ({ delimiter: readDelimiter(parameters) }),
};

export function readProcessing(configuration: PropertyReader | undefined): Processing {
  if (configuration?.tryFlag('Enabled') !== true) return NO_PROCESSING;
  let processing = NO_PROCESSING;
  for (const processor of configuration.recordList('Processors')) {
    const type = processor.text('Type');
    const read = Object.hasOwn(PROCESSORS, type) ? PROCESSORS[type] : undefined;
    if (read === undefined) {
      throw new FirehoseError('FIREHOSE_UNSUPPORTED_PROCESSOR', `processor '${type}' is not run`, processor.position);
    }
    const parameters = processor
      .recordList('Parameters')
      .map((parameter) => [parameter.text('ParameterName'), parameter.text('ParameterValue')] as const);
    processing = { ...processing, ...read(new Map(parameters), processor) };
  }
  return processing;
}

function readDeaggregation(parameters: Parameters, at: PropertyReader): Partial<Processing> {
  const kind = required(parameters, 'SubRecordType', at);
  if (kind === 'JSON') return { deaggregation: { kind } };
  if (kind !== 'DELIMITED') throw invalid(`'SubRecordType' must be JSON or DELIMITED, got '${kind}'`, at);
  const delimiter = Buffer.from(required(parameters, 'Delimiter', at), 'base64');
  if (delimiter.length === 0) throw invalid("'Delimiter' must be base64 of at least one byte", at);
  return { deaggregation: { kind, delimiter } };
}

function readLambda(parameters: Parameters, at: PropertyReader): Partial<Processing> {
  const number = (name: string, otherwise: number, min: number, max: number): number => {
    const value = Number(parameters.get(name) ?? otherwise);
    if (value >= min && value <= max) return value;
    throw invalid(`'${name}' must be between ${min} and ${max}, got '${parameters.get(name)}'`, at);
  };
  return {
    lambda: {
      functionArn: required(parameters, 'LambdaArn', at),
      roleArn: parameters.get('RoleArn'),
      bufferSize: number('BufferSizeInMBs', 1, 0.2, 3) * MIB,
      bufferInterval: number('BufferIntervalInSeconds', 60, 0, 900) * SECOND,
      retries: number('NumberOfRetries', 3, 0, 300),
    },
  };
}

/** The template writes `\n` as two characters, as the console does. */
function readDelimiter(parameters: Parameters): Buffer {
  const declared = parameters.get('Delimiter') ?? '\n';
  return Buffer.from(declared.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t'));
}

function required(parameters: Parameters, name: string, at: PropertyReader): string {
  const value = parameters.get(name);
  if (value !== undefined) return value;
  throw invalid(`the parameter '${name}' must be given`, at);
}

function invalid(message: string, at: PropertyReader): FirehoseError {
  return new FirehoseError('FIREHOSE_INVALID_PROPERTY', message, at.position);
}
