import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';

/** One step of a delivery stream's processing. */
export interface Processor {
  readonly type: string;
  readonly parameters: [string, string][];
}

/** Longest value of a parameter. Source: Firehose API reference, ProcessorParameter. */
const MAX_PARAMETER = 5_120;
const SIMPLE_PATH = /^\.[A-Za-z0-9_.]*$/;

/** Puts a newline after each record: the delimiter where none is named. */
export const NEWLINE: Processor = { type: 'AppendDelimiterToRecord', parameters: [] };

/** Takes the partition keys out of each event. */
export function metadataExtraction(keys: { readonly [name: string]: string }): Processor {
  const fields = Object.entries(keys).map(([name, path]) => `${name}:${SIMPLE_PATH.test(path) ? path : `(${path})`}`);
  const query = `{${fields.join(',')}}`;
  if (query.length > MAX_PARAMETER) {
    throw new Error(
      `'partitionKeys' must make a query of at most ${MAX_PARAMETER} characters, got ${query.length}: shorten the paths`,
    );
  }
  return {
    type: 'MetadataExtraction',
    parameters: [
      ['MetadataExtractionQuery', query],
      ['JsonParsingEngine', 'JQ-1.6'],
    ],
  };
}

/** The processing configuration of these steps. */
export function processing(steps: Processor[]): CfnDeliveryStream.ProcessingConfigurationProperty | undefined {
  if (steps.length === 0) return undefined;
  return {
    enabled: true,
    processors: steps.map(({ type, parameters }) => ({
      type,
      parameters:
        parameters.length === 0
          ? undefined
          : parameters.map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
    })),
  };
}
