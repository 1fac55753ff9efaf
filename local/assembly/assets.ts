import { join, resolve } from 'node:path';
import { isRecord, type JsonRecord } from './json';

/** File assets of an assembly by the object key they would be published under. Keys hold a content hash, so they do not clash. */
export class AssetIndex {
  private readonly paths = new Map<string, string>();

  /** Adds the `files` of one asset manifest; relative paths are relative to its folder. */
  public add(directory: string, manifest: JsonRecord): void {
    for (const file of Object.values(isRecord(manifest.files) ? manifest.files : {})) {
      if (!isRecord(file) || !isRecord(file.source) || typeof file.source.path !== 'string') continue;
      for (const destination of Object.values(isRecord(file.destinations) ? file.destinations : {})) {
        if (!isRecord(destination) || typeof destination.objectKey !== 'string') continue;
        this.paths.set(destination.objectKey, resolve(join(directory, file.source.path)));
      }
    }
  }

  /** The file or folder on disk that an object key stands for. */
  public tryPath(objectKey: string): string | undefined {
    return this.paths.get(objectKey);
  }

  /** The file on disk behind an S3 URL: some tail of its path is an object key. */
  public tryPathOfUrl(url: string): string | undefined {
    const segments = url.split(/[?#]/)[0]?.split('/') ?? [];
    for (let from = segments.length - 1; from > 0; from--) {
      const path = this.paths.get(segments.slice(from).join('/'));
      if (path !== undefined) return path;
    }
    return undefined;
  }
}
