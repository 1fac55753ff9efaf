import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
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
}

/** Large pieces: each is a trip between the threads. */
const CHUNK = 1_048_576;
/** ZIP has no earlier time. */
const YEAR_1980 = Date.UTC(1980, 0, 2);
const gzipAsync = promisify(gzip);

/**
 * Suffixes and encodings as Firehose sets them. HADOOP_SNAPPY is documented with `.hsnappy`, but is seen on AWS with
 * `.snappy`, on two dates, by the authors of floci.
 */
export const COMPRESSORS: Readonly<Record<Compression, Compressor>> = {
  UNCOMPRESSED: { suffix: '', contentEncoding: undefined, compress: async (body) => body },
  GZIP: { suffix: '.gz', contentEncoding: 'gzip', compress: (body) => gzipAsync(body, { chunkSize: CHUNK }) },
  ZIP: {
    suffix: '.zip',
    contentEncoding: 'zip',
    // The one entry has a name of its own.
    compress: (body, time, ids) => zipOf(ids.uuid(), body, Math.max(time, YEAR_1980)),
  },
  Snappy: { suffix: '.snappy', contentEncoding: 'snappy-java', compress: xerialSnappy },
  HADOOP_SNAPPY: { suffix: '.snappy', contentEncoding: 'hadoop-snappy', compress: hadoopSnappy },
};

function zipOf(name: string, body: Buffer, mtime: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip({ [name]: body }, { mtime }, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });
}
