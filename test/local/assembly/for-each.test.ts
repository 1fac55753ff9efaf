import { deploy, resolved } from './template-fixture';

describe('Fn::ForEach', () => {
  test('makes a resource and an output of each element', () => {
    const deployment = deploy({
      Transform: 'AWS::LanguageExtensions',
      Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'a.x,b' } },
      Resources: {
        'Fn::ForEach::Queues': [
          'Name',
          { Ref: 'Names' },
          { 'Queue&{Name}': { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': 'q-${Name}' } } } },
        ],
      },
      Outputs: {
        'Fn::ForEach::Arns': ['Name', ['b'], { 'Arn${Name}': { Value: { 'Fn::GetAtt': ['Queue${Name}', 'Arn'] } } }],
      },
    });
    expect(deployment.resources.map(({ logicalId, properties }) => [logicalId, properties.QueueName])).toEqual([
      ['Queueax', 'q-a.x'],
      ['Queueb', 'q-b'],
    ]);
    expect(deployment.outputs.map(({ value }) => value)).toEqual(['arn:aws:sqs:us-east-1:000000000000:q-b']);
  });

  test('expands loops within loops and within properties', () => {
    const loop = {
      'Fn::ForEach::A': ['X', [1, 2], { 'Fn::ForEach::B': ['Y', ['a'], { '${X}${Y}': [{ Ref: 'X' }] }] }],
    };
    expect(resolved({ fixed: true, ...loop })).toEqual({ fixed: true, '1a': ['1'], '2a': ['2'] });
  });

  test('fails on a collection that is no list', () => {
    expect(() => resolved({ 'Fn::ForEach::A': ['X', 'text', {}] })).toThrow(
      expect.objectContaining({ code: 'MALFORMED_INTRINSIC', position: expect.stringContaining('Fn::ForEach::A[1]') }),
    );
  });
});
