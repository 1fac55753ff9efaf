import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { KinesisProducer } from '../../producer';
import type { ProducerConfig } from './config';
import { WRITER_SETTINGS, type Writer } from './writer';

/** Writes to the stream. */
export function kinesisWriter({ name, region, maxRecordBytes }: ProducerConfig): Writer {
  const client = new KinesisClient({
    region,
    // The producer tries again by itself.
    maxAttempts: 1,
    // A function is frozen between requests: a session of HTTP/2, the client's own choice, does not outlive that.
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000 }),
  });
  return new KinesisProducer({
    ...WRITER_SETTINGS,
    client: { putRecords: (input, options) => client.send(new PutRecordsCommand(input), options) },
    stream: name,
    maxRecordBytes,
  });
}
