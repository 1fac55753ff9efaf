import { Duration, Size, type Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { delivered, destination, type Props } from './delivered';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:shape';
const transformed =
  (props: Props = {}) =>
  (stack: Stack) => ({ transform: lambda.Function.fromFunctionArn(stack, 'Fn', ARN), ...props });
const parameters = (props?: Props) =>
  Object.fromEntries(
    destination(transformed(props)).ProcessingConfiguration.Processors[0].Parameters.map(
      ({ ParameterName, ParameterValue }: { ParameterName: string; ParameterValue: unknown }) => [
        ParameterName,
        ParameterValue,
      ],
    ),
  );

test('a transform is called under the role of the delivery, with the service’s own buffering', () => {
  expect(parameters()).toEqual({ LambdaArn: ARN, RoleArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } });
});

test('its buffer and retries are passed as text', () => {
  const props = {
    transformBufferingSize: Size.kibibytes(512),
    transformBufferingInterval: Duration.seconds(0),
    transformRetries: 5,
  };
  expect(parameters(props)).toMatchObject({
    BufferSizeInMBs: '0.5',
    BufferIntervalInSeconds: '0',
    NumberOfRetries: '5',
  });
});

test('its buffer and retries may be known at deployment only', () => {
  const props = {
    transformBufferingSize: Size.mebibytes(Token.asNumber({ Ref: 'MiB' })),
    transformBufferingInterval: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })),
    transformRetries: Token.asNumber({ Ref: 'Retries' }),
  };
  expect(parameters(props)).toMatchObject({
    BufferSizeInMBs: { Ref: 'MiB' },
    BufferIntervalInSeconds: { Ref: 'Seconds' },
    NumberOfRetries: { Ref: 'Retries' },
  });
});

test.each<[Props, string]>([
  [{ transformBufferingSize: Size.mebibytes(4) }, "'transformBufferingSize' must be between 0.2 and 3 MiB, got 4"],
  [
    { transformBufferingInterval: Duration.seconds(901) },
    "'transformBufferingInterval' must be between 0 and 900 seconds, got 901",
  ],
  [{ transformRetries: -1 }, "'transformRetries' must be between 0 and 300 retries, got -1"],
])('fails for %j', (props, message) => {
  expect(() => delivered(transformed(props))).toThrow(message);
});

test.each<Props>([
  { transformBufferingSize: Size.mebibytes(1) },
  { transformBufferingInterval: Duration.seconds(1) },
  { transformRetries: 1 },
])('fails for %j without a function', (props) => {
  expect(() => delivered(props)).toThrow(`'${Object.keys(props)[0]}' must be left out without 'transform'`);
});
