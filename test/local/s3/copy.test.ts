import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { ManualClock } from '../../../local/clock';
import { compilePolicies } from '../../../local/iam';
import { MemoryObjectStore, S3Service } from '../../../local/s3';
import { CREDENTIALS, caller, REGION, type Started, startEndpoint } from '../endpoint/fixtures';

const Bucket = 'archive';
const OTHER = 'other';
const BUCKETS = [Bucket, OTHER].map((name) => ({ name, created: 0 }));
const NOW = Date.UTC(2026, 2, 4);

const store = new MemoryObjectStore(new ManualClock(NOW));
const started: Started[] = [];
const clients: S3Client[] = [];
let client: S3Client;

async function clientOf(known = caller('s3:*')): Promise<S3Client> {
  const endpoint = await startEndpoint({ known, services: [new S3Service(store, () => BUCKETS)] });
  const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1, forcePathStyle: true };
  const made = new S3Client({ ...config, endpoint: endpoint.server.url });
  started.push(endpoint);
  clients.push(made);
  return made;
}

const copy = (input: Partial<CopyObjectCommandInput>, by = client) =>
  by.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source`, ...input }));

beforeAll(async () => {
  client = await clientOf();
  const properties = { contentType: 'text/x', contentEncoding: 'gzip', userMetadata: { by: 'source' } };
  await store.put(Bucket, 'source', Buffer.from('0123456789'), properties);
  await store.put(Bucket, "a b/ü&'(+)", Buffer.from('odd'));
});

afterAll(async () => {
  for (const made of clients) made.destroy();
  for (const { server } of started) await server.close();
  expect(started.flatMap(({ faults }) => faults)).toEqual([]);
});

test('a copy has the bytes of its source and what is said of them', async () => {
  const { CopyObjectResult } = await copy({ Bucket: OTHER });
  expect(CopyObjectResult).toEqual({ ETag: '"781e5e245d69b566979b86e28d23f2c7"', LastModified: new Date(NOW) });
  const got = await client.send(new GetObjectCommand({ Bucket: OTHER, Key: 'copy' }));
  expect(await got.Body?.transformToString()).toBe('0123456789');
  expect(got).toMatchObject({ ContentType: 'text/x', ContentEncoding: 'gzip', Metadata: { by: 'source' } });
});

test('a copy may be described anew', async () => {
  await copy({ Key: 'anew', MetadataDirective: 'REPLACE', ContentType: 'text/y', Metadata: { by: 'copy' } });
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'anew' }));
  expect(head).toMatchObject({ ContentType: 'text/y', ContentLength: 10, Metadata: { by: 'copy' } });
  expect(head.ContentEncoding).toBeUndefined();
});

test('an object may be copied into itself to be described anew, and only then', async () => {
  await store.put(Bucket, 'self', Buffer.from('x'));
  const self = { Key: 'self', CopySource: `${Bucket}/self` };
  await expect(copy(self)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('copy an object to itself'),
  });
  await copy({ ...self, MetadataDirective: 'REPLACE', ContentType: 'text/z' });
  expect(await store.tryHead(Bucket, 'self')).toMatchObject({ size: 1, properties: { contentType: 'text/z' } });
});

test.each([
  ['encoded', `${Bucket}/${encodeURIComponent("a b/ü&'(+)")}`],
  ['with a slash before it', `/${Bucket}/a%20b/%C3%BC&'(+)`],
  ['of the only version there is', `${Bucket}/a%20b/%C3%BC&'(+)?versionId=null`],
])('a source may be named %s', async (_, CopySource) => {
  await copy({ Key: 'odd', CopySource });
  expect((await store.tryGet(Bucket, 'odd'))?.body.toString()).toBe('odd');
});

test('a copy holds under conditions', async () => {
  const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'source' }));
  await copy({ CopySourceIfMatch: ETag, CopySourceIfNoneMatch: '"other"' });
  await expect(copy({ CopySourceIfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(copy({ Key: 'source', IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('a copy holds under conditions on the date, where no ETag says the same', async () => {
  const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'source' }));
  const [before, after] = [new Date(NOW - 1_000), new Date(NOW + 1_000)];
  await copy({ CopySourceIfUnmodifiedSince: after, CopySourceIfModifiedSince: before });
  await copy({ CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: before });
  const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
  await expect(copy({ CopySourceIfUnmodifiedSince: before })).rejects.toMatchObject(failed);
  await expect(copy({ CopySourceIfModifiedSince: after })).rejects.toMatchObject(failed);
});

test('a part may be a range of an object', async () => {
  const Key = 'from-parts';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = (PartNumber: number, CopySourceRange?: string) =>
    client.send(
      new UploadPartCopyCommand({
        ...{ Bucket, Key, UploadId, PartNumber, CopySource: `${Bucket}/source` },
        ...(CopySourceRange !== undefined && { CopySourceRange }),
      }),
    );
  const { CopyPartResult } = await part(1, 'bytes=2-4');
  expect(CopyPartResult?.ETag).toBe('"289dff07669d7a23de0ef88d2f7129e7"');
  await part(2);
  await expect(part(3, 'bytes=5-10')).rejects.toMatchObject({ name: 'InvalidRequest' });
  await expect(part(3, 'bytes=5-')).rejects.toMatchObject({ name: 'InvalidArgument' });
  const Parts = [{ PartNumber: 1 }, { PartNumber: 2 }];
  await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  expect((await store.tryGet(Bucket, Key))?.body.toString()).toBe('2340123456789');
});

test.each([
  ['an object that is not there', { CopySource: `${Bucket}/none` }, 'NoSuchKey'],
  ['a bucket that is not there', { CopySource: 'none/source' }, 'NoSuchBucket'],
  ['a target that is not there', { Bucket: 'none' }, 'NoSuchBucket'],
  ['no key', { CopySource: Bucket }, 'InvalidArgument'],
  ['a version', { CopySource: `${Bucket}/source?versionId=1` }, 'NotImplemented'],
])('fails for %s', async (_, input, name) => {
  await expect(copy(input)).rejects.toMatchObject({ name });
});

test('fails for a directive that S3 does not know', async () => {
  const headers = { 'x-amz-copy-source': `${Bucket}/source`, 'x-amz-metadata-directive': 'KEEP' };
  const request = { method: 'PUT', path: `/${Bucket}/x`, query: '', headers, body: Buffer.alloc(0) };
  const { status, body } = await new S3Service(store, () => BUCKETS).handle(request);
  expect([status, body.toString()]).toEqual([400, expect.stringContaining('Unknown metadata directive.')]);
});

test.each([
  ['the source may not be read', [['s3:PutObject', '*']]],
  ['the target may not be written', [['s3:GetObject', '*']]],
  [
    'another source may be read',
    [
      ['s3:PutObject', '*'],
      ['s3:GetObject', 'arn:aws:s3:::archive/copy'],
    ],
  ],
])('fails where %s', async (_, grants) => {
  const Statement = grants.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
  const { principal, ...credentials } = caller('none:None');
  const identity = compilePolicies([{ name: 'dev', document: { Version: '2012-10-17', Statement } }], 'identity');
  const by = await clientOf({ ...credentials, principal: { ...principal, identity } });
  await expect(copy({ Key: 'denied' }, by)).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(await store.tryHead(Bucket, 'denied')).toBeUndefined();
});
