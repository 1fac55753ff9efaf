/**
 * Keeps a window of objects that is renewed all the time, as requests are, and prints how large the heap became, in
 * bytes. With the argument `small`, the heap is kept small.
 */
import { keepHeapSmall } from '../../../local/run';

const LIVE = 100_000;
const ROUNDS = 60;

if (process.argv[2] === 'small') keepHeapSmall();
const live: object[] = [];
let largest = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (let at = 0; at < LIVE; at++) live[at] = { round, at, values: [round, at, round + at, 0, 0, 0, 0, 0] };
  largest = Math.max(largest, process.memoryUsage().heapTotal);
}
process.stdout.write(String(largest));
