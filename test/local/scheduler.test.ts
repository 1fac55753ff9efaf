import { ManualClock } from '../../local/clock';
import { ManualScheduler, RealScheduler } from '../../local/scheduler';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a scheduler moved by hand', () => {
  test('runs tasks in the order of their times, at these times', async () => {
    const scheduler = new ManualScheduler(new ManualClock(1_000));
    const seen: [string, number][] = [];
    const note = (name: string) => () => {
      seen.push([name, scheduler.now()]);
    };
    scheduler.after(20, note('late'));
    scheduler.after(10, note('early'));
    scheduler.after(10, note('early as well'));
    scheduler.after(30, note('never'));
    await scheduler.advance(25);
    expect(seen).toEqual([
      ['early', 1_010],
      ['early as well', 1_010],
      ['late', 1_020],
    ]);
    expect(scheduler.now()).toBe(1_025);
  });

  test('runs what tasks add, if its time has come', async () => {
    const scheduler = new ManualScheduler();
    const seen: number[] = [];
    scheduler.after(10, () => {
      scheduler.after(10, () => {
        seen.push(scheduler.now());
      });
    });
    await scheduler.advance(20);
    expect(seen).toEqual([20]);
  });

  test('waits for work under way, not for what sleeps', async () => {
    const scheduler = new ManualScheduler();
    const seen: string[] = [];
    scheduler.run(async () => {
      for (let round = 0; round < 10; round++) await turn();
      seen.push('worked');
      await scheduler.sleep(50);
      seen.push('slept');
    });
    await scheduler.advance(49);
    expect(seen).toEqual(['worked']);
    await scheduler.advance(1);
    expect(seen).toEqual(['worked', 'slept']);
  });

  test('forgets a task that is cancelled', async () => {
    const scheduler = new ManualScheduler();
    const task = jest.fn();
    scheduler.after(10, task).cancel();
    await scheduler.advance(20);
    expect(task).not.toHaveBeenCalled();
  });
});

describe('the wall clock', () => {
  test("waits as long as is said, divided by the speed; the time it tells is the clock's", async () => {
    const scheduler = new RealScheduler({ speed: 1_000, clock: new ManualClock(7) });
    const began = Date.now();
    await scheduler.sleep(60_000);
    expect(Date.now() - began).toBeGreaterThanOrEqual(55);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(scheduler.now()).toBe(7);
  });

  test('runs tasks, unless they are cancelled', async () => {
    const scheduler = new RealScheduler({ speed: 10 });
    const [task, cancelled] = [jest.fn(), jest.fn()];
    scheduler.after(10, cancelled).cancel();
    await new Promise<void>((resolve) => {
      scheduler.after(20, () => {
        task();
        resolve();
      });
    });
    scheduler.run(async () => task());
    expect(task).toHaveBeenCalledTimes(2);
    expect(cancelled).not.toHaveBeenCalled();
  });
});
