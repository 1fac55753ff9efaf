import { Size, Token } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FirehosePutRecordTarget, HealthTarget, KinesisPutRecordsTarget, KinesisPutRecordTarget } from 'cdk-sluice';
import { frontDoor, onDemandStream, provisionedStream } from '../../support/front-door';

const KNOWN_REGION = { env: { account: '111111111111', region: 'us-east-1' } };
const rate = (rateLimit: number) => ({ rateLimit, burstLimit: 10 });

describe('the capacity warning', () => {
  test('is silent where the stream takes what the front door admits', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(1_000) }, KNOWN_REGION);
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }));
    expect(warnings()).toEqual([]);
  });

  test('names records, routes and stream where more records come in than the shards take', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(1_001), eventSize: Size.bytes(100) }, KNOWN_REGION);
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }));
    expect(warnings()).toEqual([
      expect.stringMatching(/^POST \/events admit to stream 'Test\/Stream' 1,001 records\/s \(it takes 1,000\), with/),
    ]);
  });

  test('counts bytes by the stated event size', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(1_000), eventSize: Size.kibibytes(2) }, KNOWN_REGION);
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }));
    expect(warnings()).toEqual([expect.stringContaining('1.95 MiB/s (it takes 1), with events of 2,048 bytes')]);
  });

  test('adds up the routes that share a stream', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(600) }, KNOWN_REGION);
    const stream = provisionedStream(stack);
    api.addRoute('/a', new KinesisPutRecordTarget({ stream }));
    expect(warnings()).toEqual([]);
    const both = frontDoor({ throttle: rate(600) }, KNOWN_REGION);
    const shared = provisionedStream(both.stack);
    both.api.addRoute('/a', new KinesisPutRecordTarget({ stream: shared }));
    both.api.addRoute('/b', new KinesisPutRecordTarget({ stream: shared }));
    expect(both.warnings()).toEqual([expect.stringContaining('POST /a and POST /b admit')]);
  });

  test('multiplies a batch route by its typical batch', () => {
    const { api, stack, warnings } = frontDoor({}, KNOWN_REGION);
    const target = new KinesisPutRecordsTarget({ stream: provisionedStream(stack), typicalBatchSize: 100 });
    api.addRoute('/events/batch', target, { throttle: rate(11) });
    expect(warnings()).toEqual([expect.stringContaining('1,100 records/s (it takes 1,000)')]);
  });

  test("takes a new on-demand stream for four shards' worth", () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(4_001), eventSize: Size.bytes(100) }, KNOWN_REGION);
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: onDemandStream(stack) }));
    expect(warnings()).toEqual([expect.stringContaining('4,001 records/s (it takes 4,000)')]);
  });

  test('counts the warm throughput of an on-demand stream', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(9_000), eventSize: Size.bytes(100) }, KNOWN_REGION);
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: onDemandStream(stack, 9) }));
    expect(warnings()).toEqual([]);
  });

  test("warns where a one-to-one route passes Firehose's direct-put quota of the Region", () => {
    for (const [region, quota] of [
      ['us-east-1', 2_000],
      ['eu-central-1', 1_000],
    ] as const) {
      const env = { account: '111111111111', region };
      const { api, stack, warnings } = frontDoor({ throttle: rate(quota + 1), eventSize: Size.bytes(10) }, { env });
      const destination = new S3Bucket(new Bucket(stack, 'Bucket'));
      const deliveryStream = new DeliveryStream(stack, 'Delivery', { destination });
      api.addRoute('/archive', new FirehosePutRecordTarget({ deliveryStream }));
      const [warning, ...others] = warnings();
      expect(others).toEqual([]);
      expect(warning).toContain(`requests/s (it takes ${quota.toLocaleString('en-US')})`);
      expect(warning).not.toContain('Region is not known');
    }
  });

  test('counts the lower quota, and says so, where the Region is not known', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(1_001), eventSize: Size.bytes(10) });
    const destination = new S3Bucket(new Bucket(stack, 'Bucket'));
    const deliveryStream = new DeliveryStream(stack, 'Delivery', { destination });
    api.addRoute('/archive', new FirehosePutRecordTarget({ deliveryStream }));
    expect(warnings()).toEqual([
      expect.stringMatching(/1,001 requests\/s \(it takes 1,000\).*the Region is not known at synth/),
    ]);
  });

  test("warns where all routes together pass the account's rate", () => {
    const env = { account: '111111111111', region: 'eu-south-1' };
    const { api, warnings } = frontDoor({ throttle: rate(2_500) }, { env });
    api.addHealthRoute();
    expect(warnings()).toEqual([]);
    const more = frontDoor({ throttle: rate(2_501) }, { env });
    more.api.addRoute('/x', new HealthTarget());
    expect(more.warnings()).toEqual([
      expect.stringContaining("admit 2,501 requests/s together, more than the account's 2,500 requests/s"),
    ]);
  });

  test('says that it compared nothing where a rate is known only at deployment', () => {
    const { api, stack, warnings } = frontDoor({}, KNOWN_REGION);
    const rateLimit = Token.asNumber({ Ref: 'Rate' });
    api.addRoute('/events', new KinesisPutRecordTarget({ stream: provisionedStream(stack) }), {
      throttle: { rateLimit, burstLimit: 10 },
    });
    expect(warnings()).toEqual([
      expect.stringContaining('Because the rate of POST /events, or of what takes it, is not known at synth'),
    ]);
  });

  test('says so where the shard count or the batch is known only at deployment, and compares the other routes', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(1_500) }, KNOWN_REGION);
    const unknownShards = provisionedStream(stack, Token.asNumber({ Ref: 'Shards' }), 'Unknown');
    const stream = provisionedStream(stack);
    api.addRoute('/unknown', new KinesisPutRecordTarget({ stream: unknownShards }));
    api.addRoute('/batch', new KinesisPutRecordsTarget({ stream, typicalBatchSize: Token.asNumber({ Ref: 'Batch' }) }));
    api.addRoute('/known', new KinesisPutRecordTarget({ stream }));
    expect(warnings()).toEqual([
      expect.stringContaining('the rate of POST /unknown and POST /batch, or of what takes it, is not known at synth'),
      expect.stringContaining("POST /known admit to stream 'Test/Stream' 1,500 records/s (it takes 1,000)"),
    ]);
  });

  test('is silent about an imported stream, whose capacity is not known', () => {
    const { api, stack, warnings } = frontDoor({ throttle: rate(9_999) }, KNOWN_REGION);
    const stream = Stream.fromStreamAttributes(stack, 'Imported', {
      streamArn: 'arn:aws:kinesis:us-east-1:111111111111:stream/theirs',
    });
    api.addRoute('/events', new KinesisPutRecordTarget({ stream }));
    expect(warnings().filter((warning) => warning.includes('admit'))).toEqual([]);
  });
});
