import { SqsFault } from '../fault';
import type { Input } from '../input';

const MOST = 10;
const ID = /^[A-Za-z0-9_-]{1,80}$/;

/** An entry that failed, as a batch answers it. */
interface FailedEntry {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: boolean;
}

/**
 * Runs the entries of a batch in their order; those that fail do not hold up the others.
 *
 * @throws SqsFault where the batch as a whole is refused
 */
export async function runBatch(
  entries: readonly Input[],
  run: (entry: Input) => object | Promise<object>,
): Promise<{ readonly Successful: readonly object[]; readonly Failed?: readonly FailedEntry[] }> {
  const ids = assertEntries(entries);
  const outcomes = await Promise.all(
    entries.map(async (entry, index) => {
      const Id = ids[index] ?? '';
      try {
        return { Id, ...(await run(entry)) };
      } catch (error) {
        if (!(error instanceof SqsFault)) throw error;
        return new Failure({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }),
  );
  const Failed = outcomes.flatMap((outcome) => (outcome instanceof Failure ? outcome.entry : []));
  const Successful = outcomes.filter((outcome) => !(outcome instanceof Failure));
  return Failed.length > 0 ? { Successful, Failed } : { Successful };
}

class Failure {
  public constructor(public readonly entry: FailedEntry) {}
}

function assertEntries(entries: readonly Input[]): readonly string[] {
  const refuse = (code: string, message: string): never => {
    throw new SqsFault(`AWS.SimpleQueueService.${code}`, message);
  };
  if (entries.length === 0) refuse('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST) {
    const message = `Maximum number of entries per request are ${MOST}. You have sent ${entries.length}.`;
    refuse('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map((entry) => entry.text('Id'));
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) refuse('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  if (!ids.every((id) => ID.test(id))) {
    refuse(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  return ids;
}
