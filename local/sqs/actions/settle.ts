import { missing } from '../fault';
import type { Input } from '../input';
import type { Queue } from '../queue';
import { type Action, permittedQueue } from './action';
import { runBatch } from './batch';

export const deleteMessage: Action = async (context, input) => {
  await permittedQueue(context, input, 'DeleteMessage').delete(input.text('ReceiptHandle'));
  return {};
};

export const deleteMessageBatch: Action = (context, input) => {
  const queue = permittedQueue(context, input, 'DeleteMessage');
  return runBatch(input.inputs('Entries'), async (entry) => {
    await queue.delete(entry.text('ReceiptHandle'));
    return {};
  });
};

export const changeMessageVisibility: Action = (context, input) => {
  return changeVisibility(permittedQueue(context, input, 'ChangeMessageVisibility'), input);
};

export const changeMessageVisibilityBatch: Action = (context, input) => {
  const queue = permittedQueue(context, input, 'ChangeMessageVisibility');
  return runBatch(input.inputs('Entries'), (entry) => changeVisibility(queue, entry));
};

export const purgeQueue: Action = async (context, input) => {
  await permittedQueue(context, input, 'PurgeQueue').purge();
  return {};
};

function changeVisibility(queue: Queue, input: Input): object {
  const timeout = input.tryInteger('VisibilityTimeout', 0, 43_200);
  if (timeout === undefined) throw missing('VisibilityTimeout');
  queue.changeVisibility(input.text('ReceiptHandle'), timeout);
  return {};
}
