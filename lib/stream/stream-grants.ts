import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { warnOnce } from '../checks/warn-once';

/** Actions of a producer. */
export const WRITE_ACTIONS = ['kinesis:PutRecord', 'kinesis:PutRecords'];

/** Actions of Firehose as a consumer. Source: Firehose developer guide, "Controlling access". */
export const FIREHOSE_READ_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** Actions of any consumer that polls: the KCL and Lambda ask for a stream's summary as well. */
export const READ_ACTIONS = [...FIREHOSE_READ_ACTIONS, 'kinesis:DescribeStreamSummary'];

/** What a producer needs of the key of an encrypted stream. Source: Kinesis developer guide, server-side encryption. */
export const WRITE_KEY_ACTION = 'kms:GenerateDataKey';

/** What a consumer needs of the key of an encrypted stream. Same source. */
export const READ_KEY_ACTION = 'kms:Decrypt';

/** Least statements for `actions` of a producer on `stream`, with its key where that is known. */
export function streamWriteStatements(stream: kinesis.IStream, actions: string[] = WRITE_ACTIONS) {
  return streamStatements(stream, actions, WRITE_KEY_ACTION);
}

/** Least statements for `actions` of a consumer that polls `stream`, with its key where that is known. */
export function streamReadStatements(stream: kinesis.IStream, actions: string[] = READ_ACTIONS) {
  return streamStatements(stream, actions, READ_KEY_ACTION);
}

/** Warns at `scope`, once in its stack, of what this app cannot grant on a stream that it does not own. */
export function warnUnknownKey(scope: IConstruct, stream: kinesis.IStream): void {
  const key = stream.encryptionKey;
  if (key === undefined) {
    // A stream of this app tells whether it has a key; the AWS managed one needs no grant within the account.
    if (stream.node.defaultChild !== undefined) return;
    warnOnce(
      scope,
      stream,
      'sluice:unknownStreamKey',
      `The key of the imported stream '${stream.node.path}' is not known, so that nothing is granted on it. If the ` +
        "stream has a customer-managed key, import it with Stream.fromStreamAttributes and 'encryptionKey'.",
    );
    return;
  }
  warnForeignKey(scope, key);
}

/** Warns at `scope`, once in its stack, where a key belongs to another account, whose key policy this app cannot change. */
export function warnForeignKey(scope: IConstruct, key: kms.IKey): void {
  const { account } = Stack.of(scope);
  const keyAccount = key.env.account;
  if (Token.isUnresolved(keyAccount) || Token.isUnresolved(account) || keyAccount === account) return;
  warnOnce(
    scope,
    key,
    'sluice:keyOfAnotherAccount',
    `The key '${key.node.path}' belongs to account ${keyAccount}, and its policy cannot be changed from here: it must ` +
      `allow account ${account} to use it.`,
  );
}

function streamStatements(stream: kinesis.IStream, actions: string[], keyAction: string): iam.PolicyStatement[] {
  const statements = [new iam.PolicyStatement({ actions, resources: [stream.streamArn] })];
  const key = stream.encryptionKey;
  if (key !== undefined) statements.push(new iam.PolicyStatement({ actions: [keyAction], resources: [key.keyArn] }));
  return statements;
}
