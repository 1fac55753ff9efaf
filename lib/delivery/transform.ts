import { type Duration, type Size, SizeRoundingBehavior, Tokenization } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { checkInteger, checkRange } from '../checks/range';
import type { Processor } from './processors';

/** Props of a delivery that say how its transform is called. */
export interface TransformProps {
  readonly transform?: lambda.IFunction;
  readonly transformBufferingSize?: Size;
  readonly transformBufferingInterval?: Duration;
  readonly transformRetries?: number;
  readonly transformPartitionKeys?: string[];
}

const OPTIONS = [
  'transformBufferingSize',
  'transformBufferingInterval',
  'transformRetries',
  'transformPartitionKeys',
] as const;

/** Ranges. Source: Firehose developer guide, "Transform source data", and the console for the retries. */
const SIZE = { min: 0.2, max: 3, unit: 'MiB' };
const INTERVAL = { min: 0, max: 900, unit: 'seconds' };
const RETRIES = { min: 0, max: 300, unit: 'retries' };

const MEBIBYTE = 1_048_576;

/** Throws unless the transform's options are legal. */
export function checkTransform(props: TransformProps): void {
  for (const option of OPTIONS) {
    if (props.transform !== undefined || props[option] === undefined) continue;
    throw new Error(`'${option}' must be left out without 'transform', got a value: give the function or drop it`);
  }
  const { transformBufferingSize: size, transformBufferingInterval: interval } = props;
  if (size !== undefined && !size.isUnresolved()) checkRange('transformBufferingSize', mebibytes(size), SIZE);
  if (interval !== undefined && !interval.isUnresolved()) {
    checkInteger('transformBufferingInterval', interval.toSeconds({ integral: false }), INTERVAL);
  }
  checkInteger('transformRetries', props.transformRetries, RETRIES);
}

/** The step that calls the transform. */
export function transformProcessor(transform: lambda.IFunction, roleArn: string, props: TransformProps): Processor {
  const { transformBufferingSize: size, transformBufferingInterval: interval, transformRetries: retries } = props;
  const parameters: [string, string][] = [
    ['LambdaArn', transform.functionArn],
    ['RoleArn', roleArn],
  ];
  if (size !== undefined) parameters.push(['BufferSizeInMBs', asText(mebibytes(size))]);
  if (interval !== undefined) parameters.push(['BufferIntervalInSeconds', asText(interval.toSeconds())]);
  if (retries !== undefined) parameters.push(['NumberOfRetries', asText(retries)]);
  return { type: 'Lambda', parameters };
}

/**
 * ARNs under which Firehose may call the function: as it is given, and, where that names no version, its latest one,
 * which is what the service's own console and its examples write.
 */
export function transformArns(transform: lambda.IFunction): string[] {
  const { functionArn } = transform;
  // An alias or a version is granted under its own ARN alone.
  const qualified = transform.resourceArnsForGrantInvoke.length === 1;
  return qualified ? [functionArn] : [functionArn, `${functionArn}:$LATEST`];
}

/** A number as text, also where it is known at deployment only. */
function asText(value: number): string {
  return Tokenization.stringifyNumber(value);
}

function mebibytes(size: Size): number {
  if (size.isUnresolved()) return size.toMebibytes();
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) / (MEBIBYTE / 1_024);
}
