import { Functions } from './function-fixture';

describe('a function', () => {
  let functions: Functions;
  afterEach(() => functions.close());

  test('has the environment of Lambda and its own, and nothing of this process', async () => {
    process.env.SLUICE_SECRET_OF_TEST = 'x';
    functions = new Functions({
      surroundings: {
        endpointUrl: () => 'http://127.0.0.1:4566',
        credentials: (role) => ({ accessKeyId: `ASIA-${role.split('/')[1]}`, secretAccessKey: 's', sessionToken: 't' }),
      },
    });
    functions.add('exports.handler = async () => process.env', { environment: new Map([['TABLE', 'events']]) });
    const { value } = await functions.call();
    expect(value).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIA-Probe',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_REGION: 'eu-west-1',
      _HANDLER: 'index.handler',
      TABLE: 'events',
    });
    expect(value.SLUICE_SECRET_OF_TEST).toBeUndefined();
    delete process.env.SLUICE_SECRET_OF_TEST;
  });

  test('logs as Lambda does', async () => {
    functions = new Functions();
    functions.add(
      `exports.handler = async () => { console.log('hello %s', 'you'); console.error('bad'); process.stdout.write('raw') }`,
    );
    const { logTail, requestId } = await functions.call();
    expect(functions.output).toMatch(
      new RegExp(
        `^START RequestId: ${requestId} Version: \\$LATEST\n\\S+\t${requestId}\tINFO\thello you\n\\S+\t${requestId}\tERROR\tbad\nraw` +
          `END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\t` +
          'Memory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\n$',
      ),
    );
    expect(logTail).toContain('hello you');
  });

  test('fails where its heap outgrows its memory, and starts afresh', async () => {
    functions = new Functions();
    functions.add(
      `exports.handler = async (event) => { const all = []; while (event.grow) all.push(new Array(10_000).fill(all.length)); return 1 }`,
      { timeout: 20 },
    );
    expect((await functions.call({ grow: true })).value).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect((await functions.call()).value).toBe(1);
  });

  test.each([
    ['process.exit(3)', 'Runtime.ExitError', /Runtime exited with error: exit status 3/],
    ['process.exit(0)', 'Runtime.ExitError', /Runtime exited without providing a reason/],
    ['setTimeout(() => { throw new RangeError("later") }, 5); await new Promise(() => {})', 'RangeError', /later/],
    [
      'Promise.reject(new Error("lost")); await new Promise((d) => setTimeout(d, 50))',
      'Runtime.UnhandledPromiseRejection',
      /Error: lost/,
    ],
  ])('fails on %s', async (code, errorType, message) => {
    functions = new Functions();
    functions.add(`exports.handler = async () => { ${code} }`);
    const { value } = await functions.call();
    expect(value.errorType).toBe(errorType);
    expect(value.errorMessage).toMatch(message);
  });

  test('fails on an event or an answer over six megabytes', async () => {
    functions = new Functions();
    functions.add(`exports.handler = async (event) => 'x'.repeat(event.length)`);
    await expect(functions.lambda.invoke('probe', Buffer.alloc(6_291_457, 0x20))).rejects.toMatchObject({
      status: 413,
    });
    expect((await functions.call({ length: 7_000_000 })).value).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  test('fails to stream its response', async () => {
    functions = new Functions();
    functions.add('exports.handler = awslambda.streamifyResponse(async () => {})');
    expect((await functions.call()).value.errorType).toBe('Runtime.StreamingNotEmulated');
  });

  test('fails with a callback from Node.js 24 on', async () => {
    functions = new Functions();
    functions.add('exports.handler = (event, context, callback) => callback(null, 1)', { runtime: 'nodejs24.x' });
    expect((await functions.call()).value.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });

  test('fails where another runtime is asked for, and is named in the log', async () => {
    functions = new Functions();
    const refusal = 'the runtime python3.13 is not emulated, only Node.js is';
    functions.lambda.addFunction({ ...functions.definition, runtime: 'python3.13', refusal });
    expect(functions.log).toContainEqual({ kind: 'note', level: 'warning', subject: 'probe', message: refusal });
    await expect(functions.call()).rejects.toMatchObject({ code: 'InvalidRuntimeException', status: 502 });
  });

  test('fails with a throttle beyond its reserved concurrency', async () => {
    functions = new Functions();
    functions.add('exports.handler = async () => new Promise((done) => setTimeout(done, 100))', {
      reservedConcurrency: 1,
    });
    const first = functions.call();
    await expect(functions.call()).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
    await first;
    await functions.call();
  });

  test('waits for a thread where all are taken, and takes over those of others', async () => {
    functions = new Functions({ threads: 1 });
    functions.add('exports.handler = async () => "one"');
    functions.lambda.addFunction({
      ...functions.definition,
      name: 'other',
      arn: 'other',
      code: { inline: 'exports.handler = async () => "two"' },
    });
    const answers = await Promise.all([functions.call(), functions.call({}, 'other'), functions.call()]);
    expect(answers.map(({ value }) => value)).toEqual(['one', 'two', 'one']);
  });
});
