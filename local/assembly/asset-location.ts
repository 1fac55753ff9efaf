import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AssetIndex } from './assets';
import { isRecord, type Json, type JsonRecord, own } from './json';

// Which property of a type holds an S3 location, and which of its members the object key.
const LOCATIONS: ReadonlyMap<string, readonly [property: string, key: string]> = new Map([
  ['AWS::Lambda::Function', ['Code', 'S3Key']],
  ['AWS::Lambda::LayerVersion', ['Content', 'S3Key']],
  ['AWS::ApiGateway::RestApi', ['BodyS3Location', 'Key']],
  ['AWS::StepFunctions::StateMachine', ['DefinitionS3Location', 'Key']],
]);

/** The property of a type that holds an S3 location; undefined where the type has none. */
export function assetProperty(type: string): string | undefined {
  return LOCATIONS.get(type)?.[0];
}

/**
 * The file or folder on disk behind a resolved S3 location: an asset of the assembly; a local path, which
 * `aws cloudformation package` would upload; or the path that CDK leaves in the metadata.
 */
export function assetPath(
  type: string,
  location: Json | undefined,
  metadata: JsonRecord,
  sources: { readonly assets: AssetIndex; readonly templateFile: string },
): string | undefined {
  const [, keyName = ''] = LOCATIONS.get(type) ?? [];
  const folder = dirname(sources.templateFile);
  if (typeof location === 'string') return existing(resolve(folder, location));
  const key = isRecord(location) ? own(location, keyName) : undefined;
  const asset = typeof key === 'string' ? sources.assets.tryPath(key) : undefined;
  const noted = own(metadata, 'aws:asset:path');
  return asset ?? (typeof noted === 'string' ? existing(resolve(folder, noted)) : undefined);
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
