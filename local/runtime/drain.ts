import { type Backlog, backlogOf, totalOf } from './backlog';
import type { Services } from './services';

/**
 * Delivers what was accepted, at once rather than when buffers are due, until nothing is left.
 *
 * @param wait Lets time pass until consumers read again; false ends it
 * @returns What is left
 */
export async function drain(services: Services, wait: () => Promise<boolean>): Promise<Backlog> {
  for (;;) {
    await services.firehose.flush();
    const backlog = backlogOf(services);
    if (totalOf(backlog) === 0 || !(await wait())) return backlog;
  }
}

/** `12 records of streams, 3 direct puts` */
export function backlogText({ streamRecords, directRecords, messages }: Backlog): string {
  const parts = [
    [streamRecords, 'records of streams'],
    [directRecords, 'direct puts'],
    [messages, 'messages and events'],
  ] as const;
  return parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(', ') || 'nothing';
}
