import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TracedExchange } from '../../../local/gateway';
import { findEvent, TraceRecorder } from '../../../local/trace';
import { traceSegments } from '../../../local/trace/trace-log';

let folder: string;
let now = 1_000_000;
let recorder: TraceRecorder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-recorder-'));
  const running = () => ({ streams: [], deliveries: [] });
  recorder = new TraceRecorder({
    folder: join(folder, 'trace'),
    running,
    speed: 1,
    now: () => now,
    onNote: () => undefined,
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

function request(requestId: string, body: Buffer, url = '/v1/events'): void {
  const exchange = {
    ...{ requestId, extendedRequestId: `x-${requestId}`, startedAt: now, sent: body, received: Buffer.from('{}') },
    request: { method: 'POST', sourceIp: '127.0.0.1', body, openHeaders: () => 'host: h' },
  };
  const traced = { exchange, url, status: 200, answer: '', reason: undefined };
  recorder.request(traced as unknown as TracedExchange);
}

test('what comes faster than it is kept is kept in its beginnings, and whole again after a while', () => {
  const body = Buffer.alloc(60_000, 'x');
  for (let n = 0; n < 200; n++) request(`r${n}`, body);
  now += 5_000;
  request('late', body);
  recorder.close();
  const keptOf = (id: string) => findEvent(folder, id, now).request?.sent?.bytes.length;
  expect([keptOf('r0'), keptOf('r199'), keptOf('late')]).toEqual([60_000, 512, 60_000]);
});

test('a body that is too long is cut, and its length told', () => {
  request('long', Buffer.alloc(100_000, 'x'));
  recorder.close();
  const { request: body } = findEvent(folder, 'long', now).request ?? {};
  expect([body?.bytes.length, body?.length]).toEqual([65_536, 100_000]);
});

test('a signature in the address is left out', () => {
  request('signed', Buffer.alloc(0), '/v1/events?a=1&X-Amz-Signature=abcdef&X-Amz-Security-Token=secret&b=2');
  recorder.close();
  const kept = traceSegments(join(folder, 'trace')).map((path) => readFileSync(path, 'utf8'));
  expect(kept.join('')).not.toMatch(/abcdef|secret/);
  expect(findEvent(folder, 'signed', now).request?.entry.url).toMatch(/\?a=1&X-Amz-Signature=….*&b=2$/);
});
