import * as fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { EventInvocations, LambdaService } from '../../../local/lambda';
import { ManualScheduler } from '../../../local/scheduler';
import { Functions } from './function-fixture';

const NAMES = fc.constantFrom('probe', 'nobody', '%E0%A4%A', 'probe:live', 'function:probe', '');
const SUFFIXES = fc.constantFrom('/invocations', '/configuration', '', '/invocations/', '/nothing');

describe('any call of Lambda', () => {
  test('is answered or refused in its shape, never with a 500', async () => {
    const functions = new Functions({ threads: 1 });
    functions.add('exports.handler = async (event) => event');
    const faults: unknown[] = [];
    const events = new EventInvocations(functions.lambda, {
      scheduler: new ManualScheduler(new ManualClock()),
      log: () => {},
      sendDeadLetter: async () => {},
    });
    const service = new LambdaService(functions.lambda, events, (error) => faults.push(error));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT'),
        fc.tuple(NAMES, SUFFIXES).map(([name, suffix]) => `/2015-03-31/functions/${name}${suffix}`),
        fc.constantFrom(undefined, 'RequestResponse', 'DryRun', 'Sometimes', 'constructor'),
        fc.oneof(fc.json(), fc.string()),
        async (method, path, type, text) => {
          const headers = type === undefined ? {} : { 'x-amz-invocation-type': type };
          const answer = await service.handle({ method, path, query: '', headers, body: Buffer.from(text) });
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 400) {
            expect(answer.headers['x-amzn-errortype']).toMatch(/Exception$/);
            expect(JSON.parse(answer.body.toString())).toHaveProperty('Message');
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(faults).toEqual([]);
    await functions.close();
  });
});
