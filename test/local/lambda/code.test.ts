import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { Functions } from './function-fixture';

describe('the code of a function', () => {
  let functions: Functions;
  beforeEach(() => {
    functions = new Functions();
  });
  afterEach(() => functions.close());

  test('comes from a zip file', async () => {
    const folder = functions.folder({});
    const path = join(folder, 'code.zip');
    writeFileSync(
      path,
      zipSync({
        'index.js': Buffer.from('exports.handler = async () => require("./lib/a").a'),
        'lib/a.js': Buffer.from('exports.a = 7'),
      }),
    );
    functions.lambda.addFunction({ ...functions.definition, code: { path } });
    expect((await functions.call()).value).toBe(7);
  });

  test('stands in the template', async () => {
    functions.lambda.addFunction({ ...functions.definition, code: { inline: 'exports.handler = async () => 8' } });
    expect((await functions.call()).value).toBe(8);
  });

  test('is an ES module by its extension', async () => {
    functions.add({ 'index.mjs': 'export const handler = async () => import.meta.url.endsWith("index.mjs")' });
    expect((await functions.call()).value).toBe(true);
  });

  test('is an ES module by its package', async () => {
    functions.add({
      'package.json': '{"type":"module"}',
      'index.js': 'export async function handler() { return "esm" }',
    });
    expect((await functions.call()).value).toBe('esm');
  });

  test('has its handler in a folder, below an object', async () => {
    functions.add({ 'src/app.js': 'exports.api = { get: async () => "deep" }' }, { handler: 'src/app.api.get' });
    expect((await functions.call()).value).toBe('deep');
  });

  test.each([
    [
      'CommonJS',
      'index.js',
      `const { KinesisClient } = require('@aws-sdk/client-kinesis'); exports.handler = async () => typeof KinesisClient`,
    ],
    [
      'ES',
      'index.mjs',
      `import { KinesisClient } from '@aws-sdk/client-kinesis'; export const handler = async () => typeof KinesisClient`,
    ],
  ])('finds the AWS SDK that the runtime brings along from %s modules', async (_, name, text) => {
    functions.add({ [name]: text });
    expect((await functions.call()).value).toBe('function');
  });

  test.each([
    ['index.js', `require('@aws-sdk/client-nowhere'); exports.handler = async () => 1`],
    ['index.mjs', `import '@aws-sdk/client-nowhere'; export const handler = async () => 1`],
  ])('fails where %s asks for an AWS SDK that is not installed, and says what to do', async (name, text) => {
    functions.add({ [name]: text });
    const { value } = await functions.call();
    expect(value.errorType).toBe('Runtime.ImportModuleError');
    expect(value.errorMessage).toContain('npm install --save-dev @aws-sdk/client-nowhere');
  });

  test('fails to find packages of this machine that it does not ship', async () => {
    functions.add(`require('fast-check'); exports.handler = async () => 1`);
    expect((await functions.call()).value.errorType).toBe('Runtime.ImportModuleError');
  });

  test('finds packages of its layers', async () => {
    const layer = functions.folder({ 'nodejs/node_modules/shared/index.js': 'exports.shared = 9' });
    functions.add(`exports.handler = async () => require('shared').shared`, { layers: [{ path: layer }] });
    expect((await functions.call()).value).toBe(9);
  });

  test.each([
    ['index.nothing', 'Runtime.HandlerNotFound', 'index.nothing is undefined or not exported'],
    ['index.value', 'Runtime.HandlerNotFound', 'index.value is not a function'],
    ['index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    ['other.handler', 'Runtime.ImportModuleError', "Error: Cannot find module 'other'"],
  ])('fails where its handler is %s', async (handler, errorType, message) => {
    functions.add('exports.value = 1', { handler });
    const { value } = await functions.call();
    expect(value.errorType).toBe(errorType);
    expect(value.errorMessage).toContain(message);
  });

  test('fails where it is no JavaScript', async () => {
    functions.add('exports.handler = {{');
    expect((await functions.call()).value.errorType).toBe('Runtime.UserCodeSyntaxError');
  });

  test('fails where there is none', async () => {
    functions.lambda.addFunction(functions.definition);
    await expect(functions.call()).rejects.toMatchObject({ code: 'LAMBDA_CODE_NOT_FOUND' });
  });

  test('fails where its archive is damaged, or leaves its folder', async () => {
    const folder = functions.folder({ 'damaged.zip': 'no zip' });
    mkdirSync(join(folder, 'out'));
    const path = join(folder, 'outside.zip');
    writeFileSync(path, zipSync({ '../index.js': Buffer.from('') }));
    functions.lambda.addFunction({ ...functions.definition, name: 'a', code: { path: join(folder, 'damaged.zip') } });
    functions.lambda.addFunction({ ...functions.definition, name: 'b', code: { path } });
    for (const name of ['a', 'b']) {
      await expect(functions.call({}, name)).rejects.toMatchObject({ code: 'LAMBDA_CODE_UNREADABLE' });
    }
  });
});
