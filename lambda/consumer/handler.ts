import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigError } from './config';
import { type HandleEvent, processStream, type StreamOptions } from './process-stream';

/** The user's file, which the construct puts beside this one, exports this. */
interface EventModule {
  readonly handle?: unknown;
  readonly options?: StreamOptions;
}

/** Called by Lambda with a batch of records; what handles them is the user's `handle`. */
export const handler = makeHandler();

function makeHandler() {
  // Not the bundler's require: the file is not known when this one is bundled.
  const load = createRequire(join(__dirname, 'index.js'));
  const { handle, options } = load('./event-handler.js') as EventModule;
  if (typeof handle === 'function') return processStream(handle as HandleEvent, options);
  throw new ConfigError(
    'CONSUMER_HANDLER_MISSING',
    "the file that handles events must export a function 'handle': exports.handle = async (event, record) => { … }",
  );
}
