import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a script that sends its parent one message when it listens, and answers the message `usage` with the CPU time
 * of its process in milliseconds and its memory in bytes, now and at its highest.
 *
 * @param options as those of fork
 */
export async function startServer(script, args, options = {}) {
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...options });
  const ended = once(child, 'exit');
  const [message] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`'${args.join(' ')}' ended with ${code}`))),
  ]);
  return {
    ...message,
    usage: async () => {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage;
    },
    stop: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}
