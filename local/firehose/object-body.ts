import type { CompressionStream, Compressor } from './compression/compress';
import type { Identifiers } from './identifiers';

/** Bytes that are compressed at once: each piece is a trip between the threads. */
const CHUNK = 524_288;
/** Chunks that are kept for the next object: memory that was used before costs much less than new memory. */
const MOST_FREE = 8;

/** Memory for what objects are made of. */
export class ChunkPool {
  private readonly free: Buffer[] = [];

  public take(): Buffer {
    return this.free.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
  }

  public give(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) if (this.free.length < MOST_FREE) this.free.push(chunk);
  }
}

/** The bytes of an object, joined as they come and compressed as they come where the format allows it. */
export class ObjectBody {
  /** Bytes, before compression. */
  public length = 0;
  /** Full ones that are kept as they are. */
  private readonly chunks: Buffer[] = [];
  private chunk: Buffer | undefined;
  private used = 0;
  private compressing = 0;
  private stream: CompressionStream | undefined;
  /** Bytes of the finished body. */
  private packed = 0;

  /** @param run Runs a task of the delivery stream's */
  public constructor(
    private readonly compressor: Compressor,
    private readonly pool: ChunkPool,
    private readonly run: (task: () => Promise<void>) => void,
  ) {}

  /** What it takes in memory, in bytes. */
  public get held(): number {
    const chunks = this.chunks.length + this.compressing + (this.chunk === undefined ? 0 : 1);
    return chunks * CHUNK + this.packed + (this.stream?.size ?? 0);
  }

  /** Copies bytes from `start` up to `end`. */
  public add(bytes: Buffer, start: number, end: number): void {
    this.length += end - start;
    for (let at = start; at < end; ) {
      this.chunk ??= this.pool.take();
      const to = Math.min(end, at + CHUNK - this.used);
      bytes.copy(this.chunk, this.used, at, to);
      this.used += to - at;
      at = to;
      if (this.used === CHUNK) this.fill(this.chunk);
    }
  }

  /** The body as it is stored; nothing else of it is kept. @param time Milliseconds since the epoch */
  public async finish(time: number, ids: Identifiers): Promise<Uint8Array> {
    const { stream } = this;
    const chunks = [...this.chunks.splice(0), ...(this.chunk === undefined ? [] : [this.chunk])];
    this.chunk = undefined;
    let body: Uint8Array = NOTHING;
    if (stream !== undefined) {
      for (const chunk of chunks) await stream.write(chunk.subarray(0, this.used));
      body = await stream.end();
      this.stream = undefined;
    } else if (this.length > 0) {
      body = await this.compressor.compress(Buffer.concat(chunks, this.length), time, ids);
    }
    this.pool.give(chunks);
    this.packed = body.length;
    return body;
  }

  private fill(chunk: Buffer): void {
    this.chunk = undefined;
    this.used = 0;
    this.stream ??= this.compressor.begin?.();
    const { stream } = this;
    if (stream === undefined) {
      this.chunks.push(chunk);
      return;
    }
    this.compressing++;
    this.run(async () => {
      await stream.write(chunk);
      this.compressing--;
      this.pool.give([chunk]);
    });
  }
}

const NOTHING = new Uint8Array(0);
