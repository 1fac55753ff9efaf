import type { AwsFault, AwsRequest, AwsResponse, AwsService } from '../endpoint';
import { S3Error } from './errors';
import { noSuchBucket, noSuchKey, notImplemented, S3Fault } from './fault';
import { listObjects } from './list-objects';
import { type Location, locationOf, parametersOf } from './location';
import { MultipartUploads } from './multipart-uploads';
import { etagOf, type ObjectProperties, type ObjectStore } from './object-store';
import { objectResponse } from './read-object';
import { bodyOf, contentEncodingOf } from './request-body';
import { xmlDocument } from './xml';

/** A bucket of the deployment. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

interface Call {
  readonly request: AwsRequest;
  readonly bucket: string;
  readonly key: string;
  readonly parameters: ReadonlyMap<string, string>;
}

type Run = (call: Call) => AwsResponse | Promise<AwsResponse>;

interface S3Operation {
  readonly action: string;
  readonly run: Run;
}

/** Parameters of the operations themselves, and those that clients add for themselves. */
const KNOWN = new Set(
  'list-type prefix delimiter max-keys encoding-type continuation-token start-after marker fetch-owner x-id'.split(' '),
);
const EMPTY = Buffer.alloc(0);

/** S3 behind its wire protocol, as far as readers of archives need it: objects of buckets that the template declares. */
export class S3Service implements AwsService {
  public readonly name = 's3';
  /** One put. Source: S3 user guide, "Uploading objects"; what is over it is for multipart uploads. */
  public readonly maxBodySize = 268_435_456;
  private readonly uploads = new MultipartUploads();
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
      ['HEAD bucket', { action: 's3:ListBucket', run: () => answer(200, EMPTY) }],
      ['GET bucket', { action: 's3:ListBucket', run: (call) => this.listObjects(call) }],
      ['GET bucket?location', { action: 's3:GetBucketLocation', run: () => this.location() }],
      ['GET object', { action: 's3:GetObject', run: (call) => this.get(call) }],
      ['HEAD object', { action: 's3:GetObject', run: (call) => this.head(call) }],
      ['PUT object', { action: 's3:PutObject', run: (call) => this.put(call) }],
      ['DELETE object', { action: 's3:DeleteObject', run: (call) => this.delete(call) }],
      ['POST object?uploads', { action: 's3:PutObject', run: (call) => this.beginUpload(call) }],
      ['PUT object?partNumber&uploadId', { action: 's3:PutObject', run: (call) => this.putPart(call) }],
      ['POST object?uploadId', { action: 's3:PutObject', run: (call) => this.completeUpload(call) }],
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
    const resource = bucket === undefined ? '*' : `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
    const refusal = request.authorize?.(operation.action, resource);
    if (refusal !== undefined) throw new S3Fault('AccessDenied', refusal, 403);
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

  /** An empty answer is us-east-1: clients take it for wherever they are. */
  private location(): AwsResponse {
    return xmlAnswer(xmlDocument('LocationConstraint', {}));
  }

  private async listObjects({ bucket, parameters }: Call): Promise<AwsResponse> {
    const prefix = parameters.get('prefix') ?? '';
    return xmlAnswer(listObjects(bucket, await this.store.list(bucket, { prefix }), parameters));
  }

  private async get({ request, bucket, key }: Call): Promise<AwsResponse> {
    const object = await this.store.tryGet(bucket, key);
    if (object === undefined) throw noSuchKey(key);
    return objectResponse(request, object, object.body);
  }

  private async head({ request, bucket, key }: Call): Promise<AwsResponse> {
    const object = await this.store.tryHead(bucket, key);
    if (object === undefined) throw noSuchKey(key);
    return objectResponse(request, object);
  }

  private async put({ request, bucket, key }: Call): Promise<AwsResponse> {
    if (request.headers['x-amz-copy-source'] !== undefined) throw notImplemented('CopyObject');
    const { etag } = await this.store.put(bucket, key, bodyOf(request), propertiesOf(request));
    return { status: 200, headers: { etag: `"${etag}"` }, body: EMPTY };
  }

  private beginUpload({ request, bucket, key }: Call): AwsResponse {
    const UploadId = this.uploads.begin(key, propertiesOf(request));
    return xmlAnswer(xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }));
  }

  private putPart({ request, key, parameters }: Call): AwsResponse {
    if (request.headers['x-amz-copy-source'] !== undefined) throw notImplemented('UploadPartCopy');
    const body = bodyOf(request);
    this.uploads.add(uploadId(parameters), key, parameters.get('partNumber') ?? '', body);
    return { status: 200, headers: { etag: `"${etagOf(body)}"` }, body: EMPTY };
  }

  private async completeUpload({ request, bucket, key, parameters }: Call): Promise<AwsResponse> {
    const { body, properties } = this.uploads.complete(uploadId(parameters), key, request.body);
    const { etag } = await this.store.put(bucket, key, body, properties);
    return xmlAnswer(xmlDocument('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: `"${etag}"` }));
  }

  private abortUpload({ key, parameters }: Call): AwsResponse {
    this.uploads.abort(uploadId(parameters), key);
    return answer(204, EMPTY);
  }

  private async delete({ bucket, key }: Call): Promise<AwsResponse> {
    await this.store.delete(bucket, key);
    return answer(204, EMPTY);
  }

  /** Words what is refused before the service is asked. */
  public refuse({ code, message, status }: AwsFault, request: Pick<AwsRequest, 'method' | 'path'>): AwsResponse {
    return faultAnswer(new S3Fault(code, message, status), request);
  }

  private refusalOf(error: unknown, request: AwsRequest): AwsResponse {
    const fault = faultOf(error);
    if (fault.status >= 500 && fault.status !== 501) this.onFault(error);
    return faultAnswer(fault, request);
  }
}

function faultAnswer({ code, message, status, extra }: S3Fault, { method, path }: Pick<AwsRequest, 'method' | 'path'>) {
  // What HEAD answers has no body.
  if (method === 'HEAD') return answer(status, EMPTY);
  const body = xmlDocument('Error', { Code: code, Message: message, ...extra, Resource: path }, true);
  return { ...xmlAnswer(body), status };
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

function propertiesOf({ headers }: AwsRequest): ObjectProperties {
  const contentType = headers['content-type'];
  const contentEncoding = contentEncodingOf(headers['content-encoding']);
  const userMetadata = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const [, own] = /^x-amz-meta-(.+)$/.exec(name) ?? [];
    return own === undefined || value === undefined ? [] : [[own, value]];
  });
  return {
    ...(contentType !== undefined && { contentType }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(userMetadata.length > 0 && { userMetadata: Object.fromEntries(userMetadata) }),
  };
}

function faultOf(error: unknown): S3Fault {
  if (error instanceof S3Fault) return error;
  if (error instanceof S3Error && error.code === 'S3_INVALID_KEY') {
    return new S3Fault('KeyTooLongError', 'Your key is too long', 400);
  }
  return new S3Fault('InternalError', 'We encountered an internal error. Please try again.', 500);
}

function answer(status: number, body: Buffer): AwsResponse {
  return { status, headers: {}, body };
}

function xmlAnswer(body: Buffer): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
