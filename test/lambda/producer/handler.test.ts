import type { Context } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/producer/handler';
import { proxyEvent } from './requests';

const CONTEXT = { getRemainingTimeInMillis: () => 1_000 } as Context;

test('a function that is not configured answers 500 to each request, and says why in its log', async () => {
  const lines: string[] = [];
  const take = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(take),
  );
  let handler: typeof Handler | undefined;
  jest.isolateModules(() => {
    handler = require('../../../lambda/producer/handler').handler;
  });
  const answer = await handler?.(proxyEvent({ body: '{"secret":"sesame"}' }), CONTEXT);
  for (const stream of streams) stream.mockRestore();
  expect(answer).toEqual({
    statusCode: 500,
    headers: { 'Content-Type': 'application/json' },
    body: '{"error":{"code":"InternalError","message":"The request could not be processed","requestId":"EXT-ID="}}',
  });
  const log = lines.join('');
  const [entry = ''] = log.split('\n').filter((line) => line.includes('a fault of ours'));
  expect(JSON.parse(entry)).toMatchObject({ level: 'ERROR', service: 'producer', error: 'ConfigError Missing' });
  const [counted = ''] = log.split('\n').filter((line) => line.includes('CloudWatchMetrics'));
  expect(JSON.parse(counted)).toMatchObject({ RequestsFailed: 1 });
  expect(log).not.toContain('sesame');
});
