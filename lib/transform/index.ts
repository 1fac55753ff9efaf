export { EventTransform, type EventTransformProps } from './event-transform';
export { Epoch, KeyCase, type NormalizeOptions, type TimestampOptions, type UnitOptions } from './normalization';
export { HmacKey, type HmacKeyOptions, PersonalData, RedactAction, type RedactOptions } from './redaction';
export {
  FlattenArrays,
  type FlattenOptions,
  JsonType,
  type PartitionKeyOptions,
  TransformStep,
  type ValidateOptions,
} from './transform-step';
