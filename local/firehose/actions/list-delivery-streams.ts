import { operation } from '../../endpoint';
import type { Firehose } from '../firehose';
import { assertAllowed, DELIVERY_STREAM_NAME } from './operation';

const MEMBERS = {
  Limit: { type: 'Integer', min: 1, max: 10_000 },
  DeliveryStreamType: {
    type: 'String',
    values: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'],
  },
  ExclusiveStartDeliveryStreamName: { ...DELIVERY_STREAM_NAME, required: undefined },
} as const;

/** Source: Firehose API reference, ListDeliveryStreams. */
const DEFAULT_LIMIT = 10;

interface ListInput {
  readonly Limit?: number;
  readonly DeliveryStreamType?: string;
  readonly ExclusiveStartDeliveryStreamName?: string;
}

export const listDeliveryStreams = operation(MEMBERS, (firehose: Firehose, input: ListInput, request) => {
  assertAllowed(request, 'ListDeliveryStreams', '*');
  const { Limit = DEFAULT_LIMIT, DeliveryStreamType: kind, ExclusiveStartDeliveryStreamName: after } = input;
  const matching = firehose
    .list()
    .filter(({ definition }) => kind === undefined || definition.source.kind === kind)
    .map(({ definition }) => definition.name)
    .filter((name) => after === undefined || name > after);
  return { DeliveryStreamNames: matching.slice(0, Limit), HasMoreDeliveryStreams: matching.length > Limit };
});
