import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ProducerConfig } from './config';
import { enveloped, metaOf } from './envelope';
import { compact, items, type Span, startOf, tryMember } from './json-source';
import { tryPartitionKey } from './partition-key';

/** A record that goes to the service. */
export interface OutRecord {
  readonly data: string;
  readonly partitionKey: string;
}

/** One record of a batch, parsed; the validator has seen to its shape. */
interface BatchRecord {
  readonly data: unknown;
  readonly partitionKey?: string;
}

/**
 * The records of a request. An event that is not enriched is stored as it was sent; one of a batch, or in an envelope,
 * without the white space between its parts: one event, one line.
 *
 * @param text The body
 * @param body The same, parsed and valid
 */
export function recordsOf(
  event: APIGatewayProxyEvent,
  text: string,
  body: unknown,
  config: ProducerConfig,
): OutRecord[] {
  const { extendedRequestId = '' } = event.requestContext;
  const meta = config.enrich ? metaOf(event, config.schemaVersion) : undefined;
  if (!config.batch) {
    const key = tryPartitionKey(event, config.key, { value: body, source: { text, start: startOf(text) } });
    const data = meta === undefined ? text : enveloped(meta, compact(text));
    return [{ data, partitionKey: key ?? extendedRequestId }];
  }
  const spans = dataSpans(text);
  const { records } = body as { readonly records: readonly BatchRecord[] };
  return records.map(({ data: value, partitionKey: own }, index) => {
    const span = spans[index];
    if (span === undefined) throw new Error('a record has no data in the text, but has it parsed');
    const key = tryPartitionKey(event, config.key, { value, own, source: { text, start: span.start } });
    const data = compact(text, span);
    return {
      data: meta === undefined ? data : enveloped(meta, data),
      partitionKey: key ?? `${extendedRequestId}-${index}`,
    };
  });
}

/** Where the `data` of each record lies. */
function dataSpans(text: string): (Span | undefined)[] {
  const records = tryMember(text, startOf(text), 'records');
  return records === undefined ? [] : items(text, records.start).map(({ start }) => tryMember(text, start, 'data'));
}
