import type { Context } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/producer/handler';
import { proxyEvent } from './requests';

const CONTEXT = { getRemainingTimeInMillis: () => 1_000 } as Context;

test('a function that is not configured answers 500 to each request, and says why in its log', async () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  let handler: typeof Handler | undefined;
  jest.isolateModules(() => {
    handler = require('../../../lambda/producer/handler').handler;
  });
  const answer = await handler?.(proxyEvent({ body: '{"secret":"sesame"}' }), CONTEXT);
  write.mockRestore();
  expect(answer).toEqual({
    statusCode: 500,
    headers: { 'Content-Type': 'application/json' },
    body: '{"error":{"code":"InternalError","message":"The request could not be processed","requestId":"EXT-ID="}}',
  });
  const log = lines.join('');
  const [entry = ''] = log.split('\n').filter((line) => line.includes('a fault of ours'));
  expect(JSON.parse(entry)).toMatchObject({ level: 'ERROR', service: 'producer', error: 'ConfigError Missing' });
  expect(log).not.toContain('sesame');
});
