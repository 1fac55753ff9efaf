import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { MemoryObjectStore, S3Service } from '../../../local/s3';
import { CREDENTIALS, caller, REGION, type Started, startEndpoint } from '../endpoint/fixtures';

const Bucket = 'archive';
const BUCKETS = [
  { name: Bucket, created: Date.UTC(2026, 0, 1) },
  { name: 'dotted.name', created: 0 },
];

describe('a client of S3', () => {
  const store = new MemoryObjectStore(new ManualClock(Date.UTC(2026, 2, 4)));
  let started: Started;
  let client: S3Client;

  beforeAll(async () => {
    const service = new S3Service(
      store,
      () => BUCKETS,
      (error) => started.faults.push(error),
    );
    started = await startEndpoint({ known: caller('s3:*'), services: [service] });
    const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
    client = new S3Client({ ...config, endpoint: started.server.url, forcePathStyle: true });
  });

  afterAll(async () => {
    client.destroy();
    await started.server.close();
  });

  test('stores an object and reads it back', async () => {
    const Key = "a b/ü&'(+)/x.json";
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: '{"a":1}',
        ContentType: 'application/json',
        ContentEncoding: 'identity',
        Metadata: { by: 'test' },
      }),
    );
    expect(put.ETag).toBe('"bb6cb5c68df4652941caf652a366f2d8"');
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('{"a":1}');
    expect(got).toMatchObject({
      ContentType: 'application/json',
      ContentEncoding: 'identity',
      ContentLength: 7,
      LastModified: new Date('2026-03-04T00:00:00Z'),
      Metadata: { by: 'test' },
    });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 7, ETag: put.ETag });
  });

  test.each([
    ['archive.localhost:4566', '/virtual/x', 'archive'],
    ['archive.s3.eu-west-1.amazonaws.com', '/virtual/x', 'archive'],
    ['dotted.name.localhost', '/virtual/x', 'dotted.name'],
    ['localhost:4566', '/archive/virtual/x', 'archive'],
    ['127.0.0.1:4566', '/archive/virtual/x', 'archive'],
    ['s3.eu-west-1.amazonaws.com', '/dotted.name/virtual/x', 'dotted.name'],
  ])('may name the bucket by host %s and path %s', async (host, path, bucket) => {
    const service = new S3Service(store, () => BUCKETS);
    const body = Buffer.from(host);
    const { status } = await service.handle({ method: 'PUT', path, query: '', headers: { host }, body });
    expect(status).toBe(200);
    expect((await store.tryGet(bucket, 'virtual/x'))?.body.toString()).toBe(host);
  });

  test('reads a range of an object', async () => {
    await store.put(Bucket, 'range', Buffer.from('0123456789'));
    const read = async (Range: string) => {
      const { Body, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      return [await Body?.transformToString(), ContentRange];
    };
    expect(await read('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await read('bytes=8-')).toEqual(['89', 'bytes 8-9/10']);
    expect(await read('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
    await expect(read('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('lists objects by prefix, delimiter and page', async () => {
    const keys = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d/1', 'list/ü<&>'];
    for (const key of keys) await store.put(Bucket, key, Buffer.from(key));
    const all = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }));
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(keys);
    expect(all).toMatchObject({ KeyCount: 6, IsTruncated: false, Name: Bucket });

    const found: (string | undefined)[] = [];
    const pages = paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix: 'list/', Delimiter: '/' });
    for await (const { Contents = [], CommonPrefixes = [] } of pages) {
      expect(Contents.length + CommonPrefixes.length).toBeLessThanOrEqual(2);
      found.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
    }
    expect(found.sort()).toEqual(['list/a', 'list/b/', 'list/c', 'list/d/', 'list/ü<&>']);
    const first = await client.send(new ListObjectsCommand({ Bucket, Prefix: 'list/', MaxKeys: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'list/a' });
  });

  test('lists buckets', async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, 'dotted.name']);
    await client.send(new HeadBucketCommand({ Bucket }));
    await client.send(new GetBucketLocationCommand({ Bucket }));
  });

  test('says in which Region a bucket is', async () => {
    const regions = { 'eu-west-1': 'eu-west-1', 'us-east-1': undefined };
    for (const [region, constraint] of Object.entries(regions)) {
      const service = new S3Service(store, () => [{ name: Bucket, created: 0, region }]);
      const ask = { path: `/${Bucket}`, headers: {}, body: Buffer.alloc(0) };
      const { headers } = await service.handle({ ...ask, method: 'HEAD', query: '' });
      expect(headers['x-amz-bucket-region']).toBe(region);
      const { body } = await service.handle({ ...ask, method: 'GET', query: 'location' });
      expect(/<LocationConstraint[^>]*>(.+)<\//.exec(body.toString())?.[1]).toBe(constraint);
    }
  });

  test('reads and writes under conditions', async () => {
    const Key = 'conditional';
    const put = (input: Partial<PutObjectCommandInput>) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...input }));
    const get = (input: Partial<GetObjectCommandInput>) =>
      client.send(new GetObjectCommand({ Bucket, Key, ...input })).then(({ Body }) => Body?.transformToString());
    const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
    const unchanged = { $metadata: { httpStatusCode: 304 } };

    await expect(put({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag } = await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject(failed);
    await expect(put({ IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await put({ IfMatch: ETag });

    const [before, after] = [new Date('2026-03-03'), new Date('2026-03-05')];
    expect(await get({ IfMatch: ETag, IfUnmodifiedSince: before })).toBe('x');
    expect(await get({ IfNoneMatch: '"other"', IfModifiedSince: after })).toBe('x');
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(get({ IfUnmodifiedSince: before })).rejects.toMatchObject(failed);
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject(unchanged);
    await expect(get({ IfModifiedSince: after })).rejects.toMatchObject(unchanged);
    expect(await get({ IfModifiedSince: before, IfUnmodifiedSince: after })).toBe('x');
  });

  test('of writes that ask for no object, or for one that is unchanged, one goes through', async () => {
    const service = new S3Service(store, () => BUCKETS);
    const put = (text: string, headers: Record<string, string>) =>
      service.handle({ method: 'PUT', path: `/${Bucket}/lock`, query: '', headers, body: Buffer.from(text) });
    const statuses = async (text: string, headers: Record<string, string>) => {
      const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => put(`${text} ${n}`, headers)));
      return answers.map(({ status }) => status).sort();
    };
    expect(await statuses('new', { 'if-none-match': '*' })).toEqual([200, 412, 412, 412]);
    const { etag = '' } = (await store.tryHead(Bucket, 'lock')) ?? {};
    expect(await statuses('other', { 'if-match': etag })).toEqual([200, 412, 412, 412]);
  });

  test('deletes under conditions', async () => {
    const remove = (IfMatch: string, Key = 'careful') => client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    const { ETag = '' } = await client.send(new PutObjectCommand({ Bucket, Key: 'careful', Body: 'x' }));
    await expect(remove('"other"')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(remove('*', 'none')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await store.tryHead(Bucket, 'careful')).toBeDefined();
    await remove(ETag);
    expect(await store.tryHead(Bucket, 'careful')).toBeUndefined();
  });

  test('fails to compare what the caller may not read', async () => {
    const { ETag } = await store.put(Bucket, 'unread', Buffer.from('x')).then(({ etag }) => ({ ETag: `"${etag}"` }));
    const known = caller('s3:PutObject');
    const denied = await startEndpoint({ known, services: [new S3Service(store, () => BUCKETS)] });
    const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1, forcePathStyle: true };
    const other = new S3Client({ ...config, endpoint: denied.server.url });
    const put = (input: Partial<PutObjectCommandInput>) =>
      other.send(new PutObjectCommand({ Bucket, Key: 'unread', Body: 'y', ...input }));
    await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    other.destroy();
    await denied.server.close();
  });

  test('an object has no tags', async () => {
    await store.put(Bucket, 'plain', Buffer.from('x'));
    const tags = (Key: string) => client.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect((await tags('plain')).TagSet).toEqual([]);
    await expect(tags('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('fails for a body that is not what its checksum says', async () => {
    const put = (checksum: Partial<PutObjectCommandInput>) =>
      client.send(new PutObjectCommand({ Bucket, Key: 'summed', Body: 'x', ...checksum }));
    await put({ ChecksumCRC32: 'jNwWgw==' });
    await put({ ChecksumSHA256: 'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=' });
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ChecksumSHA1: 'AAAA' })).rejects.toMatchObject({ name: 'BadDigest' });
  });

  test('deletes an object, there or not', async () => {
    await store.put(Bucket, 'gone', Buffer.from('x'));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    expect(await store.tryHead(Bucket, 'gone')).toBeUndefined();
  });

  test('uploads an object in parts', async () => {
    const Key = 'parts';
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/x' }));
    for (const [PartNumber, Body] of [
      [2, 'two'],
      [1, 'one'],
    ] as const) {
      await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    }
    const Parts = [{ PartNumber: 1 }, { PartNumber: 2 }];
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    await client.send(complete);
    expect(await store.tryGet(Bucket, Key)).toMatchObject({
      body: Buffer.from('onetwo'),
      properties: { contentType: 'text/x' },
    });
    await expect(client.send(complete)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('gives up an upload in parts', async () => {
    const Key = 'given-up';
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const MultipartUpload = { Parts: [{ PartNumber: 1 }] };
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
    await expect(client.send(complete)).rejects.toMatchObject({ name: 'InvalidPart' });
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expect(client.send(complete)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('fails for objects and buckets that are not there', async () => {
    const get = (bucket: string) => client.send(new GetObjectCommand({ Bucket: bucket, Key: 'none' }));
    await expect(get(Bucket)).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(get('other')).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
    const head = client.send(new HeadObjectCommand({ Bucket, Key: 'none' }));
    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
    expect(started.faults).toEqual([]);
  });

  test('fails by name for what is not emulated', async () => {
    const acl = client.send(new GetObjectAclCommand({ Bucket, Key: 'range' }));
    await expect(acl).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test('fails where the caller may not read', async () => {
    const denied = await startEndpoint({ known: caller('s3:List*'), services: [new S3Service(store, () => BUCKETS)] });
    const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1, forcePathStyle: true };
    const other = new S3Client({ ...config, endpoint: denied.server.url });
    await expect(other.send(new GetObjectCommand({ Bucket, Key: 'range' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    const stranger = { ...CREDENTIALS, accessKeyId: 'AKIDOTHER' };
    const unknown = new S3Client({ ...config, endpoint: denied.server.url, credentials: stranger });
    await expect(unknown.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    other.destroy();
    unknown.destroy();
    await denied.server.close();
  });
});

test('any request gets an answer of S3 or its error', async () => {
  const faults: unknown[] = [];
  const service = new S3Service(
    new MemoryObjectStore(),
    () => BUCKETS,
    (error) => faults.push(error),
  );
  const path = fc.oneof(
    fc.webPath(),
    fc.constantFrom('/', '/archive', '/archive/', '/archive/%', '/archive/%2e%2e/x', '//', '/archive//', '/../x'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
      path,
      fc.oneof(
        fc.webQueryParameters(),
        fc.constantFrom(
          'list-type=2&max-keys=x',
          'uploads',
          'location',
          '%',
          'uploadId=x',
          'partNumber=0&uploadId=x',
          'delete',
        ),
      ),
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom<Record<string, string>>(
        {},
        { host: 'archive.localhost:4566' },
        { range: 'bytes=5-' },
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
        { 'content-md5': 'x' },
        { 'x-amz-copy-source': 'archive/x' },
        { 'x-amz-copy-source': '/%' },
        { 'x-amz-checksum-crc32': 'AAAAAA==' },
        { 'if-match': '*' },
      ),
      async (method, url, query, body, headers) => {
        const request = { method, path: url, query, headers, body: Buffer.from(body) };
        const { status, body: answer } = await service.handle(request);
        expect([200, 204, 206, 400, 403, 404, 412, 416, 501]).toContain(status);
        if (status >= 400 && method !== 'HEAD') expect(answer.toString()).toMatch(/<Error><Code>\w+<\/Code>/);
        expect(faults).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
