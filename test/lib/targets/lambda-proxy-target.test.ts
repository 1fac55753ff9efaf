import { Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { type CfnStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Enrichment, LambdaProxyTarget, type LambdaProxyTargetProps, PartitionKey, RouteContentType } from 'cdk-sluice';
import { frontDoor, provisionedStream } from '../../support/front-door';

type Options = Parameters<ReturnType<typeof frontDoor>['api']['addRoute']>[2];

function route(props: Partial<LambdaProxyTargetProps> = {}, path = '/in', options: Options = {}, recordKiB?: number) {
  const door = frontDoor(
    { corsOrigin: 'https://shop.example.com' },
    { env: { account: '111122223333', region: 'eu-west-1' } },
  );
  const stream = provisionedStream(door.stack, 4);
  (stream.node.defaultChild as CfnStream).maxRecordSizeInKiB = recordKiB;
  const target = new LambdaProxyTarget({ stream, ...props });
  door.api.addRoute(path, target, options);
  return { ...door, stream, target };
}

/** What the function of a route is told. */
function configOf({ stack, target }: ReturnType<typeof route>): { [name: string]: unknown } {
  const [handler] = target.functions;
  const { variables } = stack.resolve(
    (handler?.node.defaultChild as { environment?: object } | undefined)?.environment,
  );
  const text = variables.PRODUCER_CONFIG;
  return JSON.parse(
    typeof text === 'string'
      ? text
      : text['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'REF')).join(''),
  );
}

test('the route calls its function as a proxy, without a role, model or template', () => {
  route()
    .template()
    .hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      RequestModels: Match.objectEquals({}),
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Credentials: Match.absent(),
        Uri: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':lambda:path/2015-03-31/functions/$')])] },
      },
    });
});

test('the function may write the one stream, and be called by the one method', () => {
  const { template, stack, stream, target } = route();
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        { Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: stack.resolve(stream.streamArn) },
      ]),
    },
  });
  template().resourceCountIs('AWS::Lambda::Permission', 1);
  template().hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: stack.resolve(target.functions[0]?.functionArn),
    SourceArn: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/POST/in$')])] },
  });
});

test('the function is told what it needs, and no more', () => {
  expect(configOf(route())).toEqual({
    service: 'kinesis',
    name: 'REF',
    region: 'eu-west-1',
    maxRecordBytes: 1_048_576,
    batch: false,
    key: { from: 'header', name: 'x-partition-key' },
    enrich: true,
    schemaVersion: null,
    corsOrigin: 'https://shop.example.com',
  });
});

test('a batch has its keys beside its records', () => {
  expect(configOf(route({ batch: true }))).toMatchObject({ batch: true, key: { from: 'record', name: '' } });
});

test.each([
  [PartitionKey.fromPath('device'), 'path', 'device'],
  [PartitionKey.fromQuery('q'), 'query', 'q'],
  [PartitionKey.fromBody('$.a[0].b'), 'body', '$.a[0].b'],
  [PartitionKey.fromContext('identity.sourceIp'), 'context', 'identity.sourceIp'],
  [PartitionKey.fromHeader('X-Device'), 'header', 'x-device'],
  [PartitionKey.spread(), 'spread', ''],
])('a key may come from elsewhere: %#', (partitionKey, from, name) => {
  expect(configOf(route({ partitionKey }, '/devices/{device}/in')).key).toEqual({ from, name });
});

test('each route has a function of its own', () => {
  const { api, stack } = frontDoor();
  const target = new LambdaProxyTarget({ stream: provisionedStream(stack) });
  api.addRoute('/a', target);
  api.addRoute('/b', target);
  expect(target.functions.map(({ node }) => node.path)).toEqual([
    'Test/Api/POST |a/Handler/Function',
    'Test/Api/POST |b/Handler/Function',
  ]);
});

test('what its stream takes is what the function lets through', () => {
  expect(configOf(route({}, '/in', {}, 4_096)).maxRecordBytes).toBe(4_194_304);
  const arn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/theirs';
  expect(configOf(route({ stream: Stream.fromStreamArn(new Stack(), 'Theirs', arn) })).maxRecordBytes).toBe(10_485_760);
});

test('a delivery stream is put to in batches', () => {
  const { stack } = frontDoor();
  const arn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/theirs';
  const deliveryStream = DeliveryStream.fromDeliveryStreamArn(stack, 'Theirs', arn);
  const made = route({ stream: undefined, deliveryStream });
  expect(configOf(made)).toMatchObject({
    service: 'firehose',
    name: 'theirs',
    maxRecordBytes: 1_024_000,
    key: { from: 'spread' },
  });
  made.template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'firehose:PutRecordBatch', Resource: arn }]),
    },
  });
});

test('routes are warned of that let in more than the stream takes', () => {
  const { api, stack, warnings } = frontDoor();
  const stream = provisionedStream(stack);
  const throttle = { rateLimit: 200, burstLimit: 10 };
  api.addRoute('/in', new LambdaProxyTarget({ stream, batch: true, typicalBatchSize: 20 }), { throttle });
  expect(warnings().join()).toMatch(/4,000 records\/s \(it takes 1,000\)/);
});

const PROPS: [string, () => unknown, string][] = [
  ['neither stream', () => new LambdaProxyTarget({}), "one of 'stream' and 'deliveryStream' must be given, got none"],
  [
    'a timeout past the gateway’s',
    () => route({ timeout: Duration.seconds(30) }),
    "'timeout' must be between 1 and 29 seconds, got 30",
  ],
  [
    'a batch size without batches',
    () => route({ typicalBatchSize: 5 }),
    "'typicalBatchSize' must be left out without 'batch'",
  ],
  [
    'a version that is stored nowhere',
    () => route({ schemaVersion: '1', enrichment: Enrichment.NONE }),
    "'schemaVersion' must be left out with Enrichment.NONE",
  ],
  [
    'a key computed by VTL',
    () => route({ partitionKey: PartitionKey.computed('$context.stage') }),
    "'partitionKey' must not be computed by VTL where a function reads it, got '$context.stage'",
  ],
  [
    'a key of a variable that no function is told of',
    () => route({ partitionKey: PartitionKey.fromContext('awsEndpointRequestId') }),
    "'partitionKey' must be a variable that functions are told of, got '$context.awsEndpointRequestId'",
  ],
  [
    'a key of a missing path parameter',
    () => route({ partitionKey: PartitionKey.fromPath('device') }),
    "which the route '/in' does not have",
  ],
  [
    'content types',
    () => route({}, '/in', { contentTypes: [RouteContentType.mapped('text/csv', 'x')] }),
    "'contentTypes' of route '/in' must be left out, got some: its target is a proxy",
  ],
  [
    'a schema that is none',
    () => route({}, '/in', { eventSchema: { type: 'objekt' } }),
    "'eventSchema' must be a JSON Schema of draft 4 that can be compiled, got one where schema is invalid",
  ],
  [
    'a stream of another account',
    () => {
      const arn = 'arn:aws:kinesis:eu-west-1:444455556666:stream/theirs';
      return route({ stream: Stream.fromStreamArn(new Stack(), 'Theirs', arn) });
    },
    "'stream' must be of account 111122223333",
  ],
];

test.each(PROPS)('fails with %s', (_, make, message) => {
  expect(make).toThrow(message);
});
