import type { AwsFault, AwsRequest, AwsResponse, AwsService } from '../endpoint';
import { emptyAnswer, xmlAnswer } from './answer';
import { checkWrite, comparesEtag } from './conditions';
import { copiedProperties, copiedRange, copySourceOf, isCopy, readSource } from './copy';
import { deleteObjects } from './delete-objects';
import { S3Error } from './errors';
import { noSuchBucket, noSuchKey, notImplemented, S3Fault } from './fault';
import { listObjects } from './list-objects';
import { type Location, locationOf, parametersOf } from './location';
import { MultipartUploads } from './multipart-uploads';
import {
  etagOf,
  type ObjectInfo,
  type ObjectName,
  type ObjectStore,
  type RangeOf,
  type StoredObject,
} from './object-store';
import { objectResponse, wantedRange } from './read-object';
import { bodyOf } from './request-body';
import { propertiesOf } from './request-properties';
import { Turns } from './turns';
import { xmlDocument } from './xml';

/** A bucket of the deployment. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** @default - us-east-1, which answers leave out */
  readonly region?: string;
}

interface Call {
  readonly request: AwsRequest;
  readonly bucket: string;
  readonly key: string;
  readonly parameters: ReadonlyMap<string, string>;
}

type Run = (call: Call) => AwsResponse | Promise<AwsResponse>;

interface S3Operation {
  /** Asked of the caller's policies. @default - the operation asks for each key itself */
  readonly action?: string;
  readonly run: Run;
}

/** Parameters of the operations themselves, and those that clients add for themselves. */
const KNOWN = new Set(
  'list-type prefix delimiter max-keys encoding-type continuation-token start-after marker fetch-owner x-id'.split(' '),
);

/** S3 behind its wire protocol, as far as readers of archives need it: objects of buckets that the template declares. */
export class S3Service implements AwsService {
  public readonly name = 's3';
  /** One put. Source: S3 user guide, "Uploading objects"; what is over it is for multipart uploads. */
  public readonly maxBodySize = 268_435_456;
  private readonly uploads = new MultipartUploads();
  private readonly turns = new Turns();
  private readonly operations: ReadonlyMap<string, S3Operation>;

  /**
   * @param buckets Those of the deployment, asked for at every call
   * @param onFault Told of what is answered as an internal error
   */
  public constructor(
    private readonly store: ObjectStore,
    private readonly buckets: () => readonly Bucket[],
    private readonly onFault: (error: unknown) => void = () => undefined,
  ) {
    this.operations = new Map<string, S3Operation>([
      ['GET /', { action: 's3:ListAllMyBuckets', run: () => this.listBuckets() }],
      ['HEAD bucket', { action: 's3:ListBucket', run: (call) => this.headBucket(call) }],
      ['GET bucket', { action: 's3:ListBucket', run: (call) => this.listObjects(call) }],
      ['GET bucket?location', { action: 's3:GetBucketLocation', run: (call) => this.location(call) }],
      ['POST bucket?delete', { run: (call) => this.deleteMany(call) }],
      ['GET object', { action: 's3:GetObject', run: (call) => this.get(call) }],
      ['HEAD object', { action: 's3:GetObject', run: (call) => this.head(call) }],
      ['GET object?tagging', { action: 's3:GetObjectTagging', run: (call) => this.tags(call) }],
      ['PUT object', { action: 's3:PutObject', run: (call) => this.write(call, () => this.put(call)) }],
      ['DELETE object', { action: 's3:DeleteObject', run: (call) => this.write(call, () => this.delete(call)) }],
      ['POST object?uploads', { action: 's3:PutObject', run: (call) => this.beginUpload(call) }],
      ['PUT object?partNumber&uploadId', { action: 's3:PutObject', run: (call) => this.putPart(call) }],
      [
        'POST object?uploadId',
        { action: 's3:PutObject', run: (call) => this.write(call, () => this.completeUpload(call)) },
      ],
      ['DELETE object?uploadId', { action: 's3:AbortMultipartUpload', run: (call) => this.abortUpload(call) }],
    ]);
  }

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    try {
      const location = locationOf(request, (bucket) => this.has(bucket));
      return await this.dispatch(request, location);
    } catch (error) {
      return this.refusalOf(error, request);
    }
  }

  private async dispatch(request: AwsRequest, { bucket, key }: Location): Promise<AwsResponse> {
    const parameters = parametersOf(request.query);
    const operation = this.operations.get(operationName(request.method, bucket, key, parameters));
    if (operation === undefined) throw notImplemented(`${request.method} ${request.path}?${request.query}`);
    if (operation.action !== undefined) {
      checkAllowed(request, operation.action, bucket === undefined ? '*' : arnOf(bucket, key));
    }
    if (bucket !== undefined && !this.has(bucket)) throw noSuchBucket(bucket);
    return operation.run({ request, bucket: bucket ?? '', key: key ?? '', parameters });
  }

  private has(bucket: string): boolean {
    return this.buckets().some(({ name }) => name === bucket);
  }

  private listBuckets(): AwsResponse {
    const Bucket = this.buckets().map(({ name, created }) => ({
      Name: name,
      CreationDate: new Date(created).toISOString(),
    }));
    const Owner = { ID: 'local', DisplayName: 'local' };
    return xmlAnswer(xmlDocument('ListAllMyBucketsResult', { Owner, Buckets: { Bucket } }));
  }

  private headBucket({ bucket }: Call): AwsResponse {
    return emptyAnswer(200, { 'x-amz-bucket-region': this.regionOf(bucket) ?? 'us-east-1' });
  }

  private location({ bucket }: Call): AwsResponse {
    return xmlAnswer(xmlDocument('LocationConstraint', this.regionOf(bucket) ?? ''));
  }

  private regionOf(bucket: string): string | undefined {
    const region = this.buckets().find(({ name }) => name === bucket)?.region;
    return region === 'us-east-1' ? undefined : region;
  }

  private async listObjects({ bucket, parameters }: Call): Promise<AwsResponse> {
    const prefix = parameters.get('prefix') ?? '';
    return xmlAnswer(listObjects(bucket, await this.store.list(bucket, { prefix }), parameters));
  }

  private async get({ request, bucket, key }: Call): Promise<AwsResponse> {
    const object = await this.store.tryGet(bucket, key, (info) => wantedRange(request, info));
    if (object === undefined) throw noSuchKey(key);
    return objectResponse(request, object, object.body);
  }

  private async head({ request, bucket, key }: Call): Promise<AwsResponse> {
    const object = await this.store.tryHead(bucket, key);
    if (object === undefined) throw noSuchKey(key);
    return objectResponse(request, object);
  }

  /** No object has tags here. The AWS CLI asks before it copies a large one. */
  private async tags({ bucket, key }: Call): Promise<AwsResponse> {
    if ((await this.store.tryHead(bucket, key)) === undefined) throw noSuchKey(key);
    return xmlAnswer(xmlDocument('Tagging', { TagSet: {} }));
  }

  /** Changes an object, if the request's conditions hold. */
  private write({ request, bucket, key }: Call, change: () => Promise<AwsResponse>): Promise<AwsResponse> {
    if (comparesEtag(request)) checkAllowed(request, 's3:GetObject', arnOf(bucket, key));
    return this.turns.take({ bucket, key }, async () => {
      await checkWrite(request, { bucket, key }, this.store);
      return change();
    });
  }

  private async put({ request, bucket, key }: Call): Promise<AwsResponse> {
    if (isCopy(request)) return this.copy(request, { bucket, key });
    const { etag } = await this.store.put(bucket, key, bodyOf(request), propertiesOf(request));
    return emptyAnswer(200, { etag: `"${etag}"` });
  }

  private async copy(request: AwsRequest, target: ObjectName): Promise<AwsResponse> {
    const name = copySourceOf(request);
    const source = await this.source(request, name, () => undefined);
    const isIntoItself = name.bucket === target.bucket && name.key === target.key;
    const properties = copiedProperties(request, source, isIntoItself);
    const copy = await this.store.put(target.bucket, target.key, source.body, properties);
    return xmlAnswer(copyResult('CopyObjectResult', copy.etag, copy.lastModified));
  }

  /** What is to be copied, as whoever may read it gets it. */
  private source(request: AwsRequest, name: ObjectName, rangeOf: RangeOf): Promise<StoredObject> {
    checkAllowed(request, 's3:GetObject', arnOf(name.bucket, name.key));
    return readSource(request, name, this.store, (bucket) => this.has(bucket), rangeOf);
  }

  private beginUpload({ request, bucket, key }: Call): AwsResponse {
    const UploadId = this.uploads.begin(key, propertiesOf(request));
    return xmlAnswer(xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }));
  }

  private async putPart({ request, key, parameters }: Call): Promise<AwsResponse> {
    const rangeOf = (info: ObjectInfo) => copiedRange(request, info);
    const source = isCopy(request) ? await this.source(request, copySourceOf(request), rangeOf) : undefined;
    const body = source?.body ?? bodyOf(request);
    this.uploads.add(uploadId(parameters), key, parameters.get('partNumber') ?? '', body);
    if (source !== undefined) return xmlAnswer(copyResult('CopyPartResult', etagOf(body), source.lastModified));
    return emptyAnswer(200, { etag: `"${etagOf(body)}"` });
  }

  private async completeUpload({ request, bucket, key, parameters }: Call): Promise<AwsResponse> {
    const { body, properties } = this.uploads.complete(uploadId(parameters), key, request.body);
    const { etag } = await this.store.put(bucket, key, body, properties);
    return xmlAnswer(xmlDocument('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: `"${etag}"` }));
  }

  private abortUpload({ key, parameters }: Call): AwsResponse {
    this.uploads.abort(uploadId(parameters), key);
    return emptyAnswer(204);
  }

  private async delete({ bucket, key }: Call): Promise<AwsResponse> {
    await this.store.delete(bucket, key);
    return emptyAnswer(204);
  }

  private async deleteMany({ request, bucket }: Call): Promise<AwsResponse> {
    const refusal = (key: string) => request.authorize?.('s3:DeleteObject', arnOf(bucket, key));
    const remove = (key: string) => this.turns.take({ bucket, key }, () => this.store.delete(bucket, key));
    const faultOf = (error: unknown) => this.toldFault(error);
    return xmlAnswer(await deleteObjects(request, { refusal, remove, faultOf }));
  }

  /** Words what is refused before the service is asked. */
  public refuse({ code, message, status }: AwsFault, request: Pick<AwsRequest, 'method' | 'path'>): AwsResponse {
    return faultAnswer(new S3Fault(code, message, status), request);
  }

  private refusalOf(error: unknown, request: AwsRequest): AwsResponse {
    return faultAnswer(this.toldFault(error), request);
  }

  private toldFault(error: unknown): S3Fault {
    const fault = faultOf(error);
    if (fault.status >= 500 && fault.status !== 501) this.onFault(error);
    return fault;
  }
}

function faultAnswer({ code, message, status, extra }: S3Fault, { method, path }: Pick<AwsRequest, 'method' | 'path'>) {
  // What HEAD answers has no body.
  if (method === 'HEAD') return emptyAnswer(status);
  const body = xmlDocument('Error', { Code: code, Message: message, ...extra, Resource: path }, true);
  return xmlAnswer(body, status);
}

/** `GET object`, or what is asked of it: `GET bucket?location`. */
function operationName(
  method: string,
  bucket: string | undefined,
  key: string | undefined,
  parameters: ReadonlyMap<string, string>,
): string {
  const subject = bucket === undefined ? '/' : key === undefined ? 'bucket' : 'object';
  const others = [...parameters.keys()].filter((name) => {
    return !KNOWN.has(name) && !/^(?:x-amz-|response-)/i.test(name);
  });
  return `${method} ${subject}${others.length === 0 ? '' : `?${others.sort().join('&')}`}`;
}

function uploadId(parameters: ReadonlyMap<string, string>): string {
  return parameters.get('uploadId') ?? '';
}

/** @throws S3Fault unless the caller may do this */
function checkAllowed(request: AwsRequest, action: string, resource: string): void {
  const refusal = request.authorize?.(action, resource);
  if (refusal !== undefined) throw new S3Fault('AccessDenied', refusal, 403);
}

function arnOf(bucket: string, key: string | undefined): string {
  return `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}

function copyResult(root: string, etag: string, lastModified: number): Buffer {
  return xmlDocument(root, { LastModified: new Date(lastModified).toISOString(), ETag: `"${etag}"` });
}

function faultOf(error: unknown): S3Fault {
  if (error instanceof S3Fault) return error;
  if (error instanceof S3Error && error.code === 'S3_INVALID_KEY') {
    return new S3Fault('KeyTooLongError', 'Your key is too long', 400);
  }
  return new S3Fault('InternalError', 'We encountered an internal error. Please try again.', 500);
}
