import { parseFaults } from '../../../local/runtime';

test.each([
  ['throttle', { kind: 'throttle' }, undefined],
  [
    'throttle=events/shardId-000000000001@30',
    { kind: 'throttle', stream: 'events', shardId: 'shardId-000000000001' },
    30_000,
  ],
  ['fail-records=0.1', { kind: 'fail-records', share: 0.1 }, undefined],
  ['transform-timeout', { kind: 'transform-timeout' }, undefined],
  ['deny-bucket=archive@1.5', { kind: 'deny-bucket', bucket: 'archive' }, 1_500],
  ['target-deny=kinesis', { kind: 'target', service: 'kinesis', how: 'deny' }, undefined],
  ['service-fail=secretsmanager', { kind: 'service', service: 'secretsmanager', how: 'fail' }, undefined],
  ['service-slow=dynamodb', { kind: 'service', service: 'dynamodb', how: 'slow', delay: 10_000 }, undefined],
  ['service-slow=dynamodb/2.5@9', { kind: 'service', service: 'dynamodb', how: 'slow', delay: 2_500 }, 9_000],
])('reads %s', (text, fault, duration) => {
  expect(parseFaults(text)).toEqual([{ fault, duration }]);
});

test('reads several', () => {
  expect(parseFaults('throttle@1, deny-bucket').map(({ fault }) => fault.kind)).toEqual(['throttle', 'deny-bucket']);
});

test.each([
  '',
  'fire',
  'fail-records',
  'fail-records=2',
  'transform-timeout=x',
  'target-fail',
  'service-slow=dynamodb/x',
  'throttle@soon',
])('fails on %p and lists what there is', (text) => {
  expect(() => parseFaults(text)).toThrow(/is no fault; there are throttle\[=STREAM/);
});
