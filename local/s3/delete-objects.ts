import type { AwsRequest } from '../endpoint';
import { malformedXml, notImplemented, S3Fault } from './fault';
import { readXml, type XmlElement } from './read-xml';
import { bodyOf } from './request-body';
import { type Elements, xmlDocument } from './xml';

/** Most keys of a request. Source: S3 API reference, DeleteObjects. */
const MAX_KEYS = 1_000;
/** One of them must say what the body is, since so much hangs on it. */
const DIGESTS = /^(?:content-md5|x-amz-checksum-(?!algorithm|mode|type)\w+)$/;

interface DeleteRequest {
  readonly keys: readonly string[];
  /** Whether only failures are to be told. */
  readonly isQuiet: boolean;
}

/** How one key of them is deleted. */
interface Deletion {
  /** The text of a refusal for a key; undefined where it may be deleted. */
  readonly refusal: (key: string) => string | undefined;
  readonly remove: (key: string) => Promise<void>;
  /** Words what the other two throw. */
  readonly faultOf: (error: unknown) => S3Fault;
}

/**
 * Deletes many objects. A key that may not be deleted, or cannot be, is told with its error; the others go all the same.
 *
 * Source: S3 API reference, DeleteObjects.
 *
 * @returns The document of the answer
 * @throws S3Fault where the request as a whole is wrong
 */
export async function deleteObjects(request: AwsRequest, deletion: Deletion): Promise<Buffer> {
  const { keys, isQuiet } = read(request);
  const deleted: Elements[] = [];
  const errors: Elements[] = [];
  for (const key of keys) {
    try {
      const refusal = deletion.refusal(key);
      if (refusal !== undefined) throw new S3Fault('AccessDenied', refusal, 403);
      await deletion.remove(key);
      deleted.push({ Key: key });
    } catch (error) {
      const { code, message } = deletion.faultOf(error);
      errors.push({ Key: key, Code: code, Message: message });
    }
  }
  return xmlDocument('DeleteResult', { ...(!isQuiet && { Deleted: deleted }), Error: errors });
}

function read(request: AwsRequest): DeleteRequest {
  const { headers } = request;
  if (headers['x-amz-trailer'] === undefined && !Object.keys(headers).some((name) => DIGESTS.test(name))) {
    const message = 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*';
    throw new S3Fault('InvalidRequest', message, 400);
  }
  const { name, children } = readXml(bodyOf(request));
  const objects = children.filter((child) => child.name === 'Object');
  const [quiet, ...others] = children.filter((child) => child.name !== 'Object');
  const isKnown = name === 'Delete' && others.length === 0 && (quiet?.name ?? 'Quiet') === 'Quiet';
  if (!isKnown || objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml();
  return { keys: objects.map(keyOf), isQuiet: isTrue(quiet?.text ?? 'false') };
}

/** Buckets keep one version of an object here, which S3 calls `null`. */
function keyOf({ children }: XmlElement): string {
  const [key, ...others] = children.filter(({ name, text }) => name !== 'VersionId' || text !== 'null');
  if (others.length > 0) throw notImplemented('DeleteObjects of versions, or with conditions,');
  if (key?.name !== 'Key' || key.text === '' || key.children.length > 0) throw malformedXml();
  return key.text;
}

function isTrue(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== 'true' && word !== 'false') throw malformedXml();
  return word === 'true';
}
