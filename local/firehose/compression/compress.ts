import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import { zip } from 'fflate';
import type { Compression } from '../definition';
import type { Identifiers } from '../identifiers';
import { hadoopSnappy, xerialSnappy } from './snappy';

/** What a compression adds to an object. */
export interface Compressor {
  readonly suffix: string;
  readonly contentEncoding: string | undefined;
  /** @param time Milliseconds since the epoch, where the format notes one */
  compress(body: Buffer, time: number, ids: Identifiers): Promise<Uint8Array>;
  /** Compresses what comes in pieces, where the format can. */
  readonly begin?: () => CompressionStream;
}

/** What is compressed piece by piece, so that little of it is in memory at once. */
export interface CompressionStream {
  /** Bytes that came of it so far. */
  readonly size: number;
  /** Resolves once the piece is not needed any more. */
  write(piece: Buffer): Promise<void>;
  /** All that came of it. */
  end(): Promise<Buffer>;
}

/** Large pieces: each is a trip between the threads. */
const CHUNK = 262_144;
/** ZIP has no earlier time. */
const YEAR_1980 = Date.UTC(1980, 0, 2);
const gzipAsync = promisify(gzip);

/**
 * Suffixes and encodings as Firehose sets them. HADOOP_SNAPPY is documented with `.hsnappy`, but is seen on AWS with
 * `.snappy`, on two dates, by the authors of floci.
 */
export const COMPRESSORS: Readonly<Record<Compression, Compressor>> = {
  UNCOMPRESSED: { suffix: '', contentEncoding: undefined, compress: async (body) => body },
  GZIP: {
    suffix: '.gz',
    contentEncoding: 'gzip',
    compress: (body) => gzipAsync(body, { chunkSize: CHUNK }),
    begin: () => new GzipPieces(),
  },
  ZIP: {
    suffix: '.zip',
    contentEncoding: 'zip',
    // The one entry has a name of its own.
    compress: (body, time, ids) => zipOf(ids.uuid(), body, Math.max(time, YEAR_1980)),
  },
  Snappy: { suffix: '.snappy', contentEncoding: 'snappy-java', compress: xerialSnappy },
  HADOOP_SNAPPY: { suffix: '.snappy', contentEncoding: 'hadoop-snappy', compress: hadoopSnappy },
};

class GzipPieces implements CompressionStream {
  public size = 0;
  private readonly gzip = createGzip({ chunkSize: CHUNK });
  private readonly parts: Buffer[] = [];

  public constructor() {
    this.gzip.on('data', (part: Buffer) => {
      this.parts.push(part);
      this.size += part.length;
    });
    // Whoever writes or ends is told: without a listener the process would end.
    this.gzip.on('error', () => {});
  }

  public write(piece: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.gzip.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  public async end(): Promise<Buffer> {
    this.gzip.end();
    await finished(this.gzip);
    return Buffer.concat(this.parts, this.size);
  }
}

function zipOf(name: string, body: Buffer, mtime: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip({ [name]: body }, { mtime }, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });
}
