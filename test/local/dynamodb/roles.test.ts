import { allow, KEY, ROLE, type SecretReader, secretReader } from '../secrets/secrets-fixture';

const CODE = `
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDB({ maxAttempts: 1 });
exports.handler = async ({ call, ...input }) => {
  try {
    return await client[call]({ TableName: process.env.TABLE, ...input });
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};`;

const TABLE = { 'Fn::GetAtt': ['Table', 'Arn'] };
const MAY_PUT = allow('dynamodb:PutItem', TABLE);
const PUT = { call: 'putItem', Item: { id: { S: 'a' } } };
const GET = { call: 'getItem', Key: { id: { S: 'a' } } };

const SCHEMA = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
const TABLES = {
  'AWS::DynamoDB::Table': SCHEMA,
  'AWS::DynamoDB::GlobalTable': { ...SCHEMA, Replicas: [{ Region: { Ref: 'AWS::Region' } }] },
};

let open: SecretReader | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function caller(grants: object[], more: Record<string, object> = {}) {
  const Environment = { Variables: { TABLE: { Ref: 'Table' } } };
  const Properties = {
    FunctionName: 'reader',
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Timeout: 10,
    Role: ROLE,
  };
  const Reader = { Type: 'AWS::Lambda::Function', Properties: { ...Properties, Code: { ZipFile: CODE }, Environment } };
  open = await secretReader(grants, { Reader, Table: { Type: 'AWS::DynamoDB::Table', Properties: SCHEMA }, ...more });
  return open.read;
}

test.each(Object.entries(TABLES))(
  'a function may do to an %s what its role allows, and no more',
  async (Type, Properties) => {
    const call = await caller([MAY_PUT], { Table: { Type, Properties } });
    expect(await call(PUT)).not.toHaveProperty('error');
    expect(await call(GET)).toMatchObject({
      error: 'AccessDeniedException',
      message: expect.stringMatching(/not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:/),
    });
  },
);

describe("a table with a customer's key", () => {
  const Statement = [
    { ...allow('kms:*', '*'), Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } },
  ];
  const encrypted = {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement } } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { ...SCHEMA, SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY } },
    },
  };

  test('is used with a grant of the key', async () => {
    const call = await caller([MAY_PUT, allow('kms:Decrypt', KEY)], encrypted);
    expect(await call(PUT)).not.toHaveProperty('error');
  });

  test('fails without one', async () => {
    const call = await caller([MAY_PUT], encrypted);
    expect(await call(PUT)).toMatchObject({
      error: 'AccessDeniedException',
      message: expect.stringMatching(/kms:Decrypt/),
    });
  });
});

test('faults of DynamoDB strike the functions that call it', async () => {
  const call = await caller([MAY_PUT]);
  open?.local.faults.inject({ kind: 'service', service: 'dynamodb', how: 'fail' });
  expect(await call(PUT)).toMatchObject({ error: 'InternalServiceError' });
});
