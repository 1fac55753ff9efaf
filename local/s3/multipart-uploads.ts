import { randomUUID } from 'node:crypto';
import { malformedXml, S3Fault } from './fault';
import type { ObjectProperties } from './object-store';

interface Upload {
  readonly key: string;
  readonly properties: ObjectProperties;
  /** By number. */
  readonly parts: Map<number, Buffer>;
}

/** Source: S3 user guide, "Amazon S3 multipart upload limits". */
const MAX_PART = 10_000;

/** Objects that come in parts. They are kept in memory until they are whole: clients split from eight megabytes on. */
export class MultipartUploads {
  private readonly uploads = new Map<string, Upload>();

  /** @returns The id of the upload */
  public begin(key: string, properties: ObjectProperties): string {
    const id = randomUUID().replaceAll('-', '');
    this.uploads.set(id, { key, properties, parts: new Map() });
    return id;
  }

  public add(id: string, key: string, number: string, body: Buffer): void {
    const index = /^\d{1,5}$/.test(number) ? Number(number) : 0;
    if (index < 1 || index > MAX_PART) {
      throw new S3Fault('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PART}, inclusive`, 400);
    }
    this.find(id, key).parts.set(index, body);
  }

  /**
   * Ends an upload.
   *
   * @param request The parts that the client lists, as XML
   * @returns The whole
   */
  public complete(id: string, key: string, request: Buffer): { body: Buffer; properties: ObjectProperties } {
    const { parts, properties } = this.find(id, key);
    const listed = [...request.toString().matchAll(/<PartNumber>\s*(\d{1,5})\s*<\/PartNumber>/g)].map(([, n]) =>
      Number(n),
    );
    if (listed.length === 0) throw malformedXml();
    if (listed.some((number, index) => number <= (listed[index - 1] ?? 0))) {
      throw new S3Fault('InvalidPartOrder', 'The list of parts was not in ascending order.', 400);
    }
    const bodies = listed.map((number) => {
      const body = parts.get(number);
      if (body !== undefined) return body;
      throw new S3Fault('InvalidPart', 'One or more of the specified parts could not be found.', 400);
    });
    this.uploads.delete(id);
    return { body: Buffer.concat(bodies), properties };
  }

  public abort(id: string, key: string): void {
    this.find(id, key);
    this.uploads.delete(id);
  }

  private find(id: string, key: string): Upload {
    const upload = this.uploads.get(id);
    if (upload !== undefined && upload.key === key) return upload;
    throw new S3Fault('NoSuchUpload', 'The specified multipart upload does not exist.', 404, { UploadId: id });
  }
}
