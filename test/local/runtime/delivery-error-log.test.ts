import type { FirehoseLogEntry } from '../../../local/firehose';
import { askForErrorLogs } from '../../../local/runtime/delivery-error-log';
import { RoleAuthority } from '../../../local/runtime/role-authority';
import { deploy } from '../assembly/template-fixture';

const RETRY: FirehoseLogEntry = {
  ...{ kind: 'retry', stream: 'archive', code: 'S3.AccessDenied', message: 'no', attempt: 1, delay: 1_000 },
};
const delivered = (output: 'data' | 'error' | 'backup'): FirehoseLogEntry => ({
  ...{ kind: 'delivered', stream: 'archive', output, bucket: 'b', key: 'k', records: 1, bytes: 1, size: 1 },
  ...{ origins: () => [], ordinals: () => [] },
});
const OPTIONS = { Enabled: true, LogGroupName: '/firehose/archive', LogStreamName: 'errors' };
const STREAM_ARN = 'arn:aws:logs:us-east-1:000000000000:log-group:/firehose/archive:log-stream:errors';
const NONE = 'arn:aws:logs:us-east-1:000000000000:log-group:/firehose/archive:log-stream:other';

/** What is said when a delivery tells this. @param grant Log stream that its role may write to */
function said(
  entries: readonly FirehoseLogEntry[],
  {
    options = OPTIONS,
    grant = NONE,
    service = 'firehose',
  }: { options?: object; grant?: string; service?: string } = {},
): string[] {
  const statement = (rest: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: statement({
        ...{ Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
      }),
      Policies: [{ PolicyName: 'p', PolicyDocument: statement({ Action: 'logs:PutLogEvents', Resource: grant }) }],
    },
  };
  const Delivery = {
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    Properties: {
      DeliveryStreamName: 'archive',
      ExtendedS3DestinationConfiguration: {
        ...{ BucketARN: 'arn:aws:s3:::b', RoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] } },
        CloudWatchLoggingOptions: options,
      },
    },
  };
  const lines: string[] = [];
  const deployment = deploy({ Resources: { Role, Delivery } });
  const log = askForErrorLogs(deployment, new RoleAuthority(deployment, (line) => lines.push(line)));
  for (const entry of entries) log(entry);
  return lines;
}

const REFUSED = expect.stringMatching(/^refused: role \S+ \[Role\] lacks logs:PutLogEvents on (\S+)$/);

test.each([
  ['what is tried again', RETRY],
  ['records that go to the error prefix', delivered('error')],
])("a role that may not write a delivery's errors is named, once, with %s", (_, entry) => {
  const lines = said([entry, entry, RETRY]);
  expect(lines).toEqual([REFUSED]);
  expect(lines[0]).toContain(` on ${STREAM_ARN}`);
});

test.each([
  ['nothing fails', [delivered('data'), delivered('backup')], {}],
  ['the role may write it', [RETRY], { grant: STREAM_ARN }],
  ['the role may write to the whole group', [RETRY], { grant: STREAM_ARN.replace(/log-stream:.*/, '*') }],
  ['errors are not logged', [RETRY], { options: { Enabled: false } }],
  ['another delivery fails', [{ ...RETRY, stream: 'other' }], {}],
])('nothing is said where %s', (_, entries, options) => {
  expect(said(entries, options)).toEqual([]);
});

test('a role that Firehose cannot assume is named for that', () => {
  expect(said([RETRY], { service: 'lambda' })).toEqual([expect.stringContaining('may not assume role')]);
});
