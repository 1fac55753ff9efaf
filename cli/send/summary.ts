import { alignColumns } from '../table';
import type { Tally } from './tally';

/** How far behind its rate the sending may be without a word, in milliseconds. */
const PUNCTUAL = 100;
const KINDS = ['accepted', 'throttled', 'refused', 'unanswered'] as const;

/** What a run came to, in lines. */
export interface RunFacts {
  readonly url: URL;
  readonly tally: Tally;
  /** Milliseconds. */
  readonly elapsed: number;
  /** Events a second that were asked for. */
  readonly rate: number | undefined;
  /** Events read and not sent. */
  readonly unsent: number;
}

/** Every event is in exactly one of the rows, and in none where it was not sent. */
export function summary({ url, tally, elapsed, rate, unsent }: RunFacts): string[] {
  const seconds = elapsed / 1_000;
  const speed = seconds === 0 ? tally.total : tally.total / seconds;
  const rows = KINDS.map((kind) => {
    const [first, ...others] = tally.reasonsOf(kind);
    const more = others.map(({ reason, count }) => `; ${number(count)} times ${reason}`).join('');
    return [`  ${kind}`, number(tally.of(kind)), first === undefined ? '' : `${first.reason}${more}`];
  });
  const width = Math.max(...rows.map(([, count = '']) => count.length));
  const { latencies } = tally;
  const percentiles = [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const;
  const shares = percentiles.map(([name, share]) => `${name} ${duration(latencies.percentile(share))}`);
  return [
    `${number(tally.total)} events in ${number(tally.requests)} requests to ${url.origin}${url.pathname}, ${seconds.toFixed(1)} s (${number(speed)}/s)`,
    ...alignColumns(rows.map(([kind = '', count = '', reason = '']) => [kind, count.padStart(width), reason])),
    ...(latencies.count === 0
      ? []
      : [`Latency of ${number(latencies.count)} answers: ${shares.join(', ')}, max ${duration(latencies.max)}`]),
    ...(tally.retries === 0 ? [] : [`Sent again after a throttle: ${number(tally.retries)}`]),
    ...(rate === undefined || tally.behind < PUNCTUAL
      ? []
      : [
          `The rate of ${number(rate)}/s was not kept: up to ${duration(tally.behind)} behind; '--concurrency' may help`,
        ]),
    ...(unsent === 0 ? [] : [`Read and not sent: ${number(unsent)}`]),
    ...(tally.reasonsOf('unanswered').every(({ reason }) => reason.includes('ECONNREFUSED'))
      ? []
      : ['What got no answer may have been stored nevertheless']),
  ];
}

export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `0.42 ms`, `12 ms`, `3.4 s` */
function duration(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${milliseconds >= 10 ? milliseconds.toFixed(0) : milliseconds.toFixed(2)} ms`;
}
