import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';

/** Handlers stand beside the compiled constructs: `dist/lib` and `dist/lambda`. */
const HANDLERS = join(__dirname, '..', '..', 'lambda');

/** Names of the prebuilt handlers. */
export type HandlerName = 'authorizer' | 'consumer' | 'producer' | 'transform';

/** Code of a function, and what to do when the function has been made. */
export interface HandlerCode {
  readonly code: lambda.Code;
  readonly dispose: () => void;
}

/**
 * The prebuilt handler as an asset, bundled when this package was built. With `files`, a copy of it that holds these
 * as well, by name and text: its hash is of its content, so that the same files are the same asset.
 */
export function handlerCode(
  scope: IConstruct,
  handler: HandlerName,
  files: { readonly [name: string]: string } = {},
): HandlerCode {
  const prebuilt = join(HANDLERS, handler);
  if (!existsSync(prebuilt)) {
    throw new Error(`the prebuilt handler '${handler}' is missing from this installation: install cdk-sluice again`);
  }
  if (Object.keys(files).length === 0) return { code: lambda.Code.fromAsset(prebuilt), dispose: () => {} };
  const folder = mkdtempSync(join(tmpdir(), `sluice-${handler}-`));
  cpSync(prebuilt, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  // An asset is staged as it is made; without staging, the template points to this very folder.
  const keep = scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT) === true;
  return {
    code: lambda.Code.fromAsset(folder),
    dispose: () => {
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}
