import { SqsFault } from '../fault';
import type { NewMessage, SentMessage } from '../queue';
import { type Action, permittedQueue } from './action';
import { runBatch } from './batch';
import { digestsOf, messageSize, readNewMessage } from './new-message';

/** Of all messages of a batch together, in bytes. */
const BATCH_LIMIT = 1_048_576;

export const sendMessage: Action = async (context, input) => {
  const queue = permittedQueue(context, input, 'SendMessage');
  const message = readNewMessage(queue, input, context.senderId);
  return answer(message, await queue.send(message));
};

export const sendMessageBatch: Action = (context, input) => {
  const queue = permittedQueue(context, input, 'SendMessage');
  const entries = input.inputs('Entries');
  let total = 0;
  for (const entry of entries) total += sizeOf(() => readNewMessage(queue, entry, context.senderId));
  if (total > BATCH_LIMIT) {
    throw new SqsFault(
      'AWS.SimpleQueueService.BatchRequestTooLong',
      `Batch requests cannot be longer than ${BATCH_LIMIT} bytes. You have sent ${total} bytes.`,
    );
  }
  return runBatch(entries, async (entry) => {
    const message = readNewMessage(queue, entry, context.senderId);
    return answer(message, await queue.send(message));
  });
};

/** An entry that is refused itself counts for nothing. */
function sizeOf(read: () => NewMessage): number {
  try {
    return messageSize(read());
  } catch (error) {
    if (error instanceof SqsFault) return 0;
    throw error;
  }
}

function answer(message: NewMessage, { id, sequenceNumber }: SentMessage): object {
  return {
    MessageId: id,
    ...digestsOf(message),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}
