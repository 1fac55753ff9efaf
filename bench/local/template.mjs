import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeReference } from '../gateway/reference.mjs';
import { ROOT } from '../support/bundle.mjs';

export const SHARDS = 256;

/** The reference app with many shards and its limits out of the way, every check on. */
export function synthesizeBench(folder, auth) {
  synthesizeReference(ROOT, folder, auth);
  for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.template.json'))) {
    const template = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
      if (Type === 'AWS::Kinesis::Stream') Properties.ShardCount = SHARDS;
    }
    writeFileSync(join(folder, name), JSON.stringify(template));
  }
}
