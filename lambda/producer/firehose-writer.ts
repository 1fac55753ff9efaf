import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { FirehoseProducer } from '../../producer';
import type { ProducerConfig } from './config';
import { WRITER_SETTINGS, type Writer } from './writer';

/** Writes to the delivery stream. */
export function firehoseWriter({ name, region }: ProducerConfig): Writer {
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 1_000 });
  const client = new FirehoseClient({ region, maxAttempts: 1, requestHandler });
  return new FirehoseProducer({
    ...WRITER_SETTINGS,
    client: { putRecordBatch: (input, options) => client.send(new PutRecordBatchCommand(input), options) },
    deliveryStream: name,
  });
}
