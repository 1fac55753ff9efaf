/**
 * kinesalite in a process of its own, in memory, its fastest way; found by NODE_PATH where it is no package of ours.
 * Tells its parent where it listens. Usage: kinesalite.cjs SHARDS
 */
const { createRequire } = require('node:module');
require('../support/report-usage.cjs');

const kinesalite = createRequire(__filename)('kinesalite');

const NAME = 'bench';
const shards = Number(process.argv[2]);
const server = kinesalite({ createStreamMs: 1, shardLimit: shards });

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await call(port, 'CreateStream', { StreamName: NAME, ShardCount: shards });
  for (let status = ''; status !== 'ACTIVE'; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { StreamDescriptionSummary } = await call(port, 'DescribeStreamSummary', { StreamName: NAME });
    status = StreamDescriptionSummary.StreamStatus;
  }
  const operator = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  process.send({ awsPort: port, stream: NAME, region: 'eu-west-1', operator });
});

/** It looks at the form of a signature only. */
async function call(port, action, input) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `Kinesis_20131202.${action}`,
      'X-Amz-Date': '20260101T000000Z',
      Authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/kinesis/aws4_request, SignedHeaders=a, Signature=a',
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`kinesalite answered ${answer.status}: ${await answer.text()}`);
  const text = await answer.text();
  return text === '' ? {} : JSON.parse(text);
}
