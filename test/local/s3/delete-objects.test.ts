import { createHash } from 'node:crypto';
import { DeleteObjectsCommand, S3Client } from '@aws-sdk/client-s3';
import { compilePolicies } from '../../../local/iam';
import { MemoryObjectStore, S3Service } from '../../../local/s3';
import { CREDENTIALS, caller, REGION, type Started, startEndpoint } from '../endpoint/fixtures';

const Bucket = 'archive';
const store = new MemoryObjectStore();
const service = new S3Service(store, () => [{ name: Bucket, created: 0 }]);
let started: Started;
let client: S3Client;

async function start(known = caller('s3:*')): Promise<[Started, S3Client]> {
  const endpoint = await startEndpoint({ known, services: [service] });
  const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1, forcePathStyle: true };
  return [endpoint, new S3Client({ ...config, endpoint: endpoint.server.url })];
}

const remove = (keys: readonly string[], Quiet?: boolean, by = client) =>
  by.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: keys.map((Key) => ({ Key })), ...(Quiet !== undefined && { Quiet }) },
    }),
  );

/** What a client sends that minds no rule. */
async function post(text: string, headers: Record<string, string> = {}): Promise<[number, string | undefined]> {
  const body = Buffer.from(text);
  const md5 = createHash('md5').update(body).digest('base64');
  const request = { method: 'POST', path: `/${Bucket}`, query: 'delete', body };
  const { status, body: answer } = await service.handle({ ...request, headers: { 'content-md5': md5, ...headers } });
  return [status, /<Code>(\w+)<\/Code>/.exec(answer.toString())?.[1]];
}

beforeAll(async () => {
  [started, client] = await start();
});

afterAll(async () => {
  client.destroy();
  await started.server.close();
});

test('deletes many objects, there or not', async () => {
  const keys = ['a', 'folder/ü<&>"\'', ' spaces ', 'line\r\nbreak', 'tab\t&amp;'];
  for (const key of [...keys, 'kept']) await store.put(Bucket, key, Buffer.from(key));
  const { Deleted, Errors } = await remove([...keys, 'none']);
  expect(Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'none']);
  expect(Errors).toBeUndefined();
  expect((await store.list(Bucket)).map(({ key }) => key)).toEqual(['kept']);
});

test('tells failures alone where it is to be quiet', async () => {
  await store.put(Bucket, 'quiet', Buffer.from('x'));
  const { Deleted, Errors } = await remove(['quiet'], true);
  expect([Deleted, Errors]).toEqual([undefined, undefined]);
  expect(await store.tryHead(Bucket, 'quiet')).toBeUndefined();
});

test.each([false, true])(
  'tells each key that may not be deleted, and deletes the others (quiet: %s)',
  async (quiet) => {
    const { principal, ...credentials } = caller('none:None');
    const Statement = [{ Effect: 'Allow', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/mine/*` }];
    const identity = compilePolicies([{ name: 'dev', document: { Version: '2012-10-17', Statement } }], 'identity');
    const [other, by] = await start({ ...credentials, principal: { ...principal, identity } });
    for (const key of ['mine/1', 'yours/1', 'mine/2']) await store.put(Bucket, key, Buffer.from(key));

    const { Deleted, Errors } = await remove(['mine/1', 'yours/1', 'mine/2'], quiet, by);
    expect(Deleted?.map(({ Key }) => Key)).toEqual(quiet ? undefined : ['mine/1', 'mine/2']);
    expect(Errors).toEqual([
      { Key: 'yours/1', Code: 'AccessDenied', Message: expect.stringContaining('s3:DeleteObject') },
    ]);
    expect((await store.list(Bucket)).map(({ key }) => key)).toEqual(expect.arrayContaining(['yours/1']));
    expect(await store.tryHead(Bucket, 'mine/2')).toBeUndefined();
    by.destroy();
    await other.server.close();
  },
);

test('deletes a thousand objects at once and no more', async () => {
  const keys = Array.from({ length: 1_001 }, (_, index) => `many/${index}`);
  await expect(remove(keys)).rejects.toMatchObject({ name: 'MalformedXML', $metadata: { httpStatusCode: 400 } });
  expect((await remove(keys.slice(1))).Deleted).toHaveLength(1_000);
});

test.each([
  ['no XML', 'keys: a, b'],
  ['nothing', ''],
  ['another document', '<Other><Object><Key>a</Key></Object></Other>'],
  ['no object', '<Delete><Quiet>true</Quiet></Delete>'],
  ['an object without a key', '<Delete><Object></Object></Delete>'],
  ['an empty key', '<Delete><Object><Key/></Object></Delete>'],
  ['an element that is left open', '<Delete><Object><Key>a</Key></Object>'],
  ['elements that cross', '<Delete><Object><Key>a</Object></Key></Delete>'],
  ['two documents', '<Delete><Object><Key>a</Key></Object></Delete><Delete/>'],
  ['a bare ampersand', '<Delete><Object><Key>a & b</Key></Object></Delete>'],
  ['an entity of its own', '<!DOCTYPE d [<!ENTITY e "x">]><Delete><Object><Key>&e;</Key></Object></Delete>'],
  ['an entity of the language', '<Delete><Object><Key>&constructor;</Key></Object></Delete>'],
  ['half a character', '<Delete><Object><Key>&#xd800;</Key></Object></Delete>'],
  ['an unknown element', '<Delete><Object><Key>a</Key></Object><Loud>true</Loud></Delete>'],
  ['no truth value', '<Delete><Object><Key>a</Key></Object><Quiet>maybe</Quiet></Delete>'],
  ['elements without end', '<Delete>'.repeat(10_000)],
])('fails for %s', async (_, text) => {
  expect(await post(text)).toEqual([400, 'MalformedXML']);
});

test('takes what other clients write', async () => {
  await store.put(Bucket, 'ü1', Buffer.from('x'));
  const key = '\n  <Object>\n    <Key>&#xfc;&#49;</Key><VersionId>null</VersionId>\n  </Object>\n';
  const text = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<Delete xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>${key}</Delete>\n`;
  expect(await post(text)).toEqual([200, undefined]);
  expect(await store.tryHead(Bucket, 'ü1')).toBeUndefined();
});

test('fails by name for versions', async () => {
  const version = '<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>';
  expect(await post(version)).toEqual([501, 'NotImplemented']);
});

test('fails without a digest of the body, and for another one', async () => {
  const text = '<Delete><Object><Key>a</Key></Object></Delete>';
  const request = { method: 'POST', path: `/${Bucket}`, query: 'delete', headers: {}, body: Buffer.from(text) };
  expect((await service.handle(request)).body.toString()).toContain('<Code>InvalidRequest</Code>');
  expect(await post(text, { 'content-md5': 'x' })).toEqual([400, 'BadDigest']);
  expect(await post(text, { 'x-amz-checksum-crc32': 'AAAAAA==' })).toEqual([400, 'BadDigest']);
});
