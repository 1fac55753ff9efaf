import { assertDirectPut, deliveryStreamOperation, RECORD, slowDown } from './operation';

export const putRecord = deliveryStreamOperation('PutRecord', { Record: RECORD }, async (stream, { Record }) => {
  assertDirectPut(stream);
  const { quota } = stream;
  if (!quota.tryRequest() || !quota.tryRecord(Record.Data.length)) throw slowDown();
  const [ordinal] = await stream.put([Record.Data]);
  return { RecordId: stream.recordId(ordinal), Encrypted: stream.definition.encryption !== undefined };
});
