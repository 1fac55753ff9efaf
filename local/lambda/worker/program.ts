import type { Handler, Host } from './host';
import type { ErrorAnswer, InvokeMessage, WorkerMessage, WorkerSettings } from './messages';

/**
 * The program of a worker thread, as text: a thread cannot load TypeScript, nor a file that a bundler did not keep. It
 * does what Lambda's own Node.js runtime does, and like it waits for an empty event loop after a callback.
 *
 * Source: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export function workerProgram(): string {
  const parts = [runHandlers, serve, invoke, loadHandler, findModule, addModulePaths, redirectOutput, describeError];
  // An import() that a compiler sees may become a require().
  return `${parts.map(String).join('\n')}\n${runHandlers.name}(require, (url) => import(url));`;
}

async function runHandlers(require: NodeJS.Require, importModule: Host['importModule']): Promise<void> {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads');
  if (parentPort === null) return;
  const settings = workerData as WorkerSettings;
  const post = (message: WorkerMessage): void => parentPort.postMessage(message);
  const host: Host = { require, importModule, settings, post, requestId: undefined };
  const fail = (error: ErrorAnswer): void => {
    post({ kind: 'error', error, fatal: true, memory: process.memoryUsage().heapUsed });
    process.exit(1);
  };
  process.cwd = () => settings.taskRoot;
  process.on('uncaughtException', (error) => fail(describeError(error)));
  process.on('unhandledRejection', (reason) => {
    const { errorMessage, errorType, trace } = describeError(reason);
    fail({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage,
      trace,
    });
  });
  redirectOutput(host);
  try {
    addModulePaths(host);
    const handler = await loadHandler(host);
    serve(host, parentPort, handler);
    post({ kind: 'ready' });
  } catch (error) {
    fail(describeError(error));
  }
}

function serve(host: Host, port: import('node:worker_threads').MessagePort, handler: Handler): void {
  let onIdle: (() => void) | undefined;
  // While it is referenced, the port keeps the event loop from being empty.
  process.on('beforeExit', () => {
    const idle = onIdle;
    onIdle = undefined;
    idle?.();
  });
  port.on('message', (message: InvokeMessage) => {
    host.requestId = message.requestId;
    port.unref();
    invoke(host, handler, message, {
      whenIdle: (task) => {
        onIdle = task;
      },
      finish: (answer) => {
        onIdle = undefined;
        host.requestId = undefined;
        port.ref();
        host.post(answer);
      },
    });
  });
}

function invoke(
  host: Host,
  handler: Handler,
  message: InvokeMessage,
  end: { readonly whenIdle: (task: () => void) => void; readonly finish: (answer: WorkerMessage) => void },
): void {
  const { env } = process;
  let finished = false;
  const answer = (make: () => WorkerMessage): void => {
    if (finished) return;
    finished = true;
    end.finish(make());
  };
  const succeed = (result: unknown): void =>
    answer(() => {
      const memory = process.memoryUsage().heapUsed;
      try {
        return { kind: 'result', payload: JSON.stringify(result === undefined ? null : result) ?? 'null', memory };
      } catch {
        const error = describeError(new Error('Unable to stringify response body'));
        return { kind: 'error', error, fatal: false, memory };
      }
    });
  const fail = (error: unknown): void =>
    answer(() => {
      return { kind: 'error', error: describeError(error), fatal: false, memory: process.memoryUsage().heapUsed };
    });
  let waitsForIdle = true;
  const callback = (error: unknown, result?: unknown): void => {
    if (error !== undefined && error !== null) fail(error);
    else if (waitsForIdle) end.whenIdle(() => succeed(result));
    else succeed(result);
  };
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForIdle;
    },
    set callbackWaitsForEmptyEventLoop(value: boolean) {
      waitsForIdle = value;
    },
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: message.clientContext === undefined ? undefined : JSON.parse(message.clientContext),
    identity: undefined,
    invokedFunctionArn: message.invokedFunctionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => message.deadline - Date.now(),
    ...(host.settings.nodeVersion < 24 && {
      done: (error: unknown, result?: unknown) => (error ? fail(error) : succeed(result)),
      fail,
      succeed,
    }),
  };
  env._X_AMZN_TRACE_ID = message.traceId ?? '';
  // A handler that neither answers nor has anything left to wait for ends with null.
  end.whenIdle(() => succeed(null));
  try {
    const result = handler(JSON.parse(message.event), context, callback) as PromiseLike<unknown> | undefined;
    if (typeof result?.then === 'function') result.then(succeed, fail);
    else if (host.settings.nodeVersion >= 24) succeed(result);
  } catch (error) {
    fail(error);
  }
}

async function loadHandler(host: Host): Promise<Handler> {
  const path = host.require('node:path') as typeof import('node:path');
  const { handler: text, taskRoot, nodeVersion } = host.settings;
  const runtimeError = (name: string, message: string, cause?: unknown): Error => {
    const error = new Error(message, { cause });
    error.name = `Runtime.${name}`;
    return error;
  };
  const base = path.basename(text);
  const dot = base.indexOf('.');
  if (text.includes('..')) {
    const message = `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw runtimeError('MalformedHandlerName', message);
  }
  if (dot < 0) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const file = path.resolve(taskRoot, text.slice(0, text.length - base.length), base.slice(0, dot));
  let found: unknown;
  try {
    found = await findModule(host, file);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error), error);
    const code = (error as { readonly code?: string } | undefined)?.code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('ImportModuleError', String(error), error);
    }
    throw error;
  }
  for (const step of base.slice(dot + 1).split('.')) found = (found as Record<string, unknown> | undefined)?.[step];
  if (found === undefined) throw runtimeError('HandlerNotFound', `${text} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${text} is not a function`);
  if (nodeVersion >= 24 && found.length >= 3) {
    const message =
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. Return a promise instead.';
    throw runtimeError('CallbackHandlerDeprecated', message);
  }
  return found as Handler;
}

/** In the order of Lambda's runtime: `.js` as its package says, `.mjs`, `.cjs`, then as a package. */
async function findModule(host: Host, file: string): Promise<unknown> {
  const fs = host.require('node:fs') as typeof import('node:fs');
  const path = host.require('node:path') as typeof import('node:path');
  const { pathToFileURL } = host.require('node:url') as typeof import('node:url');
  const importFile = (name: string): Promise<unknown> => host.importModule(pathToFileURL(name).href);
  if (fs.existsSync(file) && fs.statSync(file).isFile()) return host.require(file);
  if (fs.existsSync(`${file}.js`)) {
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      const manifest = path.join(folder, 'package.json');
      if (fs.existsSync(manifest)) {
        const { type } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { readonly type?: string };
        return type === 'module' ? importFile(`${file}.js`) : host.require(`${file}.js`);
      }
      // No further up than the code goes.
      if (folder === host.settings.taskRoot || folder === path.dirname(folder)) return host.require(`${file}.js`);
    }
  }
  if (fs.existsSync(`${file}.mjs`)) return importFile(`${file}.mjs`);
  if (fs.existsSync(`${file}.cjs`)) return host.require(`${file}.cjs`);
  const relative = path.relative(host.settings.taskRoot, file);
  const paths = [host.settings.taskRoot, ...host.settings.layers.map((layer) => path.join(layer, 'nodejs'))];
  return host.require(host.require.resolve(relative, { paths }));
}

/** Layers, and the AWS SDK that Lambda's runtime brings along: what the code ships itself comes first. */
function addModulePaths(host: Host): void {
  const module = host.require('node:module') as typeof import('node:module');
  const path = host.require('node:path') as typeof import('node:path');
  const { pathToFileURL } = host.require('node:url') as typeof import('node:url');
  const { layers, nodeVersion, sdkRoots } = host.settings;
  const internals = module as unknown as {
    _resolveFilename: (this: unknown, request: string, parent: unknown, isMain: boolean, options?: object) => string;
  };
  const layered = layers.flatMap((layer) => [
    path.join(layer, 'nodejs', `node${nodeVersion}`),
    path.join(layer, 'nodejs'),
  ]);
  const rootsFor = (request: string): string[] => {
    if (/^(?:\.|\/|node:)/.test(request)) return [];
    return /^@(?:aws-sdk|smithy)\//.test(request) ? [...layered, ...sdkRoots] : layered;
  };
  const explain = (error: unknown, request: string): unknown => {
    if (error instanceof Error && /^@(?:aws-sdk|smithy)\//.test(request)) {
      error.message += ` (on AWS the runtime brings it along; locally, install it: npm install --save-dev ${request})`;
    }
    return error;
  };
  const resolve = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, isMain, options) {
    try {
      return resolve.call(this, request, parent, isMain, options);
    } catch (error) {
      const paths = rootsFor(request);
      try {
        if (options === undefined && paths.length > 0) return resolve.call(this, request, parent, isMain, { paths });
      } catch {
        // The error of the handler's own place tells more.
      }
      throw explain(error, request);
    }
  };
  const bases = (folders: readonly string[]): string[] =>
    folders.map((folder) => pathToFileURL(path.join(folder, 'package.json')).href);
  const hook = `
    const layered = ${JSON.stringify(bases(layered))};
    const sdk = ${JSON.stringify(bases(sdkRoots))};
    export async function resolve(specifier, context, next) {
      try {
        return await next(specifier, context);
      } catch (error) {
        if (/^(?:\\.|\\/|node:|file:)/.test(specifier)) throw error;
        const isSdk = /^@(?:aws-sdk|smithy)\\//.test(specifier);
        for (const parentURL of isSdk ? [...layered, ...sdk] : layered) {
          try {
            return await next(specifier, { ...context, parentURL });
          } catch {
            // The error of the handler's own place tells more.
          }
        }
        if (isSdk) error.message += ' (on AWS the runtime brings it along; locally, install it: npm install --save-dev ' + specifier + ')';
        throw error;
      }
    }`;
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** Lines of the console get Lambda's prefix; what is written to the streams stays as it is. */
function redirectOutput(host: Host): void {
  const { format } = host.require('node:util') as typeof import('node:util');
  const levels = { debug: 'DEBUG', error: 'ERROR', info: 'INFO', log: 'INFO', trace: 'TRACE', warn: 'WARN' } as const;
  for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
    console[method] = (...parts: unknown[]) => {
      const prefix = `${new Date().toISOString()}\t${host.requestId ?? 'undefined'}\t${levels[method]}\t`;
      host.post({ kind: 'log', text: `${prefix}${format(...parts)}\n` });
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      host.post({ kind: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
      const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
      if (done !== undefined) process.nextTick(done);
      return true;
    };
  }
  const streaming = {
    streamifyResponse: () => {
      const error = new Error('response streaming is not emulated: return the whole answer locally');
      error.name = 'Runtime.StreamingNotEmulated';
      throw error;
    },
  };
  // The SDK keeps things of its own in it.
  Object.defineProperty(globalThis, 'awslambda', { value: streaming, writable: true, configurable: true });
}

function describeError(error: unknown): ErrorAnswer {
  if (error instanceof Error || Object.prototype.toString.call(error) === '[object Error]') {
    const { name, message, stack } = error as Error;
    return { errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
