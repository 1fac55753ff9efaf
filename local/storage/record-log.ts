import {
  assertKey,
  decodeRecord,
  FRAME_HEADER,
  FrameKind,
  jsonContent,
  RECORD_HEADER,
  recordArrival,
  recordSize,
  recordsFrame,
  topicFrame,
  valueFrame,
  visitRecords,
} from './frame';
import { holds, type Medium, NO_BLOCK } from './medium';
import { readTogether } from './read-together';
import type { RecordBatch, TopicCursor } from './record-batch';
import type { NewRecord, ReadLimit, RecordStore, StoredRecord } from './record-store';
import { TopicIndex } from './topic-index';

/** A record store on any medium: frames in the order of the appends, and an index in memory of where records stand. */
export class RecordLog implements RecordStore {
  private readonly topics: TopicIndex[] = [];
  private readonly handles = new Map<string, number>();
  private readonly values = new Map<string, string>();
  private medium: Medium | undefined;

  /** @param salt What the checksums of frames start from */
  public constructor(private readonly salt: number) {}

  /** Takes the medium it writes to; what is on it already was {@link replay}ed. */
  public attach(medium: Medium): this {
    this.medium = medium;
    return this;
  }

  public topic(name: string): number {
    const known = this.handles.get(name);
    if (known !== undefined) return known;
    const handle = this.topics.length;
    this.topics.push(new TopicIndex(name));
    this.handles.set(name, handle);
    return handle;
  }

  public append(arrival: number, records: readonly NewRecord[]): Promise<readonly number[]> {
    try {
      return this.write(arrival, records);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private write(arrival: number, records: readonly NewRecord[]): Promise<readonly number[]> {
    for (const { topic, key } of records) {
      assertKey(key);
      if (!this.index(topic).announced) this.announce(topic);
    }
    const ordinals: number[] = [];
    for (const { topic } of records) ordinals.push(this.index(topic).assigned++);
    const { bytes, offsets } = recordsFrame(this.salt, arrival, records, ordinals);
    return new Promise((resolve, reject) => {
      this.attached.write(bytes, (error, position) => {
        if (error !== undefined) {
          this.takeBack();
          reject(error);
          return;
        }
        for (let i = 0; i < records.length; i++) {
          const { topic } = records[i] as NewRecord;
          this.index(topic).add(ordinals[i] as number, position + (offsets[i] as number));
        }
        resolve(ordinals);
      });
    });
  }

  public read(topic: number, from: number, limit: ReadLimit): StoredRecord[] {
    const index = this.index(topic);
    const medium = this.attached;
    const records: StoredRecord[] = [];
    let block = NO_BLOCK;
    let bytes = 0;
    for (let at = Math.max(from, index.first); at < index.next && records.length < limit.records; at++) {
      const position = index.tryPosition(at);
      if (position === undefined) continue;
      if (!holds(block, position, RECORD_HEADER)) block = medium.block(position, RECORD_HEADER);
      const size = recordSize(block.bytes, position - block.start);
      bytes += size - RECORD_HEADER;
      if (bytes > limit.bytes && records.length > 0) break;
      if (!holds(block, position, size)) block = medium.block(position, size);
      records.push(decodeRecord(block.bytes, position - block.start));
    }
    return records;
  }

  public readTogether<C extends TopicCursor>(cursors: readonly C[], batch: RecordBatch<C>): void {
    readTogether(this.attached, (topic) => this.index(topic), cursors, batch);
  }

  public tryArrival(topic: number, ordinal: number): number | undefined {
    const position = this.index(topic).tryPosition(ordinal);
    if (position === undefined) return undefined;
    const { start, bytes } = this.attached.block(position, RECORD_HEADER);
    return recordArrival(bytes, position - start);
  }

  public first(topic: number): number {
    return this.index(topic).first;
  }

  public next(topic: number): number {
    return this.index(topic).next;
  }

  public trim(topic: number, before: number): void {
    this.index(topic).trim(before);
  }

  public reclaim(): void {
    let needed = Number.POSITIVE_INFINITY;
    for (const index of this.topics) needed = Math.min(needed, index.tryPosition(index.first) ?? needed);
    this.attached.release(needed);
  }

  public value(name: string): string | undefined {
    return this.values.get(name);
  }

  public valueNames(prefix: string): string[] {
    return [...this.values.keys()].filter((name) => name.startsWith(prefix));
  }

  public setValue(name: string, value: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.attached.write(valueFrame(this.salt, name, value), (error) => {
        if (error !== undefined) {
          reject(error);
          return;
        }
        this.keep(name, value);
        resolve();
      });
    });
  }

  public close(): Promise<void> {
    return this.attached.close();
  }

  /** Takes in a frame that is on the medium already. */
  public replay(frame: Buffer, position: number): void {
    const kind = frame[FRAME_HEADER];
    if (kind === FrameKind.records) {
      visitRecords(frame, (topic, ordinal, offset) => {
        this.makeRoom(topic);
        this.index(topic).add(ordinal, position + offset);
      });
    } else if (kind === FrameKind.value) {
      const [name, value] = jsonContent(frame) as [string, string?];
      this.keep(name, value);
    } else if (kind === FrameKind.topic) {
      const [handle, name, next] = jsonContent(frame) as [number, string, number];
      this.makeRoom(handle);
      this.handles.set(name, handle);
      this.index(handle).name = name;
      this.index(handle).announced = true;
      this.index(handle).skipTo(next);
    }
  }

  /** Everything that must be known where the log begins anew: topics and values, as frames. */
  public snapshot(): Buffer {
    return Buffer.concat([
      ...this.topics.flatMap(({ name, next, announced }, handle) =>
        announced ? [topicFrame(this.salt, handle, name, next)] : [],
      ),
      ...[...this.values].map(([name, value]) => valueFrame(this.salt, name, value)),
    ]);
  }

  /** A topic that nothing was put into left no name behind, nor did one whose name was lost to damage. */
  private makeRoom(handle: number): void {
    while (this.topics.length <= handle) this.topics.push(new TopicIndex(''));
  }

  /** Frames keep their order, so the name is safe before the first record is. */
  private announce(topic: number): void {
    const index = this.index(topic);
    index.announced = true;
    this.attached.write(topicFrame(this.salt, topic, index.name, index.next), (error) => {
      if (error !== undefined) index.announced = false;
    });
  }

  private keep(name: string, value: string | undefined): void {
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, value);
  }

  /** After a failure nothing is being written any more, so the ordinals that were taken are free again. */
  private takeBack(): void {
    for (const index of this.topics) index.assigned = index.next;
  }

  private index(topic: number): TopicIndex {
    const index = this.topics[topic];
    if (index === undefined) throw new RangeError(`no topic has the handle ${topic}`);
    return index;
  }

  private get attached(): Medium {
    if (this.medium === undefined) throw new Error('a record log needs a medium');
    return this.medium;
  }
}
