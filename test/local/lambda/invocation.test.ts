import { ARN, Functions } from './function-fixture';

describe('a function', () => {
  let functions: Functions;
  beforeEach(() => {
    functions = new Functions();
  });
  afterEach(() => functions.close());

  test('answers what its asynchronous handler returns', async () => {
    functions.add('exports.handler = async (event) => ({ got: event.a })');
    expect((await functions.call({ a: 'ü' })).value).toEqual({ got: 'ü' });
  });

  test('answers what its callback is given, once nothing else waits', async () => {
    functions.add(`exports.handler = (event, context, callback) => {
      const seen = [];
      setTimeout(() => seen.push('late'), 30);
      callback(null, seen);
    }`);
    expect((await functions.call()).value).toEqual(['late']);
  });

  test('answers at once where it does not wait for an empty event loop', async () => {
    functions.add(`exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setTimeout(() => {}, 2_000).ref();
      callback(null, 'now');
    }`);
    expect((await functions.call()).value).toBe('now');
  });

  test('answers null where it does nothing', async () => {
    functions.add('exports.handler = () => {}');
    expect((await functions.call()).payload.toString()).toBe('null');
  });

  test('answers null where its promise is never settled and nothing is left to do', async () => {
    functions.add('exports.handler = () => new Promise(() => {})');
    expect((await functions.call()).payload.toString()).toBe('null');
  });

  test('keeps what it holds in memory from one call to the next', async () => {
    functions.add('let count = 0; exports.handler = async () => ++count');
    await functions.call();
    expect((await functions.call()).value).toBe(2);
  });

  test('runs in a copy of its own when called twice at the same time', async () => {
    functions.add(`let count = 0;
      exports.handler = async () => { count++; await new Promise((done) => setTimeout(done, 50)); return count; }`);
    const both = await Promise.all([functions.call(), functions.call()]);
    expect(both.map(({ value }) => value)).toEqual([1, 1]);
  });

  test('sees its context', async () => {
    functions.add(
      `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`,
    );
    const { value, requestId } = await functions.call();
    expect(value).toMatchObject({
      awsRequestId: requestId,
      functionName: 'probe',
      functionVersion: '$LATEST',
      invokedFunctionArn: ARN,
      logGroupName: '/aws/lambda/probe',
      memoryLimitInMB: '128',
    });
    expect(value.left).toBeGreaterThan(2_500);
    expect(value.left).toBeLessThanOrEqual(3_000);
  });

  test('fails with its error in the shape AWS gives it', async () => {
    functions.add(`exports.handler = async () => { throw new TypeError('no such thing') }`);
    const { value, functionError } = await functions.call();
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({ errorType: 'TypeError', errorMessage: 'no such thing', trace: expect.any(Array) });
    expect(value.trace[0]).toBe('TypeError: no such thing');
  });

  test('fails with the text of what it rejects with', async () => {
    functions.add(`exports.handler = async () => { throw 'just text' }`);
    expect((await functions.call()).value).toEqual({ errorType: 'string', errorMessage: 'just text', trace: [] });
  });

  test('fails where it runs out of time, and starts afresh', async () => {
    functions.add('let count = 0; exports.handler = async (event) => { count++; while (event.spin); return count }', {
      timeout: 1,
    });
    const { value, timedOut, requestId } = await functions.call({ spin: true });
    expect(timedOut).toBe(true);
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(functions.output).toContain(`${requestId} Task timed out after 1.00 seconds`);
    expect((await functions.call()).value).toBe(1);
  });
});
