import { connect } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

/**
 * Sends `request` over `connections` connections, one after the other on each, for `milliseconds`.
 * @returns Answers a second, and how many were not 200
 */
export function load(port, request, { connections, milliseconds }) {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let failures = 0;
    let open = connections;
    const started = performance.now();
    const until = started + milliseconds;
    for (let index = 0; index < connections; index++) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
      let waiting = Buffer.alloc(0);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
        const head = waiting.indexOf(END_OF_HEAD);
        if (head < 0) return;
        const text = waiting.latin1Slice(0, head);
        if (waiting.length < head + 4 + Number(LENGTH.exec(text)?.[1] ?? 0)) return;
        waiting = Buffer.alloc(0);
        answers += 1;
        if (!text.startsWith('HTTP/1.1 200 ')) failures += 1;
        if (performance.now() < until) {
          socket.write(request);
          return;
        }
        socket.destroy();
        open -= 1;
        if (open === 0) resolve({ rate: (answers / (performance.now() - started)) * 1_000, failures });
      });
    }
  });
}
