import { aggregate } from './aggregate';
import type { Timing } from './timing';
import type { Unit } from './unit';
import type { Result, Wire, WireRecord } from './wire';

/** Requests that may go into finding the records a service refuses: nine halvings of 500 find one or two. */
const ISOLATION_REQUESTS = 32;

/** How requests are made. */
export interface RequestSettings<Stored> {
  readonly wire: Wire<Stored>;
  readonly timing: Timing;
  /** Milliseconds. */
  readonly requestTimeout: number;
  readonly isolateRefused: boolean;
}

/** Sends units, each request in its time. */
export class Requests<Stored> {
  public constructor(private readonly settings: RequestSettings<Stored>) {}

  /** One result a unit, in their order. */
  public async send(batch: readonly Unit<Stored>[]): Promise<readonly Result<Stored>[]> {
    return await this.isolated(batch, { left: ISOLATION_REQUESTS - 1 });
  }

  /** One record at fault has a whole request refused: the halves tell which one it is. */
  private async isolated(
    batch: readonly Unit<Stored>[],
    requests: { left: number },
  ): Promise<readonly Result<Stored>[]> {
    const results = await this.once(batch);
    const isRefused = results.every((result) => 'failure' in result && result.failure.code === 'Refused');
    if (!isRefused || !this.settings.isolateRefused || batch.length === 1 || requests.left < 2) return results;
    requests.left -= 2;
    const half = Math.ceil(batch.length / 2);
    const before = await this.isolated(batch.slice(0, half), requests);
    return [...before, ...(await this.isolated(batch.slice(half), requests))];
  }

  private async once(batch: readonly Unit<Stored>[]): Promise<readonly Result<Stored>[]> {
    const { timing, wire, requestTimeout } = this.settings;
    const all = (result: Result<Stored>) => batch.map(() => result);
    const left = lastDeadline(batch) - timing.now();
    // A half whose turn comes when its time is up. Sent and taken back at once, it might be stored all the same.
    if (left <= 0) return all({ failure: { code: 'TimedOut', retry: false } });
    const abort = new AbortController();
    let cancel = (): void => {};
    const late = new Promise<readonly Result<Stored>[]>((resolve) => {
      const onTimeout = (): void => {
        resolve(all({ failure: { code: 'TimedOut', retry: true } }));
        abort.abort();
      };
      cancel = timing.schedule(onTimeout, Math.min(requestTimeout, left));
    });
    try {
      return await Promise.race([wire.send(batch.map(recordOf), abort.signal), late]);
    } catch (cause) {
      return all({ failure: { code: 'Unavailable', retry: false, cause } });
    } finally {
      cancel();
    }
  }
}

function lastDeadline<Stored>(batch: readonly Unit<Stored>[]): number {
  let last = 0;
  for (const { members } of batch) for (const { deadline } of members) if (deadline > last) last = deadline;
  return last;
}

/** What goes out for a unit: its record, or the aggregate of its records. */
function recordOf<Stored>({ members, explicitHashKey }: Unit<Stored>): WireRecord {
  const [first] = members;
  if (first === undefined) throw new Error('a unit without records was sent');
  const { data, partitionKey } = first;
  if (explicitHashKey === undefined) return { data, partitionKey };
  if (members.length === 1) return { data, partitionKey, explicitHashKey };
  return { data: aggregate(members, explicitHashKey), partitionKey, explicitHashKey };
}
