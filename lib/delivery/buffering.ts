import { Duration, Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { checkInteger } from '../checks/range';

/** What the ranges depend on. */
export interface BufferingMode {
  readonly dynamic: boolean;
  readonly converts: boolean;
}

/** How much, and how long, Firehose gathers before it writes an object. */
export interface Buffering {
  readonly size: Size;
  readonly interval: Duration;
}

/** Range of the size in MiB. Source: Firehose developer guide, "Buffering hints", and the API reference. */
function sizeRange({ dynamic, converts }: BufferingMode) {
  const unit = 'MiB';
  if (dynamic) return { min: 64, max: 128, unit, when: 'when partitioning is dynamic' };
  if (converts) return { min: 64, max: 128, unit, when: 'when the format is converted' };
  return { min: 1, max: 128, unit };
}

/** Range of the interval in seconds. Same source; with dynamic partitioning there is no zero buffering. */
function intervalRange({ dynamic }: BufferingMode) {
  const unit = 'seconds';
  return dynamic ? { min: 60, max: 900, unit, when: 'when partitioning is dynamic' } : { min: 0, max: 900, unit };
}

/** The buffering asked for, or its defaults. Both are always given: Firehose takes neither alone. */
export function buffering(mode: BufferingMode, size?: Size, interval?: Duration): Buffering {
  if (size !== undefined && !size.isUnresolved()) {
    checkInteger('bufferingSize', size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), sizeRange(mode));
  }
  if (interval !== undefined && !interval.isUnresolved()) {
    checkInteger('bufferingInterval', interval.toSeconds({ integral: false }), intervalRange(mode));
  }
  return {
    size: size ?? Size.mebibytes(mode.dynamic || mode.converts ? 128 : 64),
    interval: interval ?? Duration.seconds(300),
  };
}

/** The hints as the service takes them. */
export function bufferingHints({ size, interval }: Buffering) {
  return { sizeInMBs: size.toMebibytes(), intervalInSeconds: interval.toSeconds() };
}
