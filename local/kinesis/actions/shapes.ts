import type { NumberShape, PlainShape, TextShape } from '../../endpoint/shape';

const NAME = '[a-zA-Z0-9_.-]+';
const HASH_KEY = '0|([1-9]\\d{0,38})';
const SEQUENCE_NUMBER = '0|([1-9]\\d{0,128})';

export const NAME_TEXT = { type: 'String', pattern: NAME, min: 1, max: 128 } as const satisfies TextShape;
export const REQUIRED_SHARD_ID = { ...NAME_TEXT, required: true } as const satisfies TextShape;
export const HASH_KEY_TEXT = { type: 'String', pattern: HASH_KEY } as const satisfies TextShape;
export const SEQUENCE_NUMBER_TEXT = { type: 'String', pattern: SEQUENCE_NUMBER } as const satisfies TextShape;
export const PARTITION_KEY = { type: 'String', required: true, min: 1, max: 256 } as const satisfies TextShape;
export const TIMESTAMP = { type: 'Timestamp' } as const satisfies PlainShape;
export const LIST_LIMIT = { type: 'Integer', min: 1, max: 10_000 } as const satisfies NumberShape;
export const NEXT_TOKEN = { type: 'String', min: 1, max: 1_048_576 } as const satisfies TextShape;

/** How a call names its stream: by one or both. */
export const STREAM_MEMBERS = {
  StreamName: NAME_TEXT,
  StreamARN: { type: 'String', pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+', min: 1, max: 2_048 },
} as const satisfies Record<string, TextShape>;
