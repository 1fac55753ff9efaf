import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLogger } from '../support/logging';
import { makeMetrics } from '../support/metrics';
import { compile, readConfig, type TransformConfig } from './config';
import { ConfigError } from './config-error';
import type { FirehoseAnswer, FirehoseEvent } from './firehose-event';
import { SecretHmacKey } from './hmac-key';
import type { Step } from './pipeline';
import { report } from './report';
import { transformBatch } from './transform-batch';
import type { Validator } from './validate';

/** The construct's: the configuration, or nothing where it is a file, and the secret with the key of HMACs. */
const { TRANSFORM_CONFIG, TRANSFORM_SECRET } = process.env;

const logger = makeLogger('transform');
const metrics = makeMetrics('transform');

interface Transform {
  readonly step: Step;
  readonly key: SecretHmacKey | undefined;
}

let transform: Transform | undefined;

/**
 * Called by Firehose with a batch of records. Where it throws, for want of its configuration or its key, Firehose calls
 * it again with the same records, and stores them with its errors in the end.
 */
export async function handler(event: FirehoseEvent): Promise<FirehoseAnswer> {
  transform ??= makeTransform();
  const { step, key } = transform;
  await key?.load();
  const batch = transformBatch(event.records, step);
  report(batch, event.invocationId, logger, metrics);
  return batch.answer;
}

function makeTransform(): Transform {
  const config = readConfig(TRANSFORM_CONFIG ?? tryFile('transform.json'));
  const key = keyFor(config);
  const step = compile(config, {
    hmacKey: () => {
      if (key !== undefined) return key.bytes();
      throw new ConfigError('TRANSFORM_KEY_INVALID', 'an HMAC needs a key: deploy the function anew');
    },
    loadValidator: (file) => require(join(__dirname, file)) as Validator,
  });
  return { step, key };
}

function keyFor({ hmacKey }: TransformConfig): SecretHmacKey | undefined {
  if (hmacKey === undefined || TRANSFORM_SECRET === undefined) return undefined;
  // Loaded where it is needed alone: the client takes longer to load than all the rest.
  const { secretsClient }: typeof import('../support/secrets-client') = require('../support/secrets-client');
  return new SecretHmacKey(secretsClient(), TRANSFORM_SECRET, hmacKey);
}

function tryFile(name: string): string | undefined {
  const path = join(__dirname, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
