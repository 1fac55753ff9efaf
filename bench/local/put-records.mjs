import { createHash } from 'node:crypto';
import { SHARDS } from './template.mjs';

/** A whole PutRecords of `events`, signed, its keys spread evenly over the shards. */
export function signedPutRecords({ awsPort, region, operator, stream }, events, sign) {
  const keys = evenKeys(events.length);
  const body = JSON.stringify({
    StreamName: stream,
    Records: events.map((event, at) => ({ Data: Buffer.from(event).toString('base64'), PartitionKey: keys[at] })),
  });
  const headers = {
    host: `127.0.0.1:${awsPort}`,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.PutRecords',
  };
  const signed = sign({ method: 'POST', path: '/', headers, body }, operator, {
    service: 'kinesis',
    region,
    now: Date.now(),
  });
  const lines = Object.entries({ ...headers, ...signed, 'content-length': Buffer.byteLength(body) });
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

/** The same keys come with each request: were they uneven, one shard would be throttled long before the others. */
function evenKeys(count) {
  const most = Math.ceil(count / SHARDS);
  const taken = new Map();
  const keys = [];
  for (let number = 0; keys.length < count; number++) {
    const key = `key-${number}`;
    const shard = createHash('md5').update(key).digest()[0];
    const before = taken.get(shard) ?? 0;
    if (before === most) continue;
    taken.set(shard, before + 1);
    keys.push(key);
  }
  return keys;
}
