import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsFault, AwsRequest, AwsResponse, AwsService, FaultSink } from '../endpoint';
import { SluiceError } from '../errors';
import { ACTIONS } from './actions';
import type { DynamoDb } from './dynamodb';
import { DynamoDbFault, invalid } from './fault';
import { Input } from './input';
import type { Table } from './table';

const TARGET = 'DynamoDB_20120810';

/** DynamoDB behind its wire protocol, AWS JSON 1.0: single items by their key. */
export class DynamoDbService implements AwsService {
  public readonly name = 'dynamodb';
  public readonly targetPrefix = TARGET;

  /** @param onFault Told of what is answered as an internal failure */
  public constructor(
    private readonly dynamodb: DynamoDb,
    private readonly onFault: FaultSink = () => {},
  ) {}

  public refuse({ code, message, status }: AwsFault): AwsResponse {
    return refusal(new DynamoDbFault(code, message, undefined, status));
  }

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    try {
      return reply(200, await this.run(request));
    } catch (error) {
      if (error instanceof DynamoDbFault) return refusal(error);
      this.onFault(error);
      // What went wrong is on this machine, and its owner is the caller: tell him.
      const message = error instanceof SluiceError ? `${error.code}: ${error.message}` : 'Internal server error';
      return refusal(new DynamoDbFault('InternalServerError', message, undefined, 500));
    }
  }

  private run(request: AwsRequest): Promise<object> {
    const name = request.action ?? (request.headers['x-amz-target'] ?? '').replace(`${TARGET}.`, '');
    const action = ACTIONS.get(name);
    if (action === undefined) {
      const known = [...ACTIONS.keys()].join(', ');
      throw new DynamoDbFault('UnknownOperationException', `'${name}' is not emulated locally, only ${known}`);
    }
    const members = parse(request.body);
    const table = this.table(members, name, request);
    return action.run(table, new Input(members, action.members));
  }

  private table(members: Readonly<Record<string, unknown>>, action: string, { authorize }: AwsRequest): Table {
    const { TableName: name } = members;
    if (typeof name !== 'string' || name === '') throw invalid("'TableName' must be the name or ARN of a table");
    const table = this.dynamodb.try(name);
    const refused = authorize?.(`dynamodb:${action}`, table?.definition.arn ?? name);
    if (refused !== undefined) throw new DynamoDbFault('AccessDeniedException', refused);
    if (table === undefined) throw new DynamoDbFault('ResourceNotFoundException', 'Requested resource not found');
    this.assertKeyAllowed(table, authorize);
    return table;
  }

  /** Whoever uses a table must be allowed its key as well, by DynamoDB. */
  private assertKeyAllowed({ definition }: Table, authorize: AwsRequest['authorize']): void {
    const { arn, keyArn, name } = definition;
    if (keyArn === undefined) return;
    const policy = this.dynamodb.keyPolicy(keyArn);
    const [, , , region, account] = arn.split(':');
    const refused = authorize?.('kms:Decrypt', keyArn, {
      ...(policy && { policy, policyRequired: true }),
      context: {
        'kms:ViaService': `dynamodb.${region}.amazonaws.com`,
        'kms:CallerAccount': account,
        'kms:EncryptionContext:aws:dynamodb:tableName': name,
        'kms:EncryptionContext:aws:dynamodb:subscriberId': account,
      },
    });
    if (refused !== undefined) throw new DynamoDbFault('AccessDeniedException', refused);
  }
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // What is no JSON is answered like JSON that is no object.
  }
  throw new DynamoDbFault('SerializationException', 'The request body is no JSON object.');
}

function refusal({ item, message, shape, status }: DynamoDbFault): AwsResponse {
  return reply(status, { __type: shape, message, ...(item !== undefined && { Item: item }) });
}

function reply(status: number, answer: object): AwsResponse {
  const body = Buffer.from(JSON.stringify(answer));
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-crc32': String(crc32(body)),
      'x-amzn-requestid': randomUUID(),
    },
    body,
  };
}
