import { compress } from 'snappyjs';

/** `SnappyOutputStream` of snappy-java: magic, version, oldest version that reads it. */
const XERIAL_HEADER = Buffer.from('82534e4150505900' + '00000001' + '00000001', 'hex');
const XERIAL_BLOCK = 32_768;
/** `io.compression.codec.snappy.buffersize` of Hadoop. */
const HADOOP_BLOCK = 262_144;
/** Blocks compressed between two turns of the event loop. */
const BLOCKS_PER_TURN = 16;

/**
 * The stream format of snappy-java, which is not Snappy's own framing: a header, then blocks, each after its length.
 * Source: https://github.com/xerial/snappy-java#compatibility-notes
 */
export function xerialSnappy(body: Buffer): Promise<Buffer> {
  return blocks(body, XERIAL_BLOCK, [XERIAL_HEADER], (_, packed) => [lengthOf(packed), packed]);
}

/**
 * Hadoop's BlockCompressorStream: of each block the plain length, then the packed length, then the block.
 */
export function hadoopSnappy(body: Buffer): Promise<Buffer> {
  return blocks(body, HADOOP_BLOCK, [], (block, packed) => [lengthOf(block), lengthOf(packed), packed]);
}

async function blocks(
  body: Buffer,
  size: number,
  header: readonly Buffer[],
  frame: (block: Buffer, packed: Buffer) => Buffer[],
): Promise<Buffer> {
  const parts = [...header];
  for (let at = 0, count = 0; at < body.length; at += size, count++) {
    if (count % BLOCKS_PER_TURN === BLOCKS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const block = body.subarray(at, at + size);
    parts.push(...frame(block, compress(block)));
  }
  return Buffer.concat(parts);
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
