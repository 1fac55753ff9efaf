import { type Deployment, keyArnOf, PropertyReader, type Resource } from '../assembly';
import { DynamoDbError } from './errors';

/** Types a key may have. */
const KEY_TYPES = ['S', 'N', 'B'];

/** A part of the primary key. */
export interface KeyPart {
  readonly name: string;
  /** `S`, `N` or `B`. */
  readonly type: string;
}

/** A table as the template declares it. */
export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  /** Names the resource in errors. */
  readonly position: string;
  /** The partition key and, where there is one, the sort key. */
  readonly key: readonly KeyPart[];
  /** The attribute that tells when an item expires, in seconds since the epoch; undefined where none does. */
  readonly expiry: string | undefined;
  /** ARN of the customer-managed key; undefined for those of AWS. */
  readonly keyArn: string | undefined;
}

/** Reads an `AWS::DynamoDB::Table` or `AWS::DynamoDB::GlobalTable`. @throws DynamoDbError, AssemblyError */
export function readTableDefinition(resource: Resource, deployment: Deployment): TableDefinition {
  const reader = PropertyReader.of(resource);
  const types = new Map(
    reader.recordList('AttributeDefinitions').map((part) => [part.text('AttributeName'), part.text('AttributeType')]),
  );
  const part = (role: string): KeyPart[] =>
    reader
      .recordList('KeySchema')
      .filter((one) => one.text('KeyType') === role)
      .map((one) => ({ name: one.text('AttributeName'), type: types.get(one.text('AttributeName')) ?? '' }));
  const key = [...part('HASH'), ...part('RANGE')];
  const position = `${reader.position}.KeySchema`;
  if (part('HASH').length !== 1 || key.length > 2) {
    throw new DynamoDbError('DYNAMODB_INVALID_TABLE', 'must have one HASH key and at most one RANGE key', position);
  }
  const untyped = key.find(({ type }) => !KEY_TYPES.includes(type));
  if (untyped !== undefined) {
    const message = `'${untyped.name}' must be defined as S, N or B in AttributeDefinitions, got '${untyped.type}'`;
    throw new DynamoDbError('DYNAMODB_INVALID_TABLE', message, position);
  }
  const expiry = reader.tryRecord('TimeToLiveSpecification');
  return {
    name: resource.physicalId,
    arn: resource.arn ?? '',
    position: resource.position,
    key,
    expiry: expiry?.flag('Enabled') ? expiry.text('AttributeName') : undefined,
    keyArn: keyOf(reader, deployment),
  };
}

/** A global table names a key for each Region. */
function keyOf(reader: PropertyReader, deployment: Deployment): string | undefined {
  const replica = reader.recordList('Replicas').find((one) => one.tryText('Region') === deployment.region);
  const id =
    reader.tryRecord('SSESpecification')?.tryText('KMSMasterKeyId') ??
    replica?.tryRecord('SSESpecification')?.tryText('KMSMasterKeyId');
  return id === undefined ? undefined : keyArnOf(deployment, id);
}
