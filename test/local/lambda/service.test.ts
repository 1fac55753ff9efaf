import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ManualClock } from '../../../local/clock';
import type { EndpointServer } from '../../../local/endpoint';
import { type DeadLetter, EventInvocations, functionInvoker, LambdaService } from '../../../local/lambda';
import { ManualScheduler } from '../../../local/scheduler';
import { CLIENT, serveServices } from './endpoint-fixture';
import { ARN, Functions } from './function-fixture';

describe("Lambda's API", () => {
  const scheduler = new ManualScheduler(new ManualClock());
  const letters: DeadLetter[] = [];
  let functions: Functions;
  let events: EventInvocations;
  let server: EndpointServer;
  let client: LambdaClient;

  beforeAll(async () => {
    functions = new Functions();
    functions.add(
      `exports.handler = async (event, context) => {
        console.log('called');
        if (event.fail) throw new Error('no');
        return { event, arn: context.invokedFunctionArn, client: context.clientContext };
      }`,
      { deadLetterTarget: 'arn:aws:sqs:eu-west-1:123456789012:dead' },
    );
    events = new EventInvocations(functions.lambda, {
      scheduler,
      log: (entry) => functions.log.push(entry),
      sendDeadLetter: async (letter) => {
        letters.push(letter);
      },
    });
    server = await serveServices([new LambdaService(functions.lambda, events)], 'lambda:*');
    client = new LambdaClient({ ...CLIENT, endpoint: server.url });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    await functions.close();
  });

  const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

  test('invokes a function by name and by ARN, for the real client', async () => {
    for (const FunctionName of ['probe', ARN]) {
      const answer = await client.send(
        new InvokeCommand({
          FunctionName,
          Payload: Buffer.from('{"a":1}'),
          LogType: 'Tail',
          ClientContext: Buffer.from('{"who":"me"}').toString('base64'),
        }),
      );
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.FunctionError).toBeUndefined();
      expect(JSON.parse(text(answer.Payload))).toEqual({ event: { a: 1 }, arn: ARN, client: { who: 'me' } });
      expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain('called');
    }
  });

  test('tells of an error of the function', async () => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'probe', Payload: Buffer.from('{"fail":true}') }),
    );
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(text(answer.Payload))).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  test('describes functions', async () => {
    const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'probe' }));
    expect(configuration).toMatchObject({ FunctionArn: ARN, Runtime: 'nodejs22.x', Timeout: 3, MemorySize: 128 });
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
  });

  test('accepts an event, tries it three times and hands it to the dead-letter queue', async () => {
    const payload = Buffer.from('{"fail":true}');
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'probe', InvocationType: 'Event', Payload: payload }),
    );
    expect(answer.StatusCode).toBe(202);
    await scheduler.settle();
    expect(letters).toEqual([]);
    await scheduler.advance(60_000);
    await scheduler.advance(120_000);
    expect(letters).toMatchObject([{ body: '{"fail":true}' }]);
    expect(events.pending).toBe(0);
  });

  test('answers a dry run with nothing', async () => {
    const answer = await client.send(new InvokeCommand({ FunctionName: 'probe', InvocationType: 'DryRun' }));
    expect(answer.StatusCode).toBe(204);
  });

  test('fails with the errors of Lambda', async () => {
    await expect(client.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: nobody',
    });
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'probe', Payload: Buffer.from('{') })),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'probe', InvocationType: 'Event', Payload: Buffer.from('{') })),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    const large = Buffer.from(JSON.stringify('x'.repeat(6_291_456)));
    await expect(client.send(new InvokeCommand({ FunctionName: 'probe', Payload: large }))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  test('fails where the caller may not invoke', async () => {
    const service = new LambdaService(functions.lambda, events);
    const request = { method: 'POST', path: '/2015-03-31/functions/probe/invocations', query: '', headers: {} };
    const answer = await service.handle({ ...request, body: Buffer.from('{}'), authorize: () => 'no, you may not' });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ Message: 'no, you may not' });
  });

  test('is called in process by parts of the runtime', async () => {
    const invoker = functionInvoker(functions.lambda);
    expect(await invoker.invoke(`${ARN}:$LATEST`, Buffer.from('{"a":1}'))).toHaveProperty('payload');
    expect(await invoker.invoke(ARN, Buffer.from('{"fail":true}'))).toMatchObject({ failure: 'function-error' });
    expect(await invoker.invoke('nobody', Buffer.from('{}'))).toMatchObject({ failure: 'not-found' });
    const refused = functionInvoker(functions.lambda, () => 'denied');
    expect(await refused.invoke(ARN, Buffer.from('{}'))).toEqual({ failure: 'access-denied', message: 'denied' });
  });
});
