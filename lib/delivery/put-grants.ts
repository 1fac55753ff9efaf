import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { warnOnce } from '../checks/warn-once';

/** Actions of a producer. */
export const PUT_ACTIONS = ['firehose:PutRecord', 'firehose:PutRecordBatch'];

/**
 * What a producer needs of the customer-managed key of a delivery stream: since 20 April 2026 Firehose asks it of the
 * caller of `PutRecord` and `PutRecordBatch` as well. Source: Firehose developer guide, "Data protection".
 */
export const PUT_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Least statements for `actions` of a producer on a delivery stream, with its key where that is known. */
export function putStatements(deliveryStream: IDeliveryStream, actions: string[]): iam.PolicyStatement[] {
  const statements = [new iam.PolicyStatement({ actions, resources: [deliveryStream.deliveryStreamArn] })];
  const encryption = encryptionOf(deliveryStream);
  if (encryption === 'unknown' || encryption.keyArn === undefined) return statements;
  statements.push(new iam.PolicyStatement({ actions: PUT_KEY_ACTIONS, resources: [encryption.keyArn] }));
  return statements;
}

/** Warns at `scope`, once in its stack, where the key of a delivery stream cannot be told, nor granted. */
export function warnUnknownDeliveryKey(scope: IConstruct, deliveryStream: IDeliveryStream): void {
  if (encryptionOf(deliveryStream) !== 'unknown') return;
  warnOnce(
    scope,
    deliveryStream,
    'sluice:unknownDeliveryStreamKey',
    `The key of the imported delivery stream '${deliveryStream.node.path}' is not known, so that nothing is granted on ` +
      `it. If the delivery stream has a customer-managed key, allow the producer ${PUT_KEY_ACTIONS.join(' and ')} on it.`,
  );
}

/** The key that a delivery stream's definition in this app names, if any. */
function encryptionOf(deliveryStream: IDeliveryStream): { readonly keyArn?: string } | 'unknown' {
  const definition = deliveryStream.node.defaultChild;
  if (!(definition instanceof CfnDeliveryStream)) return 'unknown';
  const input = definition.deliveryStreamEncryptionConfigurationInput;
  if (input === undefined) return {};
  return 'keyType' in input ? { keyArn: input.keyArn } : 'unknown';
}
