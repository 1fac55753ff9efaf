import { EventEmitter } from 'node:events';
import { type ExitSource, flushOnExit, KinesisProducer } from '../../producer';
import { FakeKinesis } from './fake-kinesis';
import { VirtualTime } from './virtual-time';

/** A process whose signals a test sends. */
class FakeProcess extends EventEmitter implements ExitSource {
  public readonly pid = 7;
  public readonly killed: string[] = [];
  public kill(pid: number, signal: NodeJS.Signals): void {
    this.killed.push(`${pid} ${signal} ${this.listenerCount(signal)}`);
  }
}

function make() {
  const client = new FakeKinesis();
  const time = new VirtualTime();
  const producer = new KinesisProducer({ client, stream: 's', timing: time });
  return { client, time, producer, source: new FakeProcess() };
}

test('what is queued is sent before a signal ends the process', async () => {
  const { client, time, producer, source } = make();
  flushOnExit([producer], { source });
  const put = producer.put({ data: 'a', partitionKey: 'k' });
  source.emit('SIGTERM', 'SIGTERM');
  source.emit('SIGTERM', 'SIGTERM');
  await time.advance(0);
  await put;
  expect(client.stored).toHaveLength(1);
  // Nobody listens any more: the signal takes its course.
  expect(source.killed).toEqual(['7 SIGTERM 0']);
  await expect(producer.put({ data: 'b', partitionKey: 'k' })).rejects.toHaveProperty('code', 'Closed');
});

test('nothing is done once it was told to stop, or for another signal', async () => {
  const { producer, source } = make();
  const stop = flushOnExit([producer], { source, signals: ['SIGUSR2'] });
  source.emit('SIGTERM', 'SIGTERM');
  stop();
  source.emit('SIGUSR2', 'SIGUSR2');
  expect(source.killed).toEqual([]);
  expect(producer.hasRoom).toBe(true);
});
