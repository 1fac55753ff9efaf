import { callerCredentials } from '../../cli/credentials';
import { resolveDestination } from '../../cli/send/destination';
import { outcomesOf } from '../../cli/send/outcome';
import { NoAnswerError, Poster } from '../../cli/send/poster';
import { tryReadRunFile } from '../../local/run';
import { pause } from './run-process';

/** Between two requests of a lane, in milliseconds: all lanes together stay below the limits of the stage. */
const PACE = 15;

/** An event that was acknowledged. */
export interface Acknowledged {
  readonly lane: string;
  /** Rises within the lane. */
  readonly number: number;
  /** Undefined for what is put to a delivery directly. */
  readonly shardId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

/** A producer with one key, who sends the next event only when the one before has its answer, or got none. */
export class Lane {
  public readonly acknowledged: Acknowledged[] = [];
  private next = 0;

  /** @param batch Events in a request; undefined for a route that takes one */
  public constructor(
    public readonly name: string,
    private readonly route: string,
    private readonly batch: number | undefined,
  ) {}

  /** Sends to the run of a data folder until it is gone, or the signal aborts. */
  public async send(dataFolder: string, signal: AbortSignal): Promise<void> {
    const run = tryReadRunFile(dataFolder);
    if (run === undefined) return;
    callerCredentials(dataFolder, 'local');
    const unset = { url: undefined, profile: undefined, apiKey: undefined, token: undefined, env: {} };
    const poster = new Poster(resolveDestination({ ...unset, run, dataFolder, route: this.route }), 1);
    try {
      while (!signal.aborted) {
        await this.sendOne(poster);
        await pause(PACE);
      }
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
    } finally {
      poster.close();
    }
  }

  private async sendOne(poster: Poster): Promise<void> {
    const first = this.next;
    const count = this.batch ?? 1;
    // A number is used once, answer or none: what got none may be stored.
    this.next += count;
    const events = Array.from({ length: count }, (_, index) => ({ lane: this.name, number: first + index }));
    const records = events.map((data) => ({
      data,
      ...(this.route.startsWith('/events') && { partitionKey: this.name }),
    }));
    const body = Buffer.from(JSON.stringify(this.batch === undefined ? events[0] : { records }));
    const answer = await poster.post(body, { 'x-partition-key': this.name });
    const outcomes = outcomesOf(answer, count, this.batch !== undefined);
    if (outcomes.every(({ kind }) => kind !== 'accepted')) return;
    const parsed = JSON.parse(answer.body) as { records?: PutResult[] } & PutResult;
    outcomes.forEach(({ kind }, index) => {
      const { shardId, sequenceNumber } = parsed.records?.[index] ?? parsed;
      if (kind !== 'accepted') return;
      this.acknowledged.push({ lane: this.name, number: first + index, shardId, sequenceNumber });
    });
  }
}

interface PutResult {
  readonly shardId?: string;
  readonly sequenceNumber?: string;
}
