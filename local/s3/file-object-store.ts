import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, systemClock } from '../clock';
import { S3Error } from './errors';
import { BESIDE_FOLDER, namesOf, tryKey } from './key-path';
import {
  type ByteRange,
  byKey,
  checkName,
  copyOf,
  etagOf,
  type ListQuery,
  type ObjectInfo,
  type ObjectProperties,
  type ObjectStore,
  type RangeOf,
  type StoredObject,
} from './object-store';

/** What lies in the sidecar of an object. */
interface Sidecar {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly properties: ObjectProperties;
}

/**
 * Objects as plain files, `FOLDER/s3/BUCKET/KEY`, for people and their tools. What S3 knows of an object besides lies in
 * `FOLDER/s3-meta`, files being written in `FOLDER/s3-tmp`. A file that someone puts there by hand is an object too.
 */
export class FileObjectStore implements ObjectStore {
  private readonly objects: string;
  private readonly sidecars: string;
  private readonly temporary: string;

  /**
   * @param folder The data folder; made when the first object comes
   * @param fsync Whether an object that is put survives a power cut too
   */
  public constructor(
    private readonly folder: string,
    private readonly clock: Clock = systemClock,
    private readonly fsync: boolean = false,
  ) {
    this.objects = join(folder, 's3');
    this.sidecars = join(folder, 's3-meta');
    this.temporary = join(folder, 's3-tmp');
  }

  /** Where the file of an object lies, if nothing stands in its way. */
  public pathOf(bucket: string, key: string): string {
    checkName(bucket, key);
    return join(this.objects, bucket, ...namesOf(key));
  }

  public async put(
    bucket: string,
    key: string,
    body: Uint8Array,
    properties: ObjectProperties = {},
  ): Promise<ObjectInfo> {
    const path = this.pathOf(bucket, key);
    const lastModified = Math.floor(this.clock.now());
    const sidecar: Sidecar = { size: body.length, etag: etagOf(body), lastModified, properties };
    try {
      // The sidecar first: without its object it says nothing, and an older object it does not fit is read without it.
      await this.replace(this.sidecarOf(bucket, key), JSON.stringify(sidecar), false);
      await this.replace(path, body, true);
    } catch (error) {
      throw new S3Error('S3_WRITE_FAILED', messageOf(error), `s3://${bucket}/${key}`, { cause: error });
    }
    return { key, ...sidecar };
  }

  public async tryHead(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    const found = await tryFile(this.pathOf(bucket, key));
    if (found === undefined) return undefined;
    const sidecar = await this.trySidecar(bucket, key, found.size);
    if (sidecar !== undefined) return { key, ...sidecar };
    return describe(key, await readFile(found.path), found.modified);
  }

  public async tryGet(bucket: string, key: string, rangeOf?: RangeOf): Promise<StoredObject | undefined> {
    const found = await tryFile(this.pathOf(bucket, key));
    if (found === undefined) return undefined;
    // Of one file, though another may take its name meanwhile.
    const handle = await open(found.path, 'r');
    try {
      const { size } = await handle.stat();
      const sidecar = await this.trySidecar(bucket, key, size);
      if (sidecar !== undefined) {
        const range = rangeOf?.({ key, ...sidecar });
        return { key, ...sidecar, body: await (range === undefined ? handle.readFile() : readRange(handle, range)) };
      }
      const body = await handle.readFile();
      const object = { ...describe(key, body, found.modified), body };
      const part = rangeOf?.(object);
      return part === undefined ? object : { ...object, body: copyOf(body, part) };
    } finally {
      await handle.close();
    }
  }

  public async delete(bucket: string, key: string): Promise<void> {
    const found = await tryFile(this.pathOf(bucket, key));
    if (found === undefined) return;
    await rm(found.path, { force: true });
    await rm(this.sidecarOf(bucket, key), { force: true });
  }

  public async list(bucket: string, { prefix = '' }: ListQuery = {}): Promise<ObjectInfo[]> {
    checkName(bucket, 'x');
    const keys: string[] = [];
    await collectKeys(join(this.objects, bucket), [], keys);
    const objects = await Promise.all(keys.filter((key) => key.startsWith(prefix)).map((k) => this.tryHead(bucket, k)));
    return objects.filter((object) => object !== undefined).sort(byKey);
  }

  private sidecarOf(bucket: string, key: string): string {
    // No name of a folder ends so.
    return `${join(this.sidecars, bucket, ...namesOf(key))}%json`;
  }

  /** The sidecar, if it is there and of the object that is. */
  private async trySidecar(bucket: string, key: string, size: number): Promise<Sidecar | undefined> {
    const text = await readFile(this.sidecarOf(bucket, key), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const sidecar = JSON.parse(text) as Sidecar;
    return sidecar.size === size ? sidecar : undefined;
  }

  private async replace(path: string, content: string | Uint8Array, isObject: boolean): Promise<void> {
    await mkdir(this.temporary, { recursive: true });
    const temporary = join(this.temporary, randomUUID());
    try {
      // Synced before it has its name, so that no name ever stands for less than the whole.
      await writeFile(temporary, content, { flush: this.fsync });
      if (isObject) await this.clearWay(path);
      else await mkdir(dirname(path), { recursive: true });
      await rename(temporary, await leafOf(path));
      if (this.fsync) await this.syncFolders(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Any of them may be new, and its name is in the folder above. */
  private async syncFolders(lowest: string): Promise<void> {
    for (let at = lowest; at.length >= this.folder.length; at = dirname(at)) {
      const handle = await open(at, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }

  /** Makes the folder of an object. An object in the place of one of its folders steps aside. */
  private async clearWay(path: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await mkdir(dirname(path), { recursive: true });
        return;
      } catch (error) {
        const obstacle = await tryObstacle(dirname(path), this.objects);
        if (obstacle === undefined || attempt > 100) throw error;
        await rename(obstacle, obstacle + BESIDE_FOLDER);
      }
    }
  }
}

/** The file above a path that keeps it from being a folder. */
async function tryObstacle(path: string, root: string): Promise<string | undefined> {
  for (let at = path; at.length > root.length; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isFile()) return at;
  }
  return undefined;
}

/** Where an object is to be written: beside the folder of its name, if there is one. */
async function leafOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return path;
  return path + BESIDE_FOLDER;
}

async function tryFile(path: string): Promise<{ path: string; size: number; modified: number } | undefined> {
  for (const candidate of [path, path + BESIDE_FOLDER]) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return { path: candidate, size: found.size, modified: found.mtimeMs };
  }
  return undefined;
}

async function readRange(handle: FileHandle, [first, last]: ByteRange): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, last - first + 1));
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, first + at);
    if (bytesRead === 0) throw new Error(`the file ends before byte ${last}`);
    at += bytesRead;
  }
  return bytes;
}

async function collectKeys(folder: string, names: readonly string[], keys: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = [...names, entry.name];
    if (entry.isDirectory()) {
      await collectKeys(join(folder, entry.name), path, keys);
    } else if (entry.isFile()) {
      const key = tryKey(path);
      if (key !== undefined) keys.push(key);
    }
  }
}

function describe(key: string, body: Buffer, modified: number): ObjectInfo {
  return { key, size: body.length, etag: etagOf(body), lastModified: Math.floor(modified), properties: {} };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
